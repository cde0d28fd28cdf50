/**
 * Rule: what is asked for makes a difference. Where all candidates of an event lead to the same with the same actions,
 * the guards between them are there for nothing, and one of the targets is not what was meant.
 */
import type { AnyStateNode } from 'xstate';
import { namedReference } from '../../flow/load/machine-reading.ts';
import type { Found, Rule } from '../finding.ts';
import { type Candidate, pathOf } from '../model/flow-model.ts';
import type { Subject } from '../model/subject.ts';
import { onceEach } from './once-each.ts';

/** The rule. */
export const noDifference: Rule = {
  code: 'no-difference',
  severity: 'warning',
  reason: 'Whatever somebody chooses leads to the same, so one of the choices does not lead where it was meant to.',
  advice: 'Lead each choice where it belongs; where it is meant, one candidate without a guard says so.',
  bad: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'menu' } },
    menu: {
      entry: gatherUsingSpeak({ payload: 'Press 1 for our hours.', maximum_digits: 1, maximum_tries: 1, timeout_millis: 5_000 }),
      on: { 'call.gather.ended': [{ guard: { type: 'digits', params: '1' }, target: 'hours' }, { target: 'hours' }] },
      after: { 60_000: 'goodbye' },
    },
    hours: { entry: speak({ payload: 'From nine to five.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    goodbye: { entry: speak({ payload: 'Goodbye.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'answering',
  context: { isKnown: false },
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'menu' } },
    menu: {
      entry: gatherUsingSpeak({ payload: 'Press 1 to be remembered.', maximum_digits: 1, maximum_tries: 1, timeout_millis: 5_000 }),
      on: {
        'call.gather.ended': [
          { guard: { type: 'digits', params: '1' }, target: 'hours', actions: assign({ isKnown: true }) },
          { target: 'hours' },
        ],
      },
      after: { 60_000: 'goodbye' },
    },
    hours: { entry: speak({ payload: 'From nine to five.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    goodbye: { entry: speak({ payload: 'Goodbye.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    done: { type: 'final' },
  },
}`,
  find: (subject) => onceEach(subject.resting.flatMap((leaf) => allAlike(leaf, subject))),
};

function allAlike(leaf: AnyStateNode, { model }: Subject): Found[] {
  return model.eventsFrom(leaf).flatMap((event): Found[] => {
    const [first, ...others] = model.candidatesFor(leaf, event);
    if (first === undefined || others.length === 0) return [];
    // A last one with a guard leaves another way open: that nothing happens.
    if (others.at(-1)?.guard !== undefined || !others.every((one) => isAlike(one, first))) return [];
    if ([first, ...others].some(({ guard }) => isOfOutcome(guard))) return [];
    const where = first.targets.map((node) => `"${pathOf(node)}"`).join(', ');
    return [
      {
        state: pathOf(first.source),
        message: `Each of the ${others.length + 1} candidates of "${first.descriptor}" leads ${where === '' ? 'to the same' : `to ${where}`}, whatever their guards say.`,
      },
    ];
  });
}

/** How something ended: that all ends of it lead on alike is usual. */
const isOfOutcome = (guard: unknown): boolean =>
  ['cause', 'reason', 'result'].includes(namedReference(guard)?.name ?? '');

const isAlike = (one: Candidate, other: Candidate): boolean =>
  one.source === other.source &&
  one.reenter === other.reenter &&
  one.targets.length === other.targets.length &&
  one.targets.every((node, at) => node === other.targets[at]) &&
  one.actions.length === other.actions.length &&
  one.actions.every((action, at) => isSameAction(action, other.actions[at]));

/** Whether two actions are the same for certain. */
function isSameAction(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  const [a, b] = [namedReference(one), namedReference(other)];
  if (a === undefined || b === undefined || a.name !== b.name) return false;
  if (typeof a.params === 'function' || typeof b.params === 'function') return a.params === b.params;
  return JSON.stringify(a.params) === JSON.stringify(b.params);
}
