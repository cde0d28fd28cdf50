/** Which SQLite driver is taken, and what is said when there is none. */
import { describe, expect, test } from 'vitest';
import { loadDriver } from '../../../src/stores/sqlite/driver.ts';
import { sqliteCode, sqliteCodeOf } from '../../../src/stores/sqlite/failure.ts';

class FakeDatabase {
  exec(): void {}
  prepare(): never {
    throw new Error('not asked for');
  }
  close(): void {}
}
const there = async () => ({ DatabaseSync: FakeDatabase });
const missing = async () => undefined;
const broken = async () => {
  throw new Error('no prebuilt binary for this platform');
};

describe('the driver', () => {
  test("is Node's own where Node has one, else the package", async () => {
    const own = process.getBuiltinModule('node:sqlite') !== undefined;
    expect((await loadDriver()).name).toBe(own ? 'node:sqlite' : '@photostructure/sqlite');
  });

  test('is the first that is there', async () => {
    const name = async (...loads: (typeof there | typeof missing | typeof broken)[]) =>
      (await loadDriver(loads.map((load, at) => [`driver ${at}`, load] as const))).name;
    expect(await name(there, there)).toBe('driver 0');
    expect(await name(missing, there)).toBe('driver 1');
    expect(await name(broken, missing, there)).toBe('driver 2');
  });

  test('is missed with the reason for each and the remedy', async () => {
    const loading = loadDriver([
      ['node:sqlite', missing],
      ['@photostructure/sqlite', broken],
    ]);
    await expect(loading).rejects.toMatchObject({
      code: 'store.driver',
      retryable: false,
      message: `No SQLite driver is there (node:sqlite: not part of Node ${process.versions.node}; @photostructure/sqlite: no prebuilt binary for this platform). Use Node 22.13 or newer, or install the driver for Node 20: npm install @photostructure/sqlite`,
      cause: expect.objectContaining({ message: 'no prebuilt binary for this platform' }) as unknown,
    });
  });

  test("gives SQLite's own result codes", async () => {
    const connection = (await loadDriver()).open(':memory:');
    connection.exec('CREATE TABLE t (a TEXT PRIMARY KEY); PRAGMA query_only = ON');
    const failing = (sql: string): unknown => {
      try {
        connection.exec(sql);
      } catch (error) {
        return sqliteCodeOf(error);
      }
      return 'succeeded';
    };
    expect(failing(`INSERT INTO t VALUES ('a')`)).toBe(sqliteCode.readonly);
    expect(failing('nonsense')).toBe(1);
    connection.close();
  });
});
