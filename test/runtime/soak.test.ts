/**
 * Whole calls under random trouble: webhooks late, twice, out of order and lost, commands refused, unanswered and
 * repeated, people who press, hang up and do not answer, processes that die. Whatever happens, the promises hold.
 */
import { expect, test } from 'vitest';
import { type JournalEntry, loadFlow } from 'callchart';
import { simulate, type Simulation } from 'callchart/testing';
import * as consult from '../../examples/consult/flow.ts';
import * as reminder from '../../examples/reminder/flow.ts';
import * as ringGroup from '../../examples/ring-group/flow.ts';
import * as frontDesk from '../flow/design-flow.ts';

const flows = { consult, reminder, ringGroup, frontDesk };
const names = Object.keys(flows) as (keyof typeof flows)[];
const seeds = Number(process.env['CALLCHART_SOAK_SEEDS'] ?? 40);

/** Small, seeded, good enough: mulberry32. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Story {
  readonly line: Simulation;
  readonly log: readonly string[];
}

async function play(seed: number): Promise<Story> {
  const random = randomOf(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const name = names[seed % names.length] as keyof typeof flows;
  const line = await simulate(loadFlow(flows[name]), {
    seed,
    simulator: { timing: pick(['instant', 'realistic']) },
  });
  const log: string[] = [name];
  const { faults } = line.simulator;
  faults.webhook({ probability: 0.1 }, 'duplicate');
  faults.webhook({ probability: 0.1 }, 'reorder');
  faults.webhook({ probability: 0.05 }, { delayMs: 3_000 });
  if (random() < 0.5) faults.webhook({ probability: 0.05 }, 'drop');
  faults.command({ probability: 0.05 }, { status: 503 });
  faults.command({ probability: 0.05 }, 'answer lost');
  faults.command({ probability: 0.05 }, 'no answer');
  if (random() < 0.3) faults.command({ probability: 0.05, name: /^(?!hangup|reject)/ }, { status: 422, code: '10033' });
  line.simulator.onDial(() =>
    pick(['busy', 'no answer', { does: 'answer', afterMs: 3_000 }, 'voicemail', 'decline'] as const),
  );
  const caller = name === 'reminder' ? undefined : line.call();
  if (caller === undefined) {
    const id = line.runtime.startCall({ flow: 'reminder', key: 'k', input: { to: '+15550110', text: 'Hello.' } });
    await Promise.all([id, line.advance(0)]);
  }
  for (let act = 0; act < 25; act++) {
    await line.advance(Math.floor(random() * 4_000));
    const legs = line.simulator.legs().filter((leg) => leg.signalling !== 'ended');
    const what = random();
    log.push(`${act}: ${what.toFixed(3)}`);
    if (what < 0.12) await line.crash();
    else if (what < 0.4 && legs.length > 0) line.simulator.party(pick(legs).name).press(pick(['1', '2', '#']));
    else if (what < 0.45 && legs.length > 0) line.simulator.party(pick(legs).name).hangUp();
  }
  // Lost hangups are found out by asking after legs: that takes its time. A redial ends with the last answer.
  line.simulator.onDial(() => ({ does: 'answer', afterMs: 1_000, hangsUpAfterMs: 30_000 }));
  caller?.hangUp();
  await line.advance(90 * 60_000);
  return { line, log };
}

/** Every command that the carrier was sent, by leg and content: the same one must never have two ids. */
function twice(line: Simulation, journal: readonly JournalEntry[]): readonly string[] {
  const issued = new Set(
    journal.flatMap((entry) => entry.effects.flatMap((effect) => (effect.type === 'command' ? effect.id : []))),
  );
  return line.sent.flatMap(({ command, body }) => {
    const id = (body as { command_id?: string }).command_id;
    return id === undefined || issued.has(id) ? [] : [`${command} ${id}`];
  });
}

test(`promises hold under random trouble, ${seeds} seeds`, { timeout: 600_000 }, async () => {
  for (let seed = Number(process.env['CALLCHART_SOAK_FROM'] ?? 1); seed <= seeds; seed++) {
    const { line, log } = await play(seed);
    const about = `seed ${seed}: ${log.join(' ')}\n${line.ladder()}`;
    const legs = line.simulator.legs();
    expect(
      legs.filter((leg) => leg.signalling !== 'ended').map((leg) => leg.name),
      about,
    ).toEqual([]);
    for (const call of await line.runtime.calls()) {
      expect(call.phase, about).toBe('closed');
      const journal = await line.runtime.journal(call.callId, 0, 1_000);
      expect(
        journal.map((entry) => entry.seq),
        about,
      ).toEqual(journal.map((_entry, index) => index + 1));
      const webhooks = journal.filter((entry) => entry.input.kind === 'webhook').map((entry) => entry.input.id);
      expect(new Set(webhooks).size, about).toBe(webhooks.length);
      expect(twice(line, journal), about).toEqual([]);
      const record = await line.runtime.call(call.callId);
      expect(JSON.parse(JSON.stringify(record)), about).toEqual(record);
    }
    for (const leg of legs) {
      if (leg.answeredAt === undefined) continue;
      expect(leg.longestDeadAirMs, `${leg.name} ${about}`).toBeLessThan(75_000);
    }
    await line.close();
  }
});
