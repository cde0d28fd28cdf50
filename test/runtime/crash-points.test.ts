/**
 * Whole calls over a store that fails and a process that dies before and after commits, at random: nothing that was
 * acknowledged is lost, nothing is applied twice, no command leaves that was not committed, and every leg ends.
 */
import { expect, test } from 'vitest';
import { loadFlow, MemoryStore } from 'callchart';
import type { FarEndLike } from '../../src/simulator/far-end.ts';
import { simulate, type Simulation } from 'callchart/testing';
import * as consult from '../../examples/consult/flow.ts';
import * as ringGroup from '../../examples/ring-group/flow.ts';
import * as frontDesk from '../flow/design-flow.ts';
import { Random } from '../../src/simulator/random.ts';
import { storeDown, WatchedStore } from './watched-store.ts';

const flows = [consult, ringGroup, frontDesk].map((module) => loadFlow(module));
const seeds = Number(process.env['CALLCHART_SOAK_SEEDS'] ?? 60);

async function play(seed: number): Promise<Simulation> {
  const random = new Random(`crash points ${seed}`);
  const pick = <T>(list: readonly [T, ...T[]]): T => list[random.between(0, list.length - 1)] ?? list[0];
  const store = new WatchedStore(new MemoryStore());
  const flow = flows[seed % flows.length];
  if (flow === undefined) throw new Error('no flow');
  const line = await simulate(flow, {
    seed,
    simulator: { timing: pick<'instant' | 'realistic'>(['instant', 'realistic']) },
    runtime: { store },
  });
  const dies = (): boolean => random.chance(0.04);
  /** As under a supervisor: a process whose start fails is started again. */
  const crash = (): void => void line.crash().catch(crash);
  store.beforeCommit = () => {
    if (random.chance(0.06)) throw storeDown();
    if (!dies()) return undefined;
    crash();
    return new Promise(() => {});
  };
  store.afterCommit = () => {
    if (dies()) crash();
  };
  store.beforeRead = () => {
    if (random.chance(0.02)) throw storeDown();
  };
  const { faults } = line.simulator;
  faults.command({ probability: 0.05 }, 'answer lost');
  faults.command({ probability: 0.05 }, { status: 503 });
  faults.webhook({ probability: 0.1 }, 'duplicate');
  line.simulator.onDial(() => pick<FarEndLike>(['busy', 'no answer', { does: 'answer', afterMs: 3_000 }, 'voicemail']));
  const caller = line.call();
  for (let act = 0; act < 12; act++) {
    await line.advance(random.between(0, 5_000));
    const [leg] = line.simulator.legs().filter((one) => one.signalling === 'answered');
    if (leg !== undefined && random.chance(0.4)) line.simulator.party(leg.name).press(pick(['1', '2']));
  }
  caller.hangUp();
  await line.advance(60_000);
  store.beforeCommit = () => undefined;
  store.afterCommit = () => {};
  store.beforeRead = () => {};
  await line.advance(3 * 3_600_000);
  return line;
}

test(`a store that fails and a process that dies at any commit, ${seeds} seeds`, { timeout: 600_000 }, async () => {
  let crashes = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const line = await play(seed);
    const about = `seed ${seed}\n${line.ladder()}`;
    const acknowledged = line.simulator.log
      .filter((rung) => rung.direction === 'webhook' && rung.status === 200)
      .map((rung) => (rung.body as { data: { id: string } }).data.id);
    crashes += line.simulator.log.filter((rung) => rung.direction === 'webhook' && rung.status !== 200).length;
    expect(
      line.simulator
        .legs()
        .filter((leg) => leg.signalling !== 'ended')
        .map((leg) => leg.name),
      about,
    ).toEqual([]);
    const calls = await line.runtime.calls();
    const applied: string[] = [];
    const issued = new Set<string>();
    for (const { callId, phase } of calls) {
      expect(phase, about).toBe('closed');
      const journal = await line.runtime.journal(callId);
      expect(
        journal.map((entry) => entry.seq),
        about,
      ).toEqual(journal.map((_entry, at) => at + 1));
      for (const { input, effects } of journal) {
        if (input.kind === 'webhook') applied.push(input.id ?? '');
        for (const effect of effects) if (effect.type === 'command') issued.add(effect.id);
      }
    }
    expect(new Set(applied).size, about).toBe(applied.length);
    expect(
      [...new Set(acknowledged)].filter((id) => !applied.includes(id)),
      about,
    ).toEqual([]);
    const bodies = new Map<string, string>();
    for (const { command, body } of line.sent) {
      const id = (body as { command_id?: string }).command_id;
      if (id === undefined) continue;
      expect(issued.has(id), `${command} ${id} was never committed: ${about}`).toBe(true);
      const text = `${command} ${JSON.stringify(body)}`;
      expect(bodies.get(id) ?? text, about).toBe(text);
      bodies.set(id, text);
    }
    await line.close();
  }
  expect(crashes).toBeGreaterThan(seeds);
});
