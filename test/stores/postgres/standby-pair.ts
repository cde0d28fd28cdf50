/**
 * A primary, a standby that has every commit before it is acknowledged, and an address that leads to whichever of them
 * is the primary, as operators and clouds arrange it. It knows no table.
 */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from './postgres-server.ts';
import { ServerProcess } from './server-process.ts';

/** The two servers. */
export class StandbyPair {
  /** Leads to the primary. */
  readonly url: string;
  readonly #primary: ServerProcess;
  readonly #standby: ServerProcess;
  readonly #standbyPort: number;
  readonly #address: MovingAddress;
  readonly #folders: readonly string[];

  private constructor(
    primary: ServerProcess,
    standby: ServerProcess,
    standbyPort: number,
    address: MovingAddress,
    folders: readonly string[],
  ) {
    this.#primary = primary;
    this.#standby = standby;
    this.#standbyPort = standbyPort;
    this.#address = address;
    this.#folders = folders;
    this.url = urlOf(address.port);
  }

  /** Starts both; resolves when every commit waits for the standby. */
  static async start(): Promise<StandbyPair> {
    const folders = [emptyFolder(), emptyFolder()] as const;
    const ports = [await freePort(), await freePort()] as const;
    const primary = ServerProcess.make(folders[0], ['-p', `${ports[0]}`]);
    execFileSync('cp', ['-a', `${folders[0]}/.`, folders[1]]);
    writeFileSync(join(folders[1], 'standby.signal'), '');
    const from = `host=127.0.0.1 port=${ports[0]} user=postgres password=password application_name=standby`;
    appendFileSync(join(folders[1], 'postgresql.conf'), `primary_conninfo = '${from}'\n`);
    const standby = primary.on(folders[1], ['-p', `${ports[1]}`]);
    await primary.start();
    await standby.start();
    const pair = new StandbyPair(primary, standby, ports[1], await MovingAddress.start(ports[0]), folders);
    await ask(ports[0], `ALTER SYSTEM SET synchronous_standby_names = 'standby'`);
    await ask(ports[0], 'SELECT pg_reload_conf()');
    // A commit that is acknowledged from here on is on both.
    await until(ports[0], `SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'`);
    return pair;
  }

  /** The primary's machine is gone: connections break, and nobody answers. */
  async losePrimary(): Promise<void> {
    await this.#primary.crash();
    this.#address.cut();
  }

  /** The standby becomes the primary, and the address leads to it. */
  async promoteStandby(): Promise<void> {
    // It waits for a standby of its own no longer than the old one did: there is none.
    await ask(this.#standbyPort, 'SELECT pg_promote()');
    this.#address.leadTo(this.#standbyPort);
  }

  async stop(): Promise<void> {
    this.#address.close();
    await this.#standby.stop();
    await this.#primary.stop();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }
}

/** A port that passes everything on to another one, which may change. */
class MovingAddress {
  readonly port: number;
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #leadsTo: number;

  private constructor(server: Server, leadsTo: number) {
    this.#server = server;
    this.#leadsTo = leadsTo;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (socket) => this.#pass(socket));
  }

  static async start(leadsTo: number): Promise<MovingAddress> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new MovingAddress(server, leadsTo);
  }

  leadTo(port: number): void {
    this.#leadsTo = port;
  }

  /** Breaks what is open; nothing is told to whoever was connected but the break. */
  cut(): void {
    for (const socket of this.#open) socket.destroy();
  }

  close(): void {
    this.#server.close();
    this.cut();
  }

  #pass(near: Socket): void {
    const far = connect(this.#leadsTo, '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}

const urlOf = (port: number): string => `postgres://postgres:password@127.0.0.1:${port}/postgres`;

/** PostgreSQL wants its folder to be its own: nobody else may look into it. */
const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'callchart-postgres-'));

async function ask(port: number, text: string): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: urlOf(port) });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<object>(text)).rows;
  } finally {
    await client.end();
  }
}

async function until(port: number, question: string): Promise<void> {
  while ((await ask(port, question)).length === 0);
}
