/**
 * Rule: a guard compares with digits that can come. A key that the gather does not take, more digits than it collects,
 * or digits that a candidate before has taken already: the choice is offered, and nobody can make it.
 */
import type { AnyStateNode } from 'xstate';
import { namedReference, toList } from '../../flow/load/machine-reading.ts';
import type { Found, Rule } from '../finding.ts';
import { type CommandUse, GATHERS, numberParam, textParam } from '../model/command-use.ts';
import { readEventName } from '../model/event-names.ts';
import { type Candidate, type FlowModel, pathOf, type PlacedCommand } from '../model/flow-model.ts';
import { addressedLeg, keyOf } from '../model/leg-changes.ts';
import { FIRST } from '../model/leg-facts.ts';
import type { Subject } from '../model/subject.ts';
import { onceEach } from './once-each.ts';

/** The rule. */
export const noSuchDigits: Rule = {
  code: 'no-such-digits',
  severity: 'error',
  reason: 'A choice is offered that nobody can make: the digits that stand for it never come.',
  advice:
    'Let `valid_digits` and `maximum_digits` take what the guard compares with, and let each choice have keys of its own.',
  bad: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'menu' } },
    menu: {
      entry: gatherUsingSpeak({ payload: 'Press 1 or 2.', valid_digits: '12', maximum_digits: 1, maximum_tries: 1, timeout_millis: 5_000 }),
      on: {
        'call.gather.ended': [
          { guard: { type: 'digits', params: '1' }, target: 'hours' },
          { guard: { type: 'digits', params: '3' }, target: 'address' }, // 2 was meant
          { target: 'goodbye' },
        ],
      },
      after: { 60_000: 'goodbye' },
    },
    hours: { entry: speak({ payload: 'From nine to five.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    address: { entry: speak({ payload: 'Main Street.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    goodbye: { entry: speak({ payload: 'Goodbye.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'menu' } },
    menu: {
      entry: gatherUsingSpeak({ payload: 'Press 1 or 2.', valid_digits: '12', maximum_digits: 1, maximum_tries: 1, timeout_millis: 5_000 }),
      on: {
        'call.gather.ended': [
          { guard: { type: 'digits', params: ['1', '3'] }, target: 'hours' }, // one of them does come
          { guard: { type: 'digits', params: '2' }, target: 'address' },
          { target: 'goodbye' },
        ],
      },
      after: { 60_000: 'goodbye' },
    },
    hours: { entry: speak({ payload: 'From nine to five.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    address: { entry: speak({ payload: 'Main Street.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    goodbye: { entry: speak({ payload: 'Goodbye.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    done: { type: 'final' },
  },
}`,
  find: (subject) =>
    onceEach(subject.resting.flatMap((leaf) => [...neverCome(leaf, subject), ...taken(leaf, subject)])),
};

/** Digits that nothing that may run in this state can give. */
function neverCome(leaf: AnyStateNode, { model, facts }: Subject): Found[] {
  return model.eventsFrom(leaf).flatMap((event): Found[] => {
    const key = legGathered(event, model);
    const gathers = key === undefined ? undefined : gathersIn(leaf, key, model);
    const isOneKey = event.endsWith('call.dtmf.received');
    if ((gathers === undefined && !isOneKey) || facts.isVague(leaf)) return [];
    const comes = (digits: string): boolean =>
      isOneKey ? digits.length === 1 : gathers?.some((use) => canGive(use, digits)) === true;
    return model.candidatesFor(leaf, event).flatMap(({ guard, source }): Found[] => {
      const digits = digitsOf(guard);
      if (digits === undefined || digits.some((one) => comes(one))) return [];
      const why = isOneKey
        ? 'it tells of one key at a time'
        : `${gathers?.[0]?.command ?? 'the gather'} here does not take it`;
      return [{ state: pathOf(source), message: `"${event}" never brings ${wordsOf(digits)}: ${why}.` }];
    });
  });
}

const wordsOf = (digits: readonly string[]): string => digits.map((one) => `"${one}"`).join(', ');

/** The leg whose gather has ended, if the event tells that. */
function legGathered(event: string, { firstRole }: FlowModel): string | undefined {
  const name = readEventName(event);
  if (name.kind !== 'telnyx' || name.type !== 'call.gather.ended') return undefined;
  return name.role === undefined ? FIRST : keyOf(name.role, { firstRole });
}

/** Every gather that may run in a state; undefined when one may have begun elsewhere. */
function gathersIn(leaf: AnyStateNode, key: string, model: FlowModel): readonly CommandUse[] | undefined {
  const ways = model.ways.filter(({ to, candidate }) => to.includes(leaf) && candidate.targets.length > 0);
  const begun = [
    ...ways.map(({ commands }) => commands),
    ...(model.start.leaves.includes(leaf) ? [model.start.commands] : []),
  ].map((commands) => lastGather(commands, key, model));
  if (begun.length === 0 || begun.includes(undefined)) return undefined;
  const within = model
    .waysFrom(leaf)
    .filter(({ candidate }) => candidate.targets.length === 0)
    .flatMap(({ commands }) => commands.map(({ use }) => use).filter(({ command }) => GATHERS.has(command)));
  return [...begun.filter((use) => use !== undefined), ...within];
}

function lastGather(commands: readonly PlacedCommand[], key: string, model: FlowModel): CommandUse | undefined {
  return commands.findLast(
    ({ use }) =>
      GATHERS.has(use.command) &&
      !use.isConditional &&
      addressedLeg(use, { firstRole: model.firstRole, eventLeg: undefined }) === key,
  )?.use;
}

/** The digits that a guard compares with, in so many words. */
function digitsOf(guard: unknown): readonly string[] | undefined {
  const reference = namedReference(guard);
  if (reference?.name !== 'digits') return undefined;
  const digits = toList(reference.params);
  return digits.length > 0 && digits.every((one) => typeof one === 'string') ? digits : undefined;
}

/** Whether a gather can end with those digits; a param of which nothing is known allows anything. */
function canGive(use: CommandUse, digits: string): boolean {
  const isUnknown = (key: string): boolean => use.params[key] !== undefined && textParam(use, key) === undefined;
  const valid = textParam(use, 'valid_digits');
  const most = use.params['maximum_digits'] === undefined ? 128 : numberParam(use, 'maximum_digits');
  if (most !== undefined && digits.length > most) return false;
  if (isUnknown('valid_digits') || valid === undefined || digits === '') return true;
  return digits.split('').every((key) => valid.includes(key) || key === (textParam(use, 'terminating_digit') ?? '#'));
}

/** Digits that an earlier candidate takes whenever they come. */
function taken(leaf: AnyStateNode, { model }: Subject): Found[] {
  return model.eventsFrom(leaf).flatMap((event) => {
    const candidates = model.candidatesFor(leaf, event);
    return candidates.flatMap((candidate, at): Found[] => {
      const digits = digitsOf(candidate.guard);
      const before = candidates.slice(0, at).filter((one) => one.source === candidate.source);
      if (digits === undefined || !digits.every((one) => before.some((earlier) => takes(earlier, one)))) return [];
      return [
        {
          state: pathOf(candidate.source),
          message: `Candidate ${at + 1} of "${event}" is for ${wordsOf(digits)}, which one before it takes already.`,
        },
      ];
    });
  });
}

const takes = ({ guard }: Candidate, digits: string): boolean => digitsOf(guard)?.includes(digits) === true;
