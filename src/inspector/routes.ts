/**
 * What the inspector's pages ask for, route by route. Who may ask was settled before.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { CallFilter } from '../stores/store.ts';
import { callAsTest } from './call-as-test.ts';
import { callView } from './call-view.ts';
import type { Charts } from './charts.ts';
import type { EventStream } from './event-stream.ts';
import type { Hub, NewSteps } from './hub.ts';
import type { Phone } from './phone.ts';
import { stepView } from './step-view.ts';
import type { CallRow, Hello, PhoneAct, StepView } from './wire.ts';

/** What the routes work with. */
export interface RouteParts {
  readonly runtime: Runtime;
  readonly hub: Hub;
  readonly charts: Charts;
  readonly phone: Phone | undefined;
  /** Names this run of the server. */
  readonly server: string;
  readonly now: () => number;
}

const longestJournal = 2_000;
const mostRows = 1_000;

/** The calls that a query asks for, newest first. */
export async function listCalls({ runtime }: RouteParts, query: URLSearchParams): Promise<readonly CallRow[]> {
  const [flow, phase, number, since] = ['flow', 'phase', 'number', 'since'].map((name) => {
    const value = query.get(name);
    return value === null || value === '' ? undefined : value;
  });
  const filter: CallFilter = {
    limit: mostRows,
    ...(flow !== undefined && { flow }),
    ...(phase === 'open'
      ? { open: true }
      : phase !== undefined && { phase: phase as NonNullable<CallFilter['phase']> }),
    ...(since !== undefined && /^\d{1,15}$/.test(since) && { since: Number(since) }),
  };
  const calls = await runtime.calls(filter);
  // A part of a number is enough for a person; a store looks for whole ones.
  return number === undefined
    ? calls
    : calls.filter(({ from, to, callId }) => [from, to, callId].some((one) => one?.includes(number) === true));
}

/** The chart of a structure: the picture, or what an outline is made of. */
export async function showChart({ charts }: RouteParts, hash: string): Promise<unknown> {
  const chart = charts.of(hash);
  if (chart === undefined) throw new CallchartError('chart.unknown', 'That version of the flow is not loaded here.');
  return charts.isOutline(chart) ? { chart } : { chart, svg: await charts.picture(hash) };
}

/** A call as the beginning of a test. */
export async function showTest({ runtime }: RouteParts, callId: string): Promise<unknown> {
  const call = await runtime.call(callId);
  if (call === undefined || call.phase === 'routing') throw unknownCall(callId);
  return { text: callAsTest(call, await runtime.journal(callId, 0, longestJournal)) };
}

/** What somebody does at a phone. */
export function act({ phone }: RouteParts, body: unknown): unknown {
  if (phone === undefined) throw new CallchartError('request.invalid', 'There are no simulated phones here.');
  if (typeof body !== 'object' || body === null)
    throw new CallchartError('request.invalid', 'A JSON object is needed.');
  phone.act(body as PhoneAct);
  return phone.view();
}

/** Everything that moves, as long as the stream is open: calls, the steps of one of them, the phones. */
export function watch(parts: RouteParts, stream: EventStream, callId: string | undefined, after: number): void {
  const { hub, phone, runtime, server, now } = parts;
  const hello: Hello = {
    server,
    now: now(),
    hasPhone: phone !== undefined,
    flows: runtime.flows().map(({ id, hash }) => ({ id, hash })),
  };
  stream.send('hello', hello);
  const moved = new Set<string>();
  const rows = coalesced(() => {
    const ids = [...moved];
    moved.clear();
    void sendRows(runtime, stream, ids);
  });
  const stop = hub.watch({
    callId,
    after,
    moved: (id) => {
      moved.add(id);
      rows();
    },
    stepped: (steps) => sendSteps(parts, stream, steps),
  });
  stream.onEnd(stop);
  if (phone === undefined) return;
  const show = coalesced(() => stream.send('phone', phone.view()));
  show();
  stream.onEnd(phone.watch(show));
}

async function sendRows(runtime: Runtime, stream: EventStream, callIds: readonly string[]): Promise<void> {
  for (const callId of callIds) {
    const record = await runtime.call(callId).catch(() => undefined);
    if (record === undefined || record.phase === 'routing') continue;
    const {
      legs: _legs,
      timers: _timers,
      tasks: _tasks,
      pending: _pending,
      context: _context,
      ...row
    } = callView(record, true);
    stream.send('call', row);
  }
}

function sendSteps({ charts }: RouteParts, stream: EventStream, { call, entries, contextAfter }: NewSteps): void {
  const chart = call === undefined ? undefined : charts.of(call.flow.hash);
  const steps: StepView[] = entries.map((entry) =>
    stepView(entry, { call, chart, before: contextAfter(entry.seq - 1), after: contextAfter(entry.seq) }),
  );
  const last = steps.at(-1)?.seq;
  if (last !== undefined) stream.send('steps', steps, `${call?.callId ?? ''}:${last}`);
  if (call !== undefined) stream.send('state', callView(call, chart !== undefined));
}

/** Runs once for whatever is asked in the same moment. */
function coalesced(run: () => void): () => void {
  let isAsked = false;
  return () => {
    if (isAsked) return;
    isAsked = true;
    setImmediate(() => {
      isAsked = false;
      run();
    });
  };
}

const unknownCall = (callId: string): CallchartError =>
  new CallchartError('call.unknown', `There is no call ${callId} in this store.`, { details: { callId } });
