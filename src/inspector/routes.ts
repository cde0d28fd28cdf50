/**
 * What the inspector's pages ask for, route by route. Who may ask was settled before.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { recordAsTest } from '../replay/record-as-test.ts';
import { recordCall } from '../replay/recorded-call.ts';
import type { CallFilter } from '../stores/store.ts';
import { callView } from './call-view.ts';
import type { Charts } from './charts.ts';
import type { EventStream } from './event-stream.ts';
import type { Hub, NewSteps } from './hub.ts';
import type { Phone } from './phone.ts';
import { RowFeed } from './row-feed.ts';
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

const mostRows = 1_000;
// That many calls are looked through for a number.
const mostPages = 20;

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
  return number === undefined ? runtime.calls(filter) : callsWith(number, runtime, filter);
}

/** A part of a number, or of an id, is enough for a person; a store looks for whole ones. */
async function callsWith(part: string, runtime: Runtime, filter: CallFilter): Promise<readonly CallRow[]> {
  const found: CallRow[] = [];
  let before: CallFilter['before'];
  for (let page = 0; page < mostPages && found.length < mostRows; page += 1) {
    const calls = await runtime.calls({ ...filter, ...(before !== undefined && { before }) });
    found.push(
      ...calls.filter(({ from, to, callId }) => [from, to, callId].some((one) => one?.includes(part) === true)),
    );
    before = calls.at(-1);
    if (calls.length < mostRows) break;
  }
  return found.slice(0, mostRows);
}

/** The chart of a structure: the picture, or what an outline is made of. */
export async function showChart({ charts }: RouteParts, hash: string): Promise<unknown> {
  const chart = charts.of(hash);
  if (chart === undefined) throw new CallchartError('chart.unknown', 'That version of the flow is not loaded here.');
  return charts.isOutline(chart) ? { chart } : { chart, svg: await charts.picture(hash) };
}

/** A call as a test, for as long as its journal tells how it began. */
export async function showTest({ runtime }: RouteParts, callId: string): Promise<unknown> {
  const source = {
    call: (id: string) => runtime.call(id),
    journal: (id: string, after?: number, limit?: number) => runtime.journal(id, after, limit),
  };
  return { text: recordAsTest(await recordCall(source, callId), './flow.ts') };
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
  const rows = new RowFeed(runtime, stream);
  const stop = hub.watch({
    callId,
    after,
    moved: (id, record) => rows.moved(id, record),
    stepped: (steps) => sendSteps(parts, stream, steps),
    repeated: (ids) => stream.send('repeats', ids),
  });
  stream.onEnd(stop);
  if (phone === undefined) return;
  const show = coalesced(() => stream.send('phone', phone.view()));
  show();
  stream.onEnd(phone.watch(show));
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
