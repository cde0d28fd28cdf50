/**
 * Rule: every end of a gather leads somewhere: the right keys, wrong ones, none. Named guards are asked; one that is a
 * function of the author's may take anything.
 */
import type { AnyStateNode } from 'xstate';
import { callGuards, isCallGuardName } from '../../flow/guards.ts';
import { namedReference } from '../../flow/load/machine-reading.ts';
import type { Found, Rule } from '../finding.ts';
import { type CommandUse, GATHERS, numberParam, textParam } from '../model/command-use.ts';
import { isWithin } from '../model/entering.ts';
import { type Candidate, type FlowModel, type PlacedCommand, pathOf } from '../model/flow-model.ts';
import { addressedLeg } from '../model/leg-changes.ts';
import { FIRST } from '../model/leg-facts.ts';
import type { Subject } from '../model/subject.ts';
import { onceEach } from './once-each.ts';

/** The rule. */
export const gatherEnds: Rule = {
  code: 'gather-ends',
  severity: 'error',
  reason: 'Who presses nothing, or a wrong key, is left in silence in the middle of a menu.',
  advice: 'Let the last candidate of `call.gather.ended` be unguarded, or handle `noinput` and `nomatch`.',
  bad: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'menu' } },
    menu: {
      entry: gatherUsingSpeak({ payload: 'Press 1.', maximum_digits: 1, maximum_tries: 1, timeout_millis: 5_000 }),
      on: { 'call.gather.ended': { guard: { type: 'digits', params: '1' }, target: 'done' } },
      after: { 60_000: 'done' },
    },
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
          { guard: { type: 'digits', params: '1' }, target: 'thanks' },
          { guard: { type: 'or', params: ['noinput', 'nomatch'] }, target: 'goodbye' },
          { target: 'goodbye' },
        ],
      },
      after: { 60_000: 'done' },
    },
    thanks: { entry: speak({ payload: 'Thanks.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    goodbye: { entry: speak({ payload: 'Goodbye.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    done: { type: 'final' },
  },
}`,
  find: (subject) =>
    onceEach(
      subject.resting.flatMap((leaf) => subject.model.commands.flatMap((placed) => openEnds(leaf, placed, subject))),
    ),
};

/** How a gather can end. */
interface Ending {
  readonly words: string;
  readonly digits: string;
  readonly status: string;
}

function openEnds(leaf: AnyStateNode, { use, node, place }: PlacedCommand, { model, facts }: Subject): Found[] {
  if (!GATHERS.has(use.command) || place !== 'entry' || !isWithin(leaf, node) || facts.isVague(leaf)) return [];
  // A leaf that is reached later than the command may be one in which the gather is over.
  if (
    leaf !== node &&
    !model.waysFrom(leaf).some(({ event }) => event.endsWith('call.gather.ended')) &&
    isLater(leaf, node, model)
  )
    return [];
  const key = addressedLeg(use, { firstRole: model.firstRole, eventLeg: undefined });
  if (key === undefined) return [];
  const type = key === FIRST ? 'call.gather.ended' : `${key}.call.gather.ended`;
  const candidates = model.candidatesFor(leaf, type);
  return endingsOf(use)
    .filter((ending) => !candidates.some((candidate) => mayTake(candidate, type, ending, model)))
    .slice(0, 1)
    .map(({ words }) => ({
      state: pathOf(leaf),
      message: `${use.command} can end with ${words}, and nothing here takes "${type}" then.`,
    }));
}

/** Whether a leaf is entered from within the state that asks. */
function isLater(leaf: AnyStateNode, node: AnyStateNode, model: FlowModel): boolean {
  return model.ways.some(
    ({ from, to, candidate }) => candidate.targets.length > 0 && to.includes(leaf) && isWithin(from, node),
  );
}

function endingsOf(use: CommandUse): readonly Ending[] {
  const most = numberParam(use, 'maximum_digits') ?? 128;
  const least = numberParam(use, 'minimum_digits') ?? 1;
  const valid = textParam(use, 'valid_digits');
  const wrong = '0123456789*#'.split('').find((digit) => valid !== undefined && !valid.includes(digit));
  return [
    { words: 'no key', digits: '', status: 'timeout' },
    ...(wrong === undefined ? [] : [{ words: 'a wrong key', digits: wrong, status: 'invalid' }]),
    ...(least > 1 ? [{ words: 'too few keys', digits: '1', status: 'invalid' }] : []),
    ...(most === 1
      ? (valid ?? '0123456789')
          .split('')
          .map((digit) => ({ words: `the key ${digit}`, digits: digit, status: 'valid' }))
      : []),
  ];
}

/** Whether a candidate takes such an end; a guard that is not ours may take any. */
function mayTake({ guard }: Candidate, type: string, { digits, status }: Ending, { reading }: FlowModel): boolean {
  if (guard === undefined) return true;
  const reference = namedReference(guard);
  if (reference === undefined || !isCallGuardName(reference.name)) return true;
  if (reading.implementations.guards[reference.name] !== callGuards[reference.name]) return true;
  if (typeof reference.params === 'function') return true;
  const predicate = callGuards[reference.name] as (args: unknown, params: unknown) => boolean;
  return predicate({ context: {}, event: { type, payload: { digits, status } } }, reference.params);
}
