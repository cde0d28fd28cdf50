/** The part that both flows have: the caller leaves a message, and is thanked. */
import { record, say, type RecordedMessage } from 'callchart';

/** What the part needs of a flow's context. */
export interface WithMessage {
  readonly message: RecordedMessage | null;
}

/** States to spread into a flow; `message` is the way in, `done` the way out. */
export const messageStates = {
  message: record<WithMessage>({
    greeting: 'Please leave a message after the tone, and press pound when you are done.',
    into: 'message',
    next: 'thanks',
    empty: 'goodbye',
    failed: 'sorry',
    callerLeft: 'done',
  }),
  thanks: say<WithMessage>({ prompt: 'Thank you. We call you back.', next: 'done' }),
  goodbye: say<WithMessage>({ prompt: 'Goodbye.', next: 'done' }),
  sorry: say<WithMessage>({ prompt: 'Your message cannot be recorded now. Please call again.', next: 'done' }),
};
