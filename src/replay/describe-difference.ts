/**
 * A difference between a call and its record, in words. It decides nothing.
 */
import type { RecordedCall } from './recorded-call.ts';
import type { DifferenceCause, FirstDifference } from './verify.ts';

const causes: Readonly<Record<DifferenceCause, string>> = {
  clock:
    "The step looks at the clock. A flow must not: use the event's occurred_at, or the `at` of its input, so that a step repeats itself.",
  randomness:
    'The step draws a random number. A flow must not: draw it in a task (invoke), or derive it from input.callId.',
  context:
    'The context begins differently: the context factory uses something beside its input (a module, a variable, the environment) that has changed.',
  flow: 'The flow has another structure than the one that the call ran on. callchart replay --flow shows both side by side.',
  private:
    'The digits of this step were private and never stored, and no digits that stand for them lead where the call went.',
  masked: 'The numbers of this record were replaced (--mask), and the flow looks at numbers: export it without --mask.',
  code: 'Code that the hash of a flow does not cover has changed: an imported function, a variable outside of the machine.',
};

const longestValue = 300;

/** Where, what, and why, on several lines. */
export function describeDifference({ callId, createdAt, journal }: RecordedCall, difference: FirstDifference): string {
  const { seq, at, path, recorded, made, cause } = difference;
  const entry = journal.find((one) => one.seq === seq);
  const what = entry === undefined ? '' : ` (${entry.input.kind} ${entry.input.name})`;
  return `Call ${callId} does not repeat itself: step ${seq}${what}, ${((at - createdAt) / 1_000).toFixed(1)} s after its beginning.
  ${path}
    recorded: ${shown(recorded)}
    now:      ${shown(made)}
${causes[cause]}`;
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? 'nothing');
  return text.length <= longestValue ? text : `${text.slice(0, longestValue)}… (${text.length} characters)`;
}
