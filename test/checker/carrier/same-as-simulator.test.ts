/**
 * The carrier of explorations is the simulator: the same things done at the same times give the same webhooks and the
 * same answers at the same times. Ways are drawn by a seed from everything that the exploration can do.
 */
import { expect, test } from 'vitest';
import { loadFlow, type FlowModule } from 'callchart';
import type { Node } from '../../../src/checker/explore/explored.ts';
import { Explorer } from '../../../src/checker/explore/explorer.ts';
import { modelOf } from '../../../src/checker/model/flow-model.ts';
import { legName } from '../../../src/checker/carrier/carrier-state.ts';
import { Moves } from '../../../src/checker/explore/moves.ts';
import { isBeforeTimer, makeMove, withWebhookFault } from '../../../src/checker/explore/transition.ts';
import type { WalkedStep } from '../../../src/checker/explore/walk.ts';
import { writeWay } from '../../../src/checker/explore/written-test.ts';
import * as consult from '../../../examples/consult/flow.ts';
import * as ringGroup from '../../../examples/ring-group/flow.ts';
import * as frontDesk from '../../../machines/front-desk.ts';
import * as voicemail from '../../../machines/voicemail.ts';
import * as everything from '../flows/everything.ts';
import { played } from '../played.ts';

const limits = { silenceMs: 1e9, slowSilenceMs: 1e9, ringsOnMs: 1e9 };

/** Chance that is the same every time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A way that chance has drawn. */
function drawWay(explorer: Explorer, moves: Moves, random: () => number) {
  const heard: string[] = [];
  const listener = {
    arrived: (now: { carrier: { now: number } }, { event, leg }: { event: string; leg: number }) =>
      void heard.push(`${now.carrier.now} ${legName(leg)} -> ${event}`),
    commanded: (
      now: { carrier: { now: number } },
      {
        command,
        reply,
        before,
        faked,
      }: {
        command: { command: string };
        reply: { ok: boolean; status?: number };
        before: { index: number } | undefined;
        faked: boolean;
      },
    ) =>
      void (
        faked ||
        heard.push(
          `${now.carrier.now} ${before === undefined ? '-' : legName(before.index)} <- ${command.command} ${reply.ok ? 200 : reply.status}`,
        )
      ),
  } as const;
  const steps: WalkedStep[] = [];
  let world = explorer.begin(listener);
  let faults = random() < 0.6 ? 1 : 0;
  for (let count = 0; count < 120; count++) {
    const { rules } = explorer;
    const possible = moves.from(world, isBeforeTimer(rules.flow, world));
    // Who hangs up ends the way: seldom.
    const mayEnd = random() < 0.06;
    const acts = possible.filter(({ act }) => act !== undefined && (mayEnd || act.kind !== 'hangs up'));
    const move = acts.length > 0 && random() < 0.4 ? acts[Math.floor(random() * acts.length)] : possible[0];
    if (move === undefined || move.act?.kind === 'task') break;
    const from = world;
    const trial = makeMove(rules, from, move);
    if (trial.isOver || trial.world.call?.phase === 'closed' || trial.world.carrier.now > 3_000_000) break;
    const isFaulty = faults > 0 && trial.commands.length > 0 && random() < 0.08;
    const site = Math.floor(random() * trial.commands.length);
    const commandFault = isFaulty ? { site, kind: 'refused' as const } : undefined;
    const reached = makeMove(rules, from, move, commandFault, listener);
    if (isFaulty) faults -= 1;
    world = reached.world;
    let webhook: WalkedStep['webhook'];
    let webhookFault: Node['webhookFault'];
    if (faults > 0 && reached.webhooks.length > 0 && random() < 0.08) {
      faults -= 1;
      webhook = reached.webhooks[Math.floor(random() * reached.webhooks.length)];
      const kind = random() < 0.5 ? ('lost' as const) : ('late' as const);
      if (webhook !== undefined) {
        webhookFault = { id: webhook.id, kind };
        world = withWebhookFault(reached.world, webhook, kind);
      }
    }
    steps.push({
      node: { move, commandFault, webhookFault } as unknown as Node,
      from,
      reached: { ...reached, world },
      webhook,
    });
  }
  return { heard, steps, endMs: world.carrier.now };
}

const flows: [string, FlowModule][] = [
  ['front-desk', frontDesk],
  ['voicemail', voicemail],
  ['consult', consult],
  ['ring-group', ringGroup],
  ['everything', everything],
];

const ways = Number(process.env['CALLCHART_WAYS'] ?? 12);

test.each(flows)('%s: drawn ways are the same in the simulator', { timeout: 240_000 }, async (_name, module) => {
  const flow = loadFlow(module);
  const model = modelOf(flow);
  const explorer = new Explorer(model, { mostStates: 1, deepest: 1, limits });
  const moves = new Moves(model);
  for (let seed = 1; seed <= ways; seed++) {
    const { heard, steps, endMs } = drawWay(explorer, moves, chance(seed));
    const { body, nowMs } = writeWay(steps, { incoming: model.incoming, flowId: flow.id, input: explorer.rules.input });
    const seen: string[] = [];
    const failed = await played(
      flow,
      { body: [...body, `await line.advance(${endMs - nowMs});`], variants: '' },
      (line) => {
        const start = Date.UTC(2026, 0, 1);
        for (const { at, direction, leg, name, status, note } of line.simulator.log) {
          if (direction === 'party' || note === 'dropped' || note === 'fault' || name.startsWith('GET')) continue;
          if (at - start > endMs) continue;
          seen.push(
            `${at - start} ${leg ?? '-'} ${direction === 'webhook' ? '->' : '<-'} ${name}${direction === 'webhook' ? '' : ` ${status}`}`,
          );
        }
      },
    );
    expect(failed).toBeUndefined();
    expect(seen.toSorted(), `seed ${seed}\n${body.join('\n')}`).toEqual(heard.toSorted());
  }
});
