/**
 * Rule: a flow does not go round in circles by itself. A menu that asks again and again, or a number that is dialled
 * again and again, while nobody does anything; a counter or a person ends it.
 */
import type { AnyStateNode } from 'xstate';
import { namedReference } from '../../flow/load/machine-reading.ts';
import type { Found, Rule } from '../finding.ts';
import { readEventName } from '../model/event-names.ts';
import { type Candidate, type FlowModel, pathOf, type Way } from '../model/flow-model.ts';
import { FIRST, Hold, legOf, only } from '../model/leg-facts.ts';
import { keyOf } from '../model/leg-changes.ts';
import type { Subject } from '../model/subject.ts';
import { cyclesOf } from './cycles.ts';

/** The rule. */
export const endless: Rule = {
  code: 'endless',
  severity: 'error',
  reason:
    'With nobody at the phone the flow asks or dials again and again, until Telnyx ends the call after four hours.',
  advice: 'Count the rounds in context and leave by a guard, or lead the second try elsewhere.',
  bad: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'menu' } },
    menu: {
      entry: gatherUsingSpeak({ payload: 'Press 1.', maximum_digits: 1, maximum_tries: 1, timeout_millis: 5_000 }),
      on: {
        'call.gather.ended': [
          { guard: { type: 'digits', params: '1' }, target: 'done' },
          { target: 'menu', reenter: true },
        ],
      },
      after: { 60_000: 'done' },
    },
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'answering',
  context: { rounds: 0 },
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'menu' } },
    menu: {
      entry: gatherUsingSpeak({ payload: 'Press 1.', maximum_digits: 1, maximum_tries: 1, timeout_millis: 5_000 }),
      on: {
        'call.gather.ended': [
          { guard: { type: 'digits', params: '1' }, target: 'done' },
          {
            guard: ({ context }) => context.rounds < 2,
            target: 'menu',
            reenter: true,
            actions: assign({ rounds: ({ context }) => context.rounds + 1 }),
          },
          { target: 'done' },
        ],
      },
      after: { 60_000: 'done' },
    },
    done: { type: 'final' },
  },
}`,
  find: (subject) => [...circles(subject), ...talksOn(subject)],
};

function circles({ model }: Subject): Found[] {
  const ways = model.ways.filter((way) => model.reachable.has(way.from) && happensByItself(way, model.firstRole));
  const next = (leaf: AnyStateNode): readonly AnyStateNode[] =>
    ways.filter((way) => way.from === leaf && way.candidate.targets.length > 0).flatMap(({ to }) => to);
  return cyclesOf(model.leaves, next).flatMap((cycle): Found[] => {
    const inside = ways.filter((way) => cycle.includes(way.from) && way.to.some((leaf) => cycle.includes(leaf)));
    const asks = inside.flatMap(({ commands }) => commands).find(({ use }) => ASKS.has(use.command));
    const [first] = cycle;
    if (asks === undefined || first === undefined) return [];
    const path =
      cycle.length === 1
        ? 'comes back to itself'
        : `goes round through ${cycle.map((leaf) => `"${pathOf(leaf)}"`).join(', ')}`;
    return [
      {
        state: pathOf(asks.node),
        message: `While nobody does anything the flow ${path}, with ${asks.use.command} each time.`,
      },
    ];
  });
}

/** Circles of sentences alone, with no way out that is taken while nobody does anything. */
function talksOn({ model, facts }: Subject): Found[] {
  const ways = model.ways.filter((way) => model.reachable.has(way.from) && happensByItself(way, model.firstRole));
  const next = (leaf: AnyStateNode): readonly AnyStateNode[] =>
    ways.filter((way) => way.from === leaf && way.candidate.targets.length > 0).flatMap(({ to }) => to);
  return cyclesOf(model.leaves, next).flatMap((cycle): Found[] => {
    const [first] = cycle;
    const isFree = (leaf: AnyStateNode): boolean =>
      !facts.isVague(leaf) && only(legOf(facts.at(leaf), FIRST).hold, Hold.free);
    const isClosed = cycle.every((leaf) => isFree(leaf) && staysWithin(leaf, cycle, model));
    const asked = cycle.flatMap((leaf) => model.entryOf(leaf).map(({ command }) => command));
    // Circles that ask or dial are told of already.
    const isTalk = asked.includes('speak') && !asked.some((command) => ASKS.has(command));
    if (first === undefined || !isClosed || !isTalk) return [];
    return [
      {
        state: pathOf(first),
        message: `While nobody does anything the flow talks on and on: ${cycle.map((leaf) => `"${pathOf(leaf)}"`).join(', ')}.`,
      },
    ];
  });
}

/** Whether everything but what people do, and what fails, leads back into the circle. */
function staysWithin(leaf: AnyStateNode, cycle: readonly AnyStateNode[], model: FlowModel): boolean {
  const own = model.waysFrom(leaf).filter(({ event, candidate }) => {
    const name = readEventName(event);
    const isByItself = name.kind === 'timer' || name.kind === 'always' || name.kind === 'task' || name.kind === 'other';
    return candidate.targets.length > 0 && (isByItself || (name.kind === 'telnyx' && BY_THEMSELVES.has(name.type)));
  });
  return own.length > 0 && own.every(({ to }) => to.every((one) => cycle.includes(one)));
}

const ASKS: ReadonlySet<string> = new Set([
  'gather',
  'gatherUsingSpeak',
  'gatherUsingAudio',
  'gatherUsingAI',
  'dial',
  'transfer',
  'enqueue',
]);

const BY_THEMSELVES: ReadonlySet<string> = new Set([
  'call.gather.ended',
  'call.ai_gather.ended',
  'call.speak.ended',
  'call.playback.ended',
  'call.dequeued',
]);

/** Whether the way is taken though nobody does anything, for certain. */
function happensByItself({ event, candidate }: Way, firstRole: string): boolean {
  if (!isUnguarded(candidate)) return false;
  const name = readEventName(event);
  switch (name.kind) {
    case 'telnyx':
      return BY_THEMSELVES.has(name.type) || (name.type === 'call.hangup' && !isCaller(name.role, firstRole));
    case 'timer':
    case 'legs ended':
    case 'always':
    case 'failed':
      return true;
    case 'succeeded':
    case 'silent':
    case 'other':
    case 'task':
    case 'state done':
      return false;
    default:
      return name satisfies never;
  }
}

/** A caller hangs up once; what is dialled ends by itself when nobody answers. */
const isCaller = (role: string | undefined, firstRole: string): boolean =>
  role === undefined ? firstRole === 'caller' : keyOf(role, { firstRole }) === FIRST && firstRole === 'caller';

const SILENT_GUARDS: ReadonlySet<string> = new Set(['noinput', 'nomatch']);

function isUnguarded({ guard }: Candidate): boolean {
  return guard === undefined || SILENT_GUARDS.has(namedReference(guard)?.name ?? '');
}
