/** Forgetting reads along indices and leaves nothing that bears a call's number. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadDriver, type SqliteConnection, type SqliteRow } from '../../../src/stores/sqlite/driver.ts';
import { Pruner } from '../../../src/stores/sqlite/pruner.ts';
import { migrate } from '../../../src/stores/sqlite/schema.ts';

const driver = await loadDriver();
let connection: SqliteConnection;
beforeEach(() => {
  connection = driver.open(':memory:');
  migrate(connection, ':memory:');
});
afterEach(() => connection.close());

test('every statement finds what it wants by an index', () => {
  const asked: string[] = [];
  const pruner = new Pruner({
    ...connection,
    prepare: (sql) => {
      asked.push(sql);
      return connection.prepare(sql);
    },
  });
  expect(pruner.prune(0, 1)).toBe(0);
  const plans = asked.map((sql) => {
    const values = Array.from({ length: sql.split('?').length - 1 }, () => 1);
    const rows = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as SqliteRow[];
    return rows.map(({ detail }) => String(detail));
  });
  // What was in no call's hands is read from its beginning, as far as the limit.
  const scans = plans.flat().filter((detail) => detail.startsWith('SCAN') && !/unrouted|\(subquery/.test(detail));
  expect(scans).toEqual([]);
  expect(plans.flat().join('\n')).toMatch(
    /calls_by_age[^]*keys_by_call[^]*legs_by_call[^]*sessions_by_call[^]*keys_of_none/,
  );
});

test('a number that a call leaves behind, and that another one gets, leads to nothing of the first', () => {
  connection.exec(`
    INSERT INTO calls VALUES (7, 'a', 1, 1, NULL, 10, 0, 'closed', 'f', '1', NULL, NULL, 10, '{}');
    INSERT INTO keys VALUES ('k', 7, 10); INSERT INTO legs VALUES ('l', 7); INSERT INTO sessions VALUES ('s', 7);
    INSERT INTO journal VALUES (1, 7, 1, 10, '{}')`);
  expect(new Pruner(connection).prune(11, 5)).toBe(1);
  connection.exec(`INSERT INTO calls VALUES (NULL, 'b', 1, 1, NULL, 10, 0, 'active', 'f', '1', NULL, NULL, 10, '{}')`);
  for (const table of ['keys', 'legs', 'sessions', 'journal']) {
    expect(connection.prepare(`SELECT count(*) AS n FROM ${table}`).get()).toEqual({ n: 0 });
  }
});
