/** How many calls a second `callchart replay --all` runs again, as an operator has it: the built command, an SQLite file. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type CallState, type FlowModule, type JournalEntry, loadFlow, MemoryStore, type Store } from 'callchart';
import { openSqliteStore } from 'callchart/sqlite';
import { simulate } from 'callchart/testing';
import { figure, type PartReport } from '../report.ts';

const wanted = 1_000;
const root = fileURLToPath(new URL('../..', import.meta.url));
const batch = 200;

/** What was changed in the front desk, and how many calls of it are not the same then. */
const changes: readonly (readonly [name: string, change: (text: string) => string])[] = [
  ['nothing (to the byte)', (text) => text],
  ['version alone', (text) => text.replace("version: '1'", "version: '2'")],
  ['a prompt', (text) => text.replace("version: '1'", "version: '2'").replace("'Goodbye.'", "'Good day.'")],
  [
    'another way (simulated from there)',
    (text) =>
      text
        .replace("version: '1'", "version: '2'")
        .replace("params: '2' }, target: 'support'", "params: '2' }, target: 'goodbye'"),
  ],
];

/** Runs the part. BENCH_CALLS bounds how many calls are stored. */
export async function replayPart(): Promise<PartReport> {
  const calls = Math.min(Number(process.env['BENCH_CALLS'] ?? 8_000), 8_000);
  const folder = mkdtempSync(join(tmpdir(), 'callchart-bench-'));
  try {
    const text = readFileSync(join(root, 'machines/front-desk.ts'), 'utf8');
    for (const [place, [, change]] of changes.entries()) writeFileSync(join(folder, `desk-${place}.ts`), change(text));
    const entries = await fill(folder, calls);
    const rows: string[][] = [];
    const speeds: number[] = [];
    for (const [place, [name]] of changes.entries()) {
      const { seconds, different } = run(folder, `desk-${place}.ts`);
      speeds.push(calls / seconds);
      rows.push([name, figure(different), figure(seconds), figure(calls / seconds), figure(entries / seconds)]);
    }
    const least = Math.min(...speeds.slice(0, 3));
    return {
      title: 'Replay',
      about: `\`callchart replay --all\` over ${figure(calls)} calls of the front desk (${figure(entries / calls)} journal entries a call) in an SQLite file, from the start of the process to its end.`,
      tables: [{ head: ['changed', 'calls different', 's', 'calls a second', 'steps a second'], rows }],
      targets: [
        {
          what: 'calls a second, while nothing has to be simulated',
          wanted: `at least ${figure(wanted)}`,
          measured: figure(least),
          isMet: least >= wanted,
        },
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(folder: string, flow: string): { seconds: number; different: number } {
  const before = performance.now();
  const argv = [
    join(root, 'dist/cli/main.js'),
    'replay',
    '--all',
    '--flow',
    flow,
    '--store',
    'sqlite:calls.db',
    '--json',
  ];
  const { stdout, stderr } = spawnSync(process.execPath, argv, { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 30 });
  const seconds = (performance.now() - before) / 1_000;
  if (stdout === '') throw new Error(stderr);
  return { seconds, different: (JSON.parse(stdout) as { different: number }).different };
}

/** A few calls are played, and stored again and again under other names. @returns how many journal entries there are */
async function fill(folder: string, calls: number): Promise<number> {
  const file = pathToFileURL(join(root, 'machines/front-desk.ts')).href;
  const flow = loadFlow((await import(file)) as FlowModule);
  const played = new MemoryStore();
  const line = await simulate(flow, { runtime: { store: played } });
  line.simulator.onDial('+15550100', { does: 'answer', afterMs: 2_000 });
  for (const does of ['1', '2', '9', 'nothing', 'leaves']) {
    const caller = line.call();
    await line.advance(6_000);
    if (does === 'leaves') caller.hangUp();
    else if (does !== 'nothing') caller.press(does);
    await line.advance(30_000);
    caller.hangUp();
    await line.advance(10 * 60_000);
  }
  const models = await Promise.all((await played.list({})).map((one) => modelOf(played, one.callId)));
  await line.close();
  const store = await openSqliteStore({ file: join(folder, 'calls.db') });
  let entries = 0;
  for (let from = 0; from < calls; from += batch) {
    const copies = Array.from({ length: Math.min(batch, calls - from) }, (_each, place) => {
      const model = models[(from + place) % models.length];
      if (model === undefined) throw new Error('No call was played.');
      return copyOf(model, `call-number-${from + place}`);
    });
    entries += copies.reduce((sum, copy) => sum + copy.entries.length, 0);
    await store.commit(copies);
  }
  await store.close();
  return entries;
}

async function modelOf(store: Store, callId: string): Promise<{ callId: string; json: string }> {
  const record = (await store.load([callId])).get(callId);
  const [summary] = (await store.list({})).filter((one) => one.callId === callId);
  const entries = await store.journal(callId);
  return { callId, json: JSON.stringify({ record, summary, entries }) };
}

/** The call under another name, in its tokens too. */
function copyOf(
  { callId, json }: { callId: string; json: string },
  name: string,
): Parameters<Store['commit']>[0][number] & { entries: readonly JournalEntry[] } {
  const text = json
    .replaceAll(/"client_state":"([A-Za-z0-9+/=]+)"/g, (_all, token: string) => {
      const renamed = Buffer.from(token, 'base64').toString().replaceAll(callId, name);
      return `"client_state":"${Buffer.from(renamed).toString('base64')}"`;
    })
    .replaceAll(callId, name);
  const { record, summary, entries } = JSON.parse(text) as {
    record: CallState;
    summary: Awaited<ReturnType<Store['list']>>[number];
    entries: readonly JournalEntry[];
  };
  const names = { keys: [], legs: [], sessions: [], wakeAt: undefined, open: false };
  return { ...names, callId: name, expectedStep: 0, record, summary, entries };
}
