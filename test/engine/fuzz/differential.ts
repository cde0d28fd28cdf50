/**
 * Walks one random machine twice, as a live actor and by pure steps, and compares what can be seen after each event.
 * It knows nothing of how either side works.
 */
import { isDeepStrictEqual } from 'node:util';
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { CallchartError } from 'callchart';
import { LiveActor } from './live-actor.ts';
import { PureHost, type Stepper } from './pure-host.ts';
import { eventTypes } from './random-actions.ts';
import { randomMachine } from './random-machine.ts';
import { Random } from './random.ts';

/** What a walk ended with, and what it saw on the way. */
export interface Walk {
  readonly seed: number;
  events: number;
  timersFired: number;
  tasksSettled: number;
  /** How often each kind of action and each optional part of a row was there to compare. */
  readonly seen: Map<string, number>;
  /** The first difference; undefined when there is none. */
  mismatch?: string;
  end: 'walked' | 'done' | 'error' | 'threw' | 'illegal';
}

/** How the walk's next event is brought about on both sides. */
interface Move {
  readonly what: string;
  readonly event: { readonly type: string };
  readonly live: () => void;
  readonly pure: () => void;
}

export function walk(seed: number, length: number, stepper: Stepper): Walk {
  const machine = randomMachine(new Random(seed));
  const random = new Random(seed ^ 0x5bd1e995);
  const input = { n: random.int(12) };
  const report: Walk = { seed, events: 0, timersFired: 0, tasksSettled: 0, seen: new Map(), end: 'walked' };
  const live = new LiveActor(machine, input);
  const pure = begin(stepper, machine, input, live, report);
  if (pure === undefined || differs(report, 'start', live, pure)) return report;
  let running = isRunning(report, live, machine);
  while (running && report.events < length) {
    const move = nextMove(random, live, pure, report);
    report.events++;
    const handled = live.wouldHandle(move.event);
    move.live();
    if (!takesPart(move, live, report)) return report;
    running = isRunning(report, live, machine);
    if (report.end === 'illegal' || differs(report, move.what, live, pure)) return report;
    if (handled !== pure.handled)
      return fail(report, `${move.what}: handled is ${pure.handled}, live ${String(handled)}`);
  }
  return afterTheEnd(report, pure);
}

/** Both sides fail in their first step, or none. */
function begin(
  stepper: Stepper,
  machine: AnyStateMachine,
  input: unknown,
  live: LiveActor,
  report: Walk,
): PureHost | undefined {
  try {
    return new PureHost(stepper, machine, input);
  } catch (error) {
    report.end = 'threw';
    const cause = error instanceof CallchartError && error.code === 'flow.start' ? error.cause : error;
    compareFailures(report, 'start', live, cause);
    return undefined;
  }
}

/** Takes the pure step; false when it threw, as the live actor must have done then. */
function takesPart(move: Move, live: LiveActor, report: Walk): boolean {
  try {
    move.pure();
    return true;
  } catch (error) {
    report.end = 'threw';
    compareFailures(report, move.what, live, error);
    return false;
  }
}

function compareFailures(report: Walk, what: string, live: LiveActor, error: unknown): void {
  const expected: unknown = live.snapshot.status === 'error' ? live.snapshot.error : undefined;
  if (messageOf(expected) !== messageOf(error))
    fail(report, `${what}: threw ${messageOf(error)}, live ${messageOf(expected)}`);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : `no error: ${String(error)}`);

function fail(report: Walk, mismatch: string): Walk {
  report.mismatch = `seed ${report.seed}, event ${report.events}: ${mismatch}`;
  return report;
}

function differs(report: Walk, what: string, live: LiveActor, pure: PureHost): boolean {
  const expected = JSON.stringify(live.observe());
  const observed = pure.observe();
  count(report, [...observed.actions.map((action) => String((action as unknown[])[0])), ...pure.parts]);
  const actual = JSON.stringify(observed);
  if (actual === expected) return false;
  const lines = differences(
    JSON.parse(actual) as Record<string, unknown>,
    JSON.parse(expected) as Record<string, unknown>,
  );
  if (lines.length === 0) return false;
  fail(report, `${what}:\n${lines.join('\n')}`);
  return true;
}

