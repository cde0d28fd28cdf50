/**
 * Stores by name, as they are given on a command line or in the environment. A driver is loaded when it is asked for.
 */
import type { Clock } from '../clock/clock.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import { MemoryStore } from '../stores/memory-store.ts';
import type { Store } from '../stores/store.ts';

/**
 * Opens `sqlite:<file>`, `postgres://…` or `memory:`. A PostgreSQL URL may end in `?schema=<name>`.
 *
 * @throws CallchartError `server.store` for a name that is none, `store.*` when it cannot be opened
 */
export async function openStore(name: string, clock: Clock): Promise<Store> {
  if (name === 'memory:') return new MemoryStore();
  if (/^postgres(ql)?:\/\//.test(name)) {
    const { openPostgresStore } = await import('../stores/postgres/index.ts');
    return openPostgresStore({ ...withoutSchema(name), clock });
  }
  const file = /^sqlite:(.+)$/.exec(name)?.[1];
  if (file === undefined)
    throw new CallchartError(
      'server.store',
      `"${withoutPassword(name)}" is no store. Write sqlite:<file>, postgres://…, or memory: for trying out.`,
    );
  const { openSqliteStore } = await import('../stores/sqlite/index.ts');
  return openSqliteStore({ file, clock });
}

/** The schema is ours to know, not the driver's. */
function withoutSchema(url: string): { connectionString: string; schema?: string } {
  const schema = /[?&]schema=([^&#]*)/.exec(url)?.[1];
  if (schema === undefined) return { connectionString: url };
  const connectionString = url.replace(/([?&])schema=[^&#]*&?/, '$1').replace(/[?&]$/, '');
  return { connectionString, schema };
}

/** The name of another kind of database may hold a password, and messages are logged. */
const withoutPassword = (name: string): string => name.replace(/\/\/.*@/s, '//…@');
