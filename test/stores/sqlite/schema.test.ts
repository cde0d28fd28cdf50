/** The schema: a snapshot of what the migrations make, and that released ones are never changed. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadDriver, type SqliteConnection, type SqliteRow } from '../../../src/stores/sqlite/driver.ts';
import { applicationId, migrate, migrations, pragma, versionOf } from '../../../src/stores/sqlite/schema.ts';
import { commitOf } from '../call-commits.ts';
import { openWith } from './same-thread.ts';
import { StoreFolder } from './store-folder.ts';

const driver = await loadDriver();
let connection: SqliteConnection;
beforeEach(() => {
  connection = driver.open(':memory:');
});
afterEach(() => connection.close());

const schemaOf = (): string => {
  const rows = connection.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid').all();
  return (rows as SqliteRow[]).map(({ sql }) => `${String(sql)};\n`).join('');
};

describe('the schema', () => {
  test('is this', async () => {
    migrate(connection, 'calls.db');
    expect(pragma(connection, 'user_version')).toBe(migrations.length);
    expect(pragma(connection, 'application_id')).toBe(applicationId);
    await expect(schemaOf()).toMatchFileSnapshot('schema.sql');
  });

  test('grows by new migrations; these are as they were released', () => {
    const prints = migrations.map((sql) => createHash('sha256').update(sql).digest('hex').slice(0, 16));
    expect(prints).toMatchInlineSnapshot(`
      [
        "a6ab59efd52907d3",
        "60634752b8da8efa",
      ]
    `);
  });
});

describe('migrating', () => {
  const added = 'CREATE TABLE added (a TEXT) STRICT';

  test('does what is missing, once', () => {
    migrate(connection, 'calls.db');
    migrate(connection, 'calls.db');
    const more = [...migrations, added];
    migrate(connection, 'calls.db', more);
    migrate(connection, 'calls.db', more);
    expect(versionOf(connection, 'calls.db', more.length)).toBe(migrations.length + 1);
    expect(schemaOf()).toContain('CREATE TABLE added');
  });

  test('keeps what is stored', async () => {
    const folder = new StoreFolder();
    const first = openWith(driver, { file: folder.file });
    await first.commit([commitOf('a', { keys: ['k'] })]);
    await first.close();
    const between = driver.open(folder.file);
    migrate(between, folder.file, [...migrations, added]);
    between.exec(`DROP TABLE added; PRAGMA user_version = ${migrations.length}`);
    between.close();
    const again = openWith(driver, { file: folder.file });
    expect(await again.commit([commitOf('a', { keys: ['k'] })])).toEqual(['duplicate']);
    await again.close();
    folder.remove();
  });

  test('that fails changes nothing', () => {
    migrate(connection, 'calls.db');
    const before = schemaOf();
    expect(() => migrate(connection, 'calls.db', [...migrations, added, 'nonsense'])).toThrow(/nonsense/);
    expect(schemaOf()).toBe(before);
    expect(versionOf(connection, 'calls.db')).toBe(migrations.length);
  });
});
