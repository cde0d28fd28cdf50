/**
 * What only the exploration finds, as rules with their facts: the codes that no static rule has.
 */
import type { RuleFacts } from '../finding.ts';

/** A flow that throws. */
const flowThrows: RuleFacts = {
  code: 'flow-throws',
  severity: 'error',
  reason: 'The step is undone, and the caller hears the apology of the fallback.',
  advice: 'Let guards, params and assigns bear every event that can come to them, and everything that it may lack.',
  bad: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'menu' } },
    menu: {
      entry: gatherUsingSpeak({ payload: 'Press 1.', maximum_digits: 1, maximum_tries: 1, timeout_millis: 5_000 }),
      on: {
        'call.gather.ended': [
          { guard: ({ event }) => event.payload.digits[0].length > 0, target: 'thanks' }, // no digits: no [0]
          { target: 'done' },
        ],
      },
      after: { 30_000: 'done' },
    },
    thanks: { entry: speak({ payload: 'Thanks.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'menu' } },
    menu: {
      entry: gatherUsingSpeak({ payload: 'Press 1.', maximum_digits: 1, maximum_tries: 1, timeout_millis: 5_000 }),
      on: {
        'call.gather.ended': [
          { guard: ({ event }) => (event.payload.digits ?? '').length > 0, target: 'thanks' },
          { target: 'goodbye' },
        ],
      },
      after: { 30_000: 'done' },
    },
    thanks: { entry: speak({ payload: 'Thanks.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    goodbye: { entry: speak({ payload: 'Goodbye.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    done: { type: 'final' },
  },
}`,
};

/** A caller without an answer. */
const cutOff: RuleFacts = {
  code: 'cut-off',
  severity: 'warning',
  reason: 'Who has just pressed a key, or waited, is hung up without a word, and calls again.',
  advice: 'Say goodbye, or why it does not go on, before the flow ends; an explicit `hangup` says that it is meant.',
  bad: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'menu' } },
    menu: {
      entry: gatherUsingSpeak({ payload: 'For our hours press 1.', maximum_digits: 1, maximum_tries: 1, timeout_millis: 5_000 }),
      on: { 'call.gather.ended': [{ guard: { type: 'digits', params: '1' }, target: 'hours' }, { target: 'done' }] },
      after: { 30_000: 'done' },
    },
    hours: { entry: speak({ payload: 'From nine to five.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    done: { type: 'final' }, // after a wrong key as well
  },
}`,
  good: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'menu' } },
    menu: {
      entry: gatherUsingSpeak({ payload: 'For our hours press 1.', maximum_digits: 1, maximum_tries: 1, timeout_millis: 5_000 }),
      on: { 'call.gather.ended': [{ guard: { type: 'digits', params: '1' }, target: 'hours' }, { target: 'goodbye' }] },
      after: { 30_000: 'done' }, // only when word of the gather got lost
    },
    hours: { entry: speak({ payload: 'From nine to five.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    goodbye: { entry: speak({ payload: 'Goodbye.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    done: { type: 'final' },
  },
}`,
};

/** Rules of the exploration alone; the others share their codes with static rules. */
export const exploredRules: readonly RuleFacts[] = [flowThrows, cutOff];
