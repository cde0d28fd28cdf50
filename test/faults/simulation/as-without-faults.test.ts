/**
 * Processes that die and are there again at once leave no trace: every leg is sent the same commands in the same order,
 * and every call ends in the same state, as when nothing goes wrong.
 */
import { expect, test } from 'vitest';
import type { Story } from './invariants.ts';
import { kinds, play } from './story.ts';
import { mutants } from './mutants.ts';

const seeds = Number(process.env['CALLCHART_FAULT_SEEDS'] || 60);
const first = Number(process.env['CALLCHART_FAULT_SEED'] || 1);

/** What must be the same: ids and tokens tell steps, and there are more of them where more was tried. */
function traceOf(story: Story): unknown {
  const [first] = story.records;
  // It announces every few seconds for as long as somebody is there: how often depends on the moment, what it knows not.
  if (first !== undefined && first.phase !== 'routing' && first.flow.id === 'workshop') return first.machine.context;
  const commands: Record<string, unknown[]> = {};
  const seen = new Set<unknown>();
  // Legs that are dialled together come about in any order: they are told apart by whom they reach.
  const reached = new Map(story.legs.map(({ name, to }) => [name, to]));
  const names = story.legs.map(({ callControlId, to }) => [callControlId, to] as const);
  const named = (body: unknown): string =>
    names.reduce((text, [id, to]) => text.replaceAll(id, to), JSON.stringify(body));
  for (const { direction, leg: legName = '', name, body } of story.rungs) {
    if (direction !== 'command' || name.startsWith('GET ')) continue;
    const { command_id, client_state: _, target_leg_client_state: __, ...rest } = body as Record<string, unknown>;
    const leg = reached.get(legName) ?? `dial ${String(rest['to'])}`;
    if (seen.has(command_id)) continue;
    seen.add(command_id);
    (commands[leg] ??= []).push([name, named(rest)]);
  }
  const calls = story.records.map((record) =>
    record.phase === 'routing'
      ? record
      : {
          machine: record.machine,
          phase: record.phase,
          failure: record.failure,
          legs: record.legs.map(({ id }) => id),
        },
  );
  return { commands, calls, ends: story.legs.map(({ to, hangup }) => `${to} ${hangup?.cause}`).toSorted() };
}

test(`${seeds} seeds from ${first}`, { timeout: 60_000 + seeds * 4_000 }, async () => {
  let died = 0;
  for (let seed = first; seed < first + seeds; seed++) {
    const troubled = await play(seed, { weather: 'moments' });
    died += troubled.outages.length;
    expect(traceOf(troubled), `CALLCHART_FAULT_SEEDS=1 CALLCHART_FAULT_SEED=${seed}`).toEqual(
      traceOf(await play(seed, { weather: 'nothing' })),
    );
  }
  expect(died).toBeGreaterThan(seeds);
});

test('a store that forgets what it knew would leave one', { timeout: 120_000 }, async () => {
  const differs: boolean[] = [];
  for (let seed = 1; seed <= 5 * kinds; seed++) {
    const broken = await play(seed, {
      weather: 'moments',
      mutant: mutants['a store that forgets what a machine knew'],
    });
    const sound = await play(seed, { weather: 'nothing' });
    differs.push(JSON.stringify(traceOf(broken)) !== JSON.stringify(traceOf(sound)));
  }
  expect(differs).toContain(true);
});
