/**
 * The carrier and the caller in one process, so that one clock tells when a webhook left and when the command that it
 * brought about arrived. PROBE says what to do as JSON, the address to send to comes on standard input once the server
 * is up; what was seen is printed as JSON.
 */
import { createPrivateKey } from 'node:crypto';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { quantile } from '../measure.ts';
import { groupNumber, holdNumber, type SignedWebhook, webhooksOfCall } from './webhooks.ts';

/** What to do. */
export interface Probe {
  readonly privateKey: string;
  /** Calls that are in progress meanwhile. */
  readonly calls: number;
  /** Shares of the greatest rate of new calls that was measured at which to look, 0 to 1. */
  readonly shares: readonly number[];
  /** How long one look takes. */
  readonly secondsPerLook: number;
  readonly groups: number;
}

/** What was seen, in milliseconds. */
export interface ProbeResult {
  readonly mostCallsPerSecond: number;
  readonly looks: readonly { readonly share: number; readonly p50Ms: number; readonly p99Ms: number }[];
  /** From the webhook to the last of ten dials on the wire. */
  readonly group: { readonly p50Ms: number; readonly mostMs: number };
}

const probe = JSON.parse(process.env['PROBE'] ?? '{}') as Probe;
const key = createPrivateKey(probe.privateKey);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const waiting = new Map<string, (at: number) => void>();
const dials = { wanted: 0, done: (_at: number): void => {} };
let legs = 0;

const carrier = createServer((incoming, outgoing) => {
  const at = performance.now();
  const [, , , name = ''] = decodeURIComponent(incoming.url ?? '').split('/');
  incoming.resume();
  if (incoming.method === 'POST' && name !== '') {
    waiting.get(name)?.(at);
    waiting.delete(name);
  } else if (incoming.method === 'POST' && (dials.wanted -= 1) === 0) dials.done(at);
  legs += 1;
  const leg = {
    call_control_id: `v3:dialled-${legs}`,
    call_leg_id: `leg-d${legs}`,
    call_session_id: `session-d${legs}`,
  };
  outgoing.writeHead(200, { 'content-type': 'application/json' });
  outgoing.end(JSON.stringify({ data: { result: 'ok', is_alive: true, ...leg } }));
});
await new Promise<void>((resolve) => carrier.listen(0, '127.0.0.1', resolve));
process.stdout.write(`http://127.0.0.1:${(carrier.address() as AddressInfo).port}/v2\n`);
const lines = createInterface(process.stdin)[Symbol.asyncIterator]();
const { value: url } = (await lines.next()) as { value: string };

let calls = 0;
const nowSecs = (): number => Math.floor(Date.now() / 1_000);

const mostCallsPerSecond = await fill(probe.calls);
const looks = [];
for (const share of probe.shares) looks.push({ share, ...(await look(mostCallsPerSecond * share)) });
const group = await ringGroups();
process.stdout.write(`${JSON.stringify({ mostCallsPerSecond, looks, group } satisfies ProbeResult)}\n`);
agent.destroy();
carrier.closeAllConnections();
carrier.close();
void lines.return?.();
process.stdin.destroy();

/** Begins calls as fast as they are taken. @returns how many a second */
async function fill(count: number): Promise<number> {
  const begin = performance.now();
  const lanes = Array.from({ length: 64 }, async () => {
    while (calls < count) await begun();
  });
  await Promise.all(lanes);
  return count / ((performance.now() - begin) / 1_000);
}

/** A call that comes in, is answered, and hears music from then on. @returns milliseconds until its command arrived */
async function begun(): Promise<number> {
  const name = `p${(calls += 1)}`;
  const [initiated, answered] = webhooksOfCall(name, 0, key, nowSecs(), holdNumber);
  if (initiated === undefined || answered === undefined) throw new Error('A call has webhooks.');
  const began = performance.now();
  const arrived = new Promise<number>((resolve) => waiting.set(`v3:${name}`, resolve));
  await post(initiated);
  const at = await arrived;
  await post(answered);
  return at - began;
}

/** New calls at a rate, whether or not the server keeps up with it. */
async function look(perSecond: number): Promise<{ p50Ms: number; p99Ms: number }> {
  const under: Promise<number>[] = [];
  const begin = performance.now();
  for (let at = 0; at < perSecond * probe.secondsPerLook; at += 1) {
    const dueMs = begin + (at * 1_000) / perSecond - performance.now();
    if (dueMs > 1) await new Promise((resolve) => setTimeout(resolve, dueMs));
    under.push(begun());
  }
  const sorted = (await Promise.all(under)).toSorted((a, b) => a - b);
  return { p50Ms: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99) };
}

async function ringGroups(): Promise<{ p50Ms: number; mostMs: number }> {
  const took: number[] = [];
  for (let at = 0; at < probe.groups; at += 1) {
    const [initiated] = webhooksOfCall(`group-${at}`, 0, key, nowSecs(), groupNumber);
    if (initiated === undefined) throw new Error('A call has webhooks.');
    dials.wanted = 10;
    const began = performance.now();
    const last = new Promise<number>((resolve) => (dials.done = resolve));
    await post(initiated);
    took.push((await last) - began);
    // Dials are paced, 30 a second and 150 in five: the next group must not wait for the turns of this one.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  const sorted = took.toSorted((a, b) => a - b);
  return { p50Ms: quantile(sorted, 0.5), mostMs: sorted.at(-1) ?? Number.NaN };
}

/** Again until it is taken, as Telnyx does, but not for ever. */
async function post(webhook: SignedWebhook): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    if ((await postOnce(webhook)) === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('A webhook was refused fifty times.');
}

function postOnce({ body, headers }: SignedWebhook): Promise<number> {
  return new Promise((resolve) => {
    const asked = request(`${url}/webhooks/telnyx`, {
      method: 'POST',
      agent,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    });
    asked.on('response', (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    asked.on('error', () => resolve(0));
    asked.end(body);
  });
}