function count(report: Walk, names: readonly string[]): void {
  for (const name of names) report.seen.set(name, (report.seen.get(name) ?? 0) + 1);
}

/** The order of an object's keys is no difference by itself: what depends on it shows in what happens later. */
function differences(actual: Record<string, unknown>, expected: Record<string, unknown>): string[] {
  return Object.keys({ ...expected, ...actual })
    .filter((part) => !isDeepStrictEqual(actual[part], expected[part]))
    .map((part) => `${part}\n  pure ${JSON.stringify(actual[part])}\n  live ${JSON.stringify(expected[part])}`);
}

function isRunning(report: Walk, live: LiveActor, machine: AnyStateMachine): boolean {
  const { status } = live.snapshot;
  if (status !== 'active') {
    report.end = status === 'done' ? 'done' : 'error';
    return false;
  }
  if (isLegal(machine.root, new Set(live.snapshot._nodes))) return true;
  report.end = 'illegal';
  return false;
}

/** One active child in each active compound state, all in each parallel one. */
function isLegal(node: AnyStateNode, active: ReadonlySet<AnyStateNode>): boolean {
  const children = Object.values(node.states).filter((child) => child.type !== 'history');
  const there = children.filter((child) => active.has(child));
  const wanted = node.type === 'compound' ? 1 : node.type === 'parallel' ? children.length : 0;
  return there.length === wanted && there.every((child) => isLegal(child, active));
}

function nextMove(random: Random, live: LiveActor, pure: PureHost, report: Walk): Move {
  const dice = random.next();
  if (dice < 0.2 && pure.timers.length > 0) {
    report.timersFired++;
    return timerMove(random.int(pure.timers.length), live, pure);
  }
  if (dice < 0.35 && pure.tasks.length > 0) {
    report.tasksSettled++;
    return taskMove(random, random.pick(pure.tasks), live, pure);
  }
  const event =
    dice > 0.995
      ? // A host that lets a late result through: what the live actor makes of it, the step makes of it.
        {
          type: `xstate.${random.pick(['done', 'error'])}.actor.late`,
          actorId: 'late',
          output: 1,
          error: { name: 'E', message: 'late' },
        }
      : { type: random.pick(eventTypes), n: random.int(100) };
  return { what: JSON.stringify(event), event, live: () => live.send(event), pure: () => pure.send(event) };
}

function timerMove(index: number, live: LiveActor, pure: PureHost): Move {
  const event = (pure.timers[index] as { event: { type: string } }).event;
  return {
    what: `timer ${index} ${JSON.stringify(event)}`,
    event,
    live: () => live.fire(index),
    pure: () => pure.fire(index),
  };
}

function taskMove(random: Random, id: string, live: LiveActor, pure: PureHost): Move {
  const n = random.int(12);
  if (random.chance(0.6)) {
    const event = { type: `xstate.done.actor.${id}`, output: { n }, actorId: id };
    return {
      what: JSON.stringify(event),
      event,
      live: () => live.settle(id, { type: 'xstate.promise.resolve', data: { n } }),
      pure: () => pure.settle(id, event),
    };
  }
  const error = { name: 'Error', message: `failed ${n}` };
  const event = { type: `xstate.error.actor.${id}`, error, actorId: id };
  return {
    what: JSON.stringify(event),
    event,
    live: () => live.settle(id, { type: 'xstate.promise.reject', data: error }),
    pure: () => pure.settle(id, event),
  };
}

/** A machine that is not active any more takes no event. */
function afterTheEnd(report: Walk, pure: PureHost): Walk {
  if (report.end !== 'done' && report.end !== 'error') return report;
  const before = JSON.stringify(pure.state);
  pure.observe();
  for (const type of eventTypes) {
    try {
      pure.send({ type });
    } catch (error) {
      return fail(report, `${type} threw after the end: ${messageOf(error)}`);
    }
    if (JSON.stringify(pure.state) !== before || pure.observe().actions.length > 0 || pure.handled)
      return fail(report, `${type} moved a machine that had ended`);
  }
  return report;
}
