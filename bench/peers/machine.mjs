/** The flow of the benchmark as a plain machine, for those who run it without this package. */
import { assign, createMachine } from 'xstate';

const press = (target) => ({ target, actions: assign({ keys: ({ context }) => context.keys + 1 }) });

/** @param answer what is done when the call begins */
export const benchMachine = (answer) =>
  createMachine(
    {
      id: 'bench',
      context: () => ({ keys: 0 }),
      initial: 'answering',
      on: { 'call.hangup': '.done' },
      states: {
        answering: { entry: 'answer', on: { 'call.answered': 'even' } },
        even: { on: { 'call.dtmf.received': press('odd') } },
        odd: { on: { 'call.dtmf.received': press('even') } },
        done: { type: 'final' },
      },
    },
    { actions: { answer } },
  );

/** Tells the carrier to answer. */
export async function sendAnswer(id) {
  const answered = await fetch(`${process.env.TELNYX_BASE_URL}/calls/${id}/actions/answer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer KEY' },
    body: '{}',
  });
  await answered.text();
}
