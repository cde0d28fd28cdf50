/**
 * Kills the server in the middle of a question and starts it again; the caller notices nothing. The carrier, which is
 * Telnyx in real life, lives in this process; the server is `callchart serve` in a process of its own.
 */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCarrier } from '../simulated-carrier.ts';

const flow = 'examples/crash-and-replay/flow.ts';
const folder = mkdtempSync(join(tmpdir(), 'callchart-crash-'));
const store = `sqlite:${join(folder, 'calls.db')}`;
const carrier = await startCarrier();

function callchart(...args: readonly string[]): ChildProcess {
  const env = { ...process.env, ...carrier.env, CALLCHART_TOKEN: '' };
  return spawn(process.execPath, ['dist/cli/main.js', ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

/** What a command prints, until it fits or the command ends. */
async function printed(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  let out = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    out += chunk.toString();
    const found = pattern.exec(out);
    if (found !== null) return found;
  }
  throw new Error(`It ended without printing ${pattern}: ${out}`);
}

async function serve(): Promise<{ readonly child: ChildProcess; readonly calls: string }> {
  const child = callchart('serve', flow, '--port', '0', '--store', store);
  const [, url = '', calls = ''] = await printed(child, /Webhooks: (\S+)\/webhooks\/telnyx\nCalls: (\S+)/);
  carrier.webhooksGoTo(url);
  console.log(`        the server is there, process ${child.pid}`);
  return { child, calls };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

interface ShownCall {
  readonly call: { readonly callId: string; readonly timers: readonly { readonly dueAt: number }[] };
  readonly journal: readonly { readonly at: number; readonly input: { readonly kind: string } }[];
}
const get = async <Answer>(url: string): Promise<Answer> => (await (await fetch(url)).json()) as Answer;

let server = await serve();
const caller = carrier.simulator.incomingCall({ from: '+15550123' });
await carrier.happens('gatherUsingSpeak');
caller.press('42');
await carrier.happens('call.dtmf.received');
await carrier.happens('call.dtmf.received');
const { calls } = await get<{ calls: { callId: string }[] }>(server.calls);
const callId = calls[0]?.callId ?? '';
const before = await get<ShownCall>(`${server.calls}/${callId}`);
const [deadline] = before.call.timers;
assert(deadline);

console.log('        kill -9: two of four digits are in, the timer runs');
await end(server.child, 'SIGKILL');
server = await serve();

const after = await get<ShownCall>(`${server.calls}/${callId}`);
assert.deepEqual(
  after.call.timers.map(({ dueAt }) => dueAt),
  [deadline.dueAt],
);
caller.press('17');
await carrier.happens('call.gather.ended');
await carrier.happens('gatherUsingSpeak');
console.log('        the card is in; nobody presses 1, and the time is over when it would have been');
await carrier.happens('call.hangup');

const over = await get<ShownCall>(`${server.calls}/${callId}`);
const fired = over.journal.find(({ input, at }) => input.kind === 'timer' && at >= deadline.dueAt);
assert(fired);
console.log(`        due ${new Date(deadline.dueAt).toISOString()}, fired ${new Date(fired.at).toISOString()}`);

// Sent twice is well: Telnyx knows a command by its id, and so does the simulated carrier.
const commands = carrier.simulator.log.filter(({ direction }) => direction === 'command');
const ids = new Map(commands.map(({ name, body }) => [(body as { command_id?: string }).command_id, name]));
console.log(`        each command once: ${[...ids.values()].join(', ')}`);
assert.deepEqual([...ids.values()], ['answer', 'gatherUsingSpeak', 'gatherUsingSpeak', 'speak', 'hangup']);

await end(server.child, 'SIGTERM');
console.log('        the call once more, from its journal:');
const record = join(folder, 'call.json');
await once(callchart('export', callId, '--store', store, '--out', record), 'exit');
const replay = callchart('replay', record, '--flow', flow);
replay.stdout?.on('data', (chunk: Buffer) => process.stdout.write(chunk));
const [code] = (await once(replay, 'close')) as [number];
assert.equal(code, 0, 'the replay is not the call');
rmSync(folder, { recursive: true });
await carrier.close();
