/** Every question to the store reads along an index: nothing becomes slow because many calls are stored. */
import type { CallFilter } from 'callchart';
import { afterAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/clock/clock.ts';
import { listing } from '../../../src/stores/sqlite/call-listing.ts';
import { loadDriver, type SqliteRow } from '../../../src/stores/sqlite/driver.ts';
import { migrate } from '../../../src/stores/sqlite/schema.ts';
import { CallsFile } from '../../../src/stores/sqlite/calls-file.ts';
import { commitOf, looseOf, noon } from '../call-commits.ts';
import { storeOver } from './same-thread.ts';

const connection = (await loadDriver()).open(':memory:');
migrate(connection, ':memory:');
afterAll(() => connection.close());

/** How SQLite would go about it. */
function planOf(sql: string): string[] {
  const placeholders = sql.split('?').length - 1;
  const rows = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...Array.from({ length: placeholders }, () => 1));
  return (rows as SqliteRow[]).map(({ detail }) => String(detail));
}

/** A table read from end to end, or rows sorted by hand. */
const slow = (plan: readonly string[]): string[] =>
  plan.filter((line) => /^SCAN (?!calls USING INDEX)(?!\(subquery|unrouted$)|TEMP B-TREE/.test(line));

/** Every combination of filters. */
function* filters(): Generator<CallFilter> {
  const choices: readonly (readonly Partial<CallFilter>[])[] = [
    [{}, { flow: 'sales' }],
    [{}, { phase: 'active' }, { phase: 'closed' }],
    [{}, { open: true }, { open: false }],
    [{}, { number: '+1' }],
    [{}, { since: noon }],
    [{}, { before: { createdAt: noon, callId: 'a' } }],
  ];
  const combine = function* (at: number, filter: CallFilter): Generator<CallFilter> {
    const [...options] = choices[at] ?? [];
    if (options.length === 0) yield filter;
    for (const option of options) yield* combine(at + 1, { ...filter, ...option });
  };
  yield* combine(0, {});
}

test('the probe sees a slow plan', () => {
  expect(slow(planOf('SELECT * FROM calls WHERE version = ?'))).toEqual(['SCAN calls']);
  expect(slow(planOf('SELECT * FROM calls WHERE flow = ? ORDER BY version'))).toEqual(['USE TEMP B-TREE FOR ORDER BY']);
});

describe('lists', () => {
  test('read along an index and stop, whatever is asked', () => {
    const all = [...filters()];
    expect(all).toHaveLength(144);
    for (const filter of all) {
      const { sql, values } = listing(filter, 10);
      expect(sql.split('?')).toHaveLength(values.length + 1);
      const plan = planOf(sql);
      // Where two numbers' calls come together, each side's page is sorted: the page, not what it was taken from.
      const searched = plan.filter((_line, at) => !plan[at - 1]?.startsWith('SCAN (subquery'));
      expect(slow(searched), `${JSON.stringify(filter)}: ${plan.join('; ')}`).toEqual([]);
    }
  });

  test('of what is not over do not read what is', () => {
    for (const filter of [{ open: true }, { phase: 'late' }, { open: true, flow: 'sales' }] as const) {
      expect(planOf(listing(filter, 10).sql).join()).toMatch(/calls_unfinished/);
    }
  });
});

test('everything else that the store asks', async () => {
  const asked = new Set<string>();
  const watched = {
    ...connection,
    prepare(sql: string) {
      asked.add(sql);
      return connection.prepare(sql);
    },
  };
  const store = storeOver(new CallsFile(watched, ':memory:'), ':memory:', systemClock);
  const names = { keys: ['k'], legs: ['l'], sessions: ['s'] };
  await store.commit([commitOf('a', { ...names, wakeAt: noon }), commitOf('a', { step: 2 }), looseOf('x')]);
  await store.find(names);
  await store.load(['a']);
  await store.due(noon, 1);
  await store.nextWake();
  await store.open(1);
  await store.open(1, 'a');
  await store.journal('a');
  await store.unrouted(1);
  const questions = [...asked].filter((sql) => /^(?:SELECT|UPDATE|INSERT)/.test(sql));
  expect(questions.length).toBeGreaterThan(15);
  for (const sql of questions) expect(slow(planOf(sql)), sql).toEqual([]);
});
