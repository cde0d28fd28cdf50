/**
 * One move of an explored call from one moment to the next: somebody acts, or time goes on to the next thing that
 * happens; and, if it is to be, one thing goes wrong on the way. What is found is told with it.
 */
import { nextDue } from '../../engine/due.ts';
import type { Flow } from '../../flow/load-flow.ts';
import { taskLimits } from '../../flow/flow-options.ts';
import { endConversation } from '../carrier/activities.ts';
import { after, firstDue } from '../carrier/agenda.ts';
import type { CarrierLeg, CarrierState, Webhook } from '../carrier/carrier-state.ts';
import { happen, pressKey } from '../carrier/happen.ts';
import { noteSilence } from '../carrier/hearing.ts';
import { endLeg, partyHangsUp, pickUp, stopStreams } from '../carrier/leg-life.ts';
import { Host, type Watcher } from './host.ts';
import type { Act, Move } from './moves.ts';
import { situationOf } from './situation.ts';
import { judgeOrder } from './order.ts';
import { judgeCommand, judgeStep, judgeTime, type Limits, type Violation } from './violation.ts';
import { copyWorld, type World } from './world.ts';

/** How transitions are made. */
export interface Rules {
  readonly flow: Flow;
  readonly limits: Limits;
  /** The flow means to go on when its caller is gone. */
  readonly outlivesCaller: boolean;
  /** What a call's `input` holds. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** A fault of a command on the way: which of those that are sent, and what. */
export interface CommandFault {
  readonly site: number;
  readonly kind: 'refused' | 'unavailable';
}

/** Where a move leads. */
export interface Reached {
  readonly world: World;
  readonly violations: readonly Violation[];
  /** The commands that were sent on the way. */
  readonly commands: readonly { readonly name: string; readonly leg: number | undefined }[];
  /** The webhooks that were sent on the way: they arrive later, if they do. */
  readonly webhooks: readonly Webhook[];
  /** Nothing will ever happen any more. */
  readonly isOver: boolean;
}

/** Told of what happens on the way, for ladders. */
export type Listener = Partial<Watcher> & {
  readonly arrived?: (world: World, webhook: Webhook) => void;
  readonly acted?: (world: World, act: Act) => void;
};

const keyGapMs = 250;
// What happens at one instant comes to an end.
const mostAtOnce = 500;

/** Makes a move. The given moment is not changed. */
export function makeMove(
  rules: Rules,
  from: World,
  move: Move,
  fault?: CommandFault,
  listener: Listener = {},
): Reached {
  const world = copyWorld(from);
  const violations: Violation[] = [];
  const firstOrder = world.carrier.order;
  const watcher: Watcher = {
    stepped: (now, before, advanced, input) => {
      violations.push(...judgeStep(now, before, advanced, input));
      listener.stepped?.(now, before, advanced, input);
    },
    commanded: (now, sent) => {
      if (!sent.faked) violations.push(...judgeCommand(now, sent));
      listener.commanded?.(now, sent);
    },
  };
  const host = new Host(rules.flow, world, watcher, { fault, input: rules.input });
  let isOver = false;
  if (move.act === undefined) isOver = !turnTime(rules, world, host, violations, listener);
  else {
    if (move.isLast === true) {
      const atMs = (nextTime(rules.flow, world) ?? world.carrier.now + 1) - 1;
      violations.push(...judgeTime(world, atMs, rules.limits, rules.outlivesCaller));
      world.carrier.now = atMs;
    }
    listener.acted?.(world, move.act);
    perform(rules.flow, world, host, move.act);
  }
  host.react();
  noteSilence(world.carrier);
  settle(world, from, move);
  const webhooks = world.carrier.agenda.flatMap(({ order, what }) =>
    order >= firstOrder && what.kind === 'deliver' ? [what.webhook] : [],
  );
  return { world, violations, commands: host.sites, webhooks, isOver };
}

// What somebody does has reached the application by then.
const heardOfMs = 700;

/** Whether acts are to be tried here, and of whom: of those at one instant only in the order of their legs. */
export function settle(world: World, from: World, { act }: Move): void {
  const situation = situationOf(world);
  world.isOpen = act !== undefined || situation !== from.situation;
  world.situation = situation;
  const leg = act !== undefined && 'leg' in act ? act.leg : -1;
  const { now } = world.carrier;
  world.actor = now === from.carrier.now ? Math.max(leg, from.actor) : leg;
  const lately = from.acts.filter((at) => at > now - heardOfMs);
  world.acts = leg === -1 ? lately : [...lately, now];
}

/** The time of the next thing that happens by itself. */
export function nextTime(flow: Flow, world: World): number | undefined {
  const times = [
    firstDue(world.carrier)?.at,
    ...world.due.map(({ at }) => at),
    world.heldBack?.untilAt,
    engineTime(flow, world),
  ].filter((at) => at !== undefined);
  return times.length === 0 ? undefined : Math.max(world.carrier.now, Math.min(...times));
}

function engineTime(flow: Flow, { call, carrier }: World): number | undefined {
  const due = call === undefined ? undefined : nextDue(flow, call);
  return due === undefined ? undefined : due.at - carrier.epochMs;
}

/** Whether the next thing is a timer of the flow's own, far enough away for somebody to act right before it. */
export function isBeforeTimer(flow: Flow, world: World): boolean {
  const { call } = world;
  const due = call === undefined ? undefined : nextDue(flow, call);
  if (due?.kind !== 'timer') return false;
  const at = due.at - world.carrier.epochMs;
  return at === nextTime(flow, world) && at - world.carrier.now > 2;
}

/** Turns the clock to the next thing that happens. @returns false when there is none */
function turnTime(rules: Rules, world: World, host: Host, violations: Violation[], listener: Listener): boolean {
  const at = nextTime(rules.flow, world);
  if (at === undefined) return false;
  markOffered(world.carrier);
  violations.push(...judgeTime(world, at, rules.limits, rules.outlivesCaller));
  world.carrier.now = at;
  for (let count = 0; count < mostAtOnce && nextTime(rules.flow, world) === at; count++) {
    violations.push(...oneThing(rules, world, host, at, listener));
    host.react();
    noteSilence(world.carrier);
  }
  return true;
}

/** Typing was tried in what runs now: it is not tried at every instant. */
function markOffered({ legs }: CarrierState): void {
  for (const leg of legs) {
    if (leg.gather !== undefined) leg.gather.isOffered = leg.gather.phase;
    else if (leg.signalling === 'answered') leg.keyed = true;
  }
}

function oneThing(rules: Rules, world: World, host: Host, at: number, listener: Listener): Violation[] {
  const item = firstDue(world.carrier);
  const own = world.due.toSorted((a, b) => a.at - b.at || a.order - b.order)[0];
  const itemFirst = item?.at === at && (own?.at !== at || item.order < own.order);
  if (itemFirst && item.what.kind === 'hold back') {
    world.carrier.agenda = world.carrier.agenda.filter((one) => one !== item);
    world.heldBack = { webhook: item.what.webhook, untilAt: at + heldBackMs };
  } else if (itemFirst) {
    const webhook = happen(world.carrier, item);
    if (webhook !== undefined) return arrive(rules, world, host, webhook, listener);
  } else if (own?.at === at) host.take(own);
  else if (world.heldBack?.untilAt === at) releaseHeldBack(world, host, listener);
  // What is left is the engine's: it is done when the application reacts.
  return [];
}

function arrive(rules: Rules, world: World, host: Host, webhook: Webhook, listener: Listener): Violation[] {
  listener.arrived?.(world, webhook);
  host.receive(webhook);
  const { heldBack } = world;
  if (heldBack === undefined) return [];
  const passedOver = host.lastEntry;
  host.react();
  releaseHeldBack(world, host, listener);
  return judgeOrder(rules.flow, world, { earlier: heldBack.webhook, later: webhook, passedOver });
}

function releaseHeldBack(world: World, host: Host, listener: Listener): void {
  const { heldBack } = world;
  world.heldBack = undefined;
  if (heldBack === undefined) return;
  listener.arrived?.(world, heldBack.webhook);
  host.receive(heldBack.webhook);
}

// A webhook that waits for another one goes after ten seconds at the latest: the simulator's faults do the same.
const heldBackMs = 10_000;

/** The same moment, but a webhook that was sent on the way to it goes wrong. */
export function withWebhookFault(reached: World, webhook: Webhook, kind: 'lost' | 'late'): World {
  const world = copyWorld(reached);
  const due = world.carrier.agenda.find(({ what }) => what.kind === 'deliver' && what.webhook === webhook);
  world.carrier.agenda = world.carrier.agenda.filter((one) => one !== due);
  world.fault = { kind, name: webhook.event, leg: webhook.leg };
  world.situation = situationOf(world);
  if (kind === 'late' && due !== undefined) {
    world.carrier.agenda = [...world.carrier.agenda, { ...due, what: { kind: 'hold back', webhook } }];
  }
  return world;
}

function perform(flow: Flow, world: World, host: Host, act: Act): void {
  const { carrier } = world;
  const leg = 'leg' in act ? carrier.legs[act.leg] : undefined;
  switch (act.kind) {
    case 'hangs up':
      if (leg !== undefined) partyHangsUp(carrier, leg);
      return;
    case 'answers':
      if (leg !== undefined) pickUp(carrier, leg, act.by);
      return;
    case 'rejects':
      if (leg !== undefined)
        endLeg(carrier, leg, {
          ...(act.how === 'busy' ? { cause: 'user_busy', sip: '486' } : { cause: 'call_rejected', sip: '603' }),
          source: 'callee',
        });
      return;
    case 'presses':
      if (leg !== undefined) press(carrier, leg, act.keys);
      return;
    case 'ends conversation':
      if (leg !== undefined) endConversation(carrier, leg, act.reason);
      return;
    case 'tells':
      if (leg !== undefined) endConversation(carrier, leg, null, {});
      return;
    case 'drops streams':
      if (leg !== undefined) stopStreams(carrier, leg);
      return;
    case 'task':
      decideTask(flow, world, host, act);
      return;
    case 'event': {
      const payload = act.payload as Readonly<Record<string, unknown>>;
      const id = `event-${++carrier.count}`;
      host.step({ type: 'application', at: carrier.epochMs + carrier.now, id, event: { type: act.type, payload } });
      return;
    }
    default:
      act satisfies never;
  }
}

function press(state: CarrierState, leg: CarrierLeg, keys: string): void {
  leg.keyed = true;
  for (const [index, key] of keys.split('').entries()) {
    if (index === 0) pressKey(state, leg, key);
    else after(state, leg.index, index * keyGapMs, { kind: 'press', key });
  }
}

/** How long a task takes that works, or fails at once. */
export const taskMs = 300;

function decideTask(flow: Flow, world: World, host: Host, { id, end }: Extract<Act, { kind: 'task' }>): void {
  const task = world.call?.tasks.find((one) => one.id === id && !world.decided.includes(one.generation));
  if (task === undefined) return;
  world.decided = [...world.decided, task.generation];
  const { generation } = task;
  if (typeof end === 'object') {
    host.later(taskMs, { kind: 'task', id, generation, end: { ok: true, output: end.output } });
    return;
  }
  const { timeoutMs, retries } = taskLimits(flow.options, task.src);
  const onceMs = end === 'fails' ? taskMs : timeoutMs;
  let allMs = onceMs;
  // The runtime's pauses between attempts (runtime/task-runner.ts), as long as they usually are.
  for (let attempt = 0; attempt < retries; attempt++) allMs += Math.ceil(200 * 2 ** attempt * 0.75) + onceMs;
  const error =
    end === 'fails'
      ? { name: 'Error', message: 'Simulated failure' }
      : { name: 'TimeoutError', message: `Task "${id}" took longer than ${timeoutMs} ms.` };
  host.later(allMs, { kind: 'task', id, generation, end: { ok: false, error } });
}
