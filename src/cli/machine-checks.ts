/**
 * What `callchart doctor` checks on this machine: Node, the SQLite driver and a durable file, the port. It asks nobody
 * outside.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDriver } from '../stores/sqlite/driver.ts';
import { openSqliteStore } from '../stores/sqlite/open-sqlite-store.ts';
import { broken, type Finding, ok } from './doctor-finding.ts';

const leastNode = [20, 19] as const;

/** Node's version. @param version such as `20.19.0` */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough = major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1]);
  return isEnough
    ? ok(`Node ${version}`)
    : broken(`Node ${version} is too old`, `Install Node ${leastNode.join('.')} or newer.`);
}

/** Whether an embedded store can be had: a driver, and a file that keeps what it is given. */
export async function checkStore(): Promise<Finding> {
  const folder = mkdtempSync(join(tmpdir(), 'callchart-doctor-'));
  try {
    const driver = await loadDriver();
    const store = await openSqliteStore({ file: join(folder, 'trial.db') });
    await store.close();
    return ok(`SQLite by ${driver.name}, durable at every commit`);
  } catch (error) {
    return broken('There is no embedded store', messageOf(error));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether the port can be listened on, or is ours already. */
export async function checkPort(port: number, host: string): Promise<Finding> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return broken('PORT is no port', 'Set it to a whole number from 0 to 65535.');
  const code = await tryPort(port, host);
  if (code === undefined) return ok(`Port ${port} is free`);
  if (code === 'EADDRINUSE' && (await isCallchart(port))) return ok(`Port ${port}: callchart serve answers there`);
  const why = code === 'EADDRINUSE' ? 'something else listens there' : code;
  return broken(`Port ${port} on ${host} cannot be had: ${why}`, 'Choose another one: PORT, or serve --port.');
}

function tryPort(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

async function isCallchart(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(2_000) });
    return ((await response.json()) as { readonly ok?: unknown }).ok === true;
  } catch {
    return false;
  }
}

/** An error's own words. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
