/**
 * Whether two flows are the same to everybody at a phone: both are explored in step, with the same people doing the same
 * things at the same times and the same things going wrong, and have to send the same commands at the same times. It
 * judges no flow.
 */
import type { Flow } from 'callchart';
import { ContextValues } from '../../../src/checker/explore/context-values.ts';
import { firstWorld, rulesFor } from '../../../src/checker/explore/first-world.ts';
import { type Act, Moves } from '../../../src/checker/explore/moves.ts';
import { hashOf, stateKey } from '../../../src/checker/explore/state-key.ts';
import {
  type CommandFault,
  isBeforeTimer,
  type Listener,
  makeMove,
  nextTime,
  type Reached,
  type Rules,
  withWebhookFault,
} from '../../../src/checker/explore/transition.ts';
import { copyWorld, type World } from '../../../src/checker/explore/world.ts';
import { type FlowModel, modelOf } from '../../../src/checker/model/flow-model.ts';
import { defaultVariants } from '../../../src/simulator/variants.ts';

/** `same`: there is no difference. `alike`: none was seen, and not everything was looked at. */
export type Likeness = 'same' | 'alike' | 'different';

const limits = { silenceMs: 10_000, slowSilenceMs: 35_000, ringsOnMs: 10_000 };

/** One of the two. */
class Side {
  readonly model: FlowModel;
  readonly rules: Rules;
  readonly moves: Moves;
  readonly context = new ContextValues();
  /** What it has sent lately. */
  sent: string[] = [];
  readonly listener: Listener = {
    commanded: (world, { command, reply }) => {
      const { command: name, legId, params } = command;
      this.sent.push(`${world.carrier.now} ${name} ${legId} ${JSON.stringify(params)} ${reply.ok}`);
    },
  };

  constructor(flow: Flow) {
    this.model = modelOf(flow);
    this.rules = rulesFor(flow, limits);
    this.moves = new Moves(this.model);
  }

  begin(): World {
    return firstWorld(this.model, this.rules, defaultVariants, this.listener);
  }

  next(world: World): number {
    return nextTime(this.rules.flow, world) ?? Number.POSITIVE_INFINITY;
  }

  isBeforeTimer(world: World): boolean {
    return isBeforeTimer(this.rules.flow, world);
  }

  /** Lets somebody act, or goes on to `atMs`: to what happens then, or just to that time. */
  go(world: World, act: Act | undefined, atMs: number, fault?: CommandFault): Reached {
    this.sent = [];
    if (act === undefined && this.next(world) === atMs)
      return makeMove(this.rules, world, { act }, fault, this.listener);
    const later = copyWorld(world);
    later.carrier.now = atMs;
    if (act === undefined) return { world: later, violations: [], commands: [], webhooks: [], isOver: false };
    return makeMove(this.rules, later, { act }, fault, this.listener);
  }
}

interface Pair {
  readonly left: World;
  readonly right: World;
}

/** Compares two flows; at most so many pairs of moments are looked at. */
export function likenessOf(one: Flow, other: Flow, mostPairs: number): Likeness {
  const left = new Side(one);
  const right = new Side(other);
  if (left.model.incoming !== right.model.incoming) return 'different';
  const first = { left: left.begin(), right: right.begin() };
  if (left.sent.join() !== right.sent.join()) return 'different';
  const seen = new Set<number>();
  const queue: Pair[] = [];
  const add = (pair: Pair): void => {
    const fault = pair.left.fault === undefined ? '' : 'fault';
    const hash = hashOf(`${fault} ${stateKey(pair.left, left.context)} ${stateKey(pair.right, right.context)}`);
    if (seen.has(hash)) return;
    seen.add(hash);
    queue.push(pair);
  };
  add(first);
  for (let at = 0; at < queue.length; at++) {
    if (at >= mostPairs) return 'alike';
    if (!expand(queue[at] as Pair, left, right, add)) return 'different';
    queue[at] = undefined as never;
  }
  return 'same';
}

/** Every way on, in both. @returns false when they differ on one */
function expand(pair: Pair, left: Side, right: Side, add: (pair: Pair) => void): boolean {
  const nowMs = pair.left.carrier.now;
  const nextMs = Math.min(left.next(pair.left), right.next(pair.right));
  const acts = actsOn(pair, left, right);
  const waits = acts.every((act) => act?.kind !== 'task') && Number.isFinite(nextMs);
  const ways: { act: Act | undefined; atMs: number }[] = [
    ...(waits ? [{ act: undefined, atMs: nextMs }] : []),
    ...acts.map((act) => ({ act, atMs: nowMs })),
    // Right before a timer fires.
    ...(pair.left.fault === undefined && waits && (left.isBeforeTimer(pair.left) || right.isBeforeTimer(pair.right))
      ? acts.map((act) => ({ act, atMs: nextMs - 1 }))
      : []),
  ];
  return ways.every(({ act, atMs }) => {
    const go = (fault?: CommandFault): readonly [Reached, Reached] | undefined => {
      const reached = [left.go(pair.left, act, atMs, fault), right.go(pair.right, act, atMs, fault)] as const;
      return left.sent.join() === right.sent.join() ? reached : undefined;
    };
    const reached = go();
    if (reached === undefined) return false;
    const [a, b] = reached;
    add({ left: a.world, right: b.world });
    if (pair.left.fault !== undefined) return true;
    for (const [index, webhook] of a.webhooks.entries()) {
      const twin = b.webhooks[index];
      if (twin === undefined) return false;
      for (const kind of ['lost', 'late'] as const)
        add({ left: withWebhookFault(a.world, webhook, kind), right: withWebhookFault(b.world, twin, kind) });
    }
    return a.commands.every((_command, site) =>
      (['refused', 'unavailable'] as const).every((kind) => {
        const faulty = go({ site, kind });
        if (faulty !== undefined) add({ left: faulty[0].world, right: faulty[1].world });
        return faulty !== undefined;
      }),
    );
  });
}

/** What people may do, by what either flow can tell apart. */
function actsOn({ left: a, right: b }: Pair, left: Side, right: Side): readonly Act[] {
  const acts = new Map<string, Act>();
  for (const [side, world] of [
    [left, a],
    [right, b],
  ] as const)
    for (const { act } of side.moves.from(world, false)) if (act !== undefined) acts.set(JSON.stringify(act), act);
  return [...acts.values()];
}
