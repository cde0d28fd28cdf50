/**
 * The two SQLite drivers behind one small surface: `node:sqlite`, part of Node from 22.13 on, and
 * `@photostructure/sqlite`, the same API for Node 20. It knows no table.
 */
import { CallchartError } from '../../errors/callchart-error.ts';

/** What can be bound to a statement here: numbers are integers, text is free of what SQLite cannot hold. */
export type SqliteValue = string | number | null;

/** A row, by its columns' names. */
export type SqliteRow = Readonly<Record<string, SqliteValue>>;

/** A prepared statement. */
export interface SqliteStatement {
  run(...values: SqliteValue[]): { readonly lastInsertRowid: number | bigint; readonly changes: number | bigint };
  get(...values: SqliteValue[]): unknown;
  all(...values: SqliteValue[]): readonly unknown[];
}

/** An open database file. */
export interface SqliteConnection {
  /** Runs statements that give no rows. */
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  /**
   * Closes the file; statements cannot be used any more. `@photostructure/sqlite` has no way to let go of a statement
   * but garbage collection, and until then it keeps the file open, so locks are to be given back before.
   */
  close(): void;
}

/** A driver: its name, for messages, and how it opens a file. */
export interface SqliteDriver {
  readonly name: string;
  open(file: string): SqliteConnection;
}

/** The part of both packages that is used. */
interface DriverModule {
  readonly DatabaseSync: new (file: string) => {
    exec(sql: string): void;
    prepare(sql: string): SqliteStatement;
    close(): void;
  };
}

/** Gives a driver's module; undefined, or a throw, when it is not there. */
type Loader = () => Promise<DriverModule | undefined>;

const loaders: readonly (readonly [name: string, load: Loader])[] = [
  // Not by `import`: bundlers and Node 20 both stumble over the name of a built-in that is not there.
  ['node:sqlite', async () => process.getBuiltinModule('node:sqlite') as DriverModule | undefined],
  ['@photostructure/sqlite', () => import('@photostructure/sqlite')],
];

/** The first driver that is there; `store.driver`, with what stood in each one's way, when none is. */
export async function loadDriver(candidates = loaders): Promise<SqliteDriver> {
  const reasons: string[] = [];
  const causes: unknown[] = [];
  for (const [name, load] of candidates) {
    try {
      const module = await load();
      if (module !== undefined) return { name, open: (file) => connect(module, file) };
      reasons.push(`${name}: not part of Node ${process.versions.node}`);
    } catch (error) {
      causes.push(error);
      reasons.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new CallchartError(
    'store.driver',
    `No SQLite driver is there (${reasons.join('; ')}). Use Node 22.13 or newer, or install the driver for Node 20: npm install @photostructure/sqlite`,
    causes.length > 0 ? { cause: causes[0] } : {},
  );
}

/**
 * `@photostructure/sqlite` closes a database when its object is collected as garbage, even while statements of it are
 * in use: whoever holds a statement holds its database.
 */
const databaseOf = new WeakMap<SqliteStatement, object>();

function connect({ DatabaseSync }: DriverModule, file: string): SqliteConnection {
  const database = new DatabaseSync(file);
  return {
    exec: (sql) => database.exec(sql),
    prepare(sql) {
      const statement = database.prepare(sql);
      databaseOf.set(statement, database);
      return statement;
    },
    close: () => database.close(),
  };
}
