/**
 * The routes that show and steer calls. Whoever reaches them may do all that: they are behind a token, or on a port of
 * their own that no tunnel forwards.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { CallFilter, CallRecord, CallSummary } from '../stores/store.ts';
import { answer, errorAnswer, refusal } from './answer.ts';
import { readObject } from './request-body.ts';

/** What the routes work with. */
export interface CallRouteParts {
  readonly runtime: Runtime;
  readonly maxBodyBytes: number;
}

type Route = (parts: CallRouteParts, request: Request, callId: string) => Promise<Response>;

const routes: readonly (readonly [method: 'GET' | 'POST', path: RegExp, route: Route])[] = [
  ['POST', /^\/calls$/, startCall],
  ['GET', /^\/calls$/, listCalls],
  ['GET', /^\/calls\/([^/]+)$/, showCall],
  ['POST', /^\/calls\/([^/]+)\/events$/, sendEvent],
  ['POST', /^\/calls\/([^/]+)\/hangup$/, hangUp],
];

/** Whether a path is one of these routes. */
export const isCallPath = (path: string): boolean => routes.some(([, pattern]) => pattern.test(path));

/** Answers a request to one of these routes. */
export async function takeCallRequest(parts: CallRouteParts, request: Request): Promise<Response> {
  const path = new URL(request.url).pathname;
  const fitting = routes.filter(([, pattern]) => pattern.test(path));
  const found = fitting.find(([method]) => method === request.method);
  if (found === undefined) {
    const allow = fitting.map(([method]) => method).join(', ');
    return refusal(405, 'request.method', `${request.method} is not possible here; ${allow} is.`, { allow });
  }
  try {
    return await found[2](parts, request, decode(found[1].exec(path)?.[1] ?? ''));
  } catch (error) {
    return errorAnswer(error);
  }
}

async function startCall({ runtime, maxBodyBytes }: CallRouteParts, request: Request): Promise<Response> {
  const key = keyOf(request);
  const { flow, input, account, ...rest } = await readObject(request, maxBodyBytes);
  refuseRest(rest, 'flow, input, account');
  if (typeof flow !== 'string') throw invalid('`flow` must name a loaded flow.');
  if (input !== undefined && !isObject(input)) throw invalid('`input` must be an object.');
  if (account !== undefined && typeof account !== 'string') throw invalid('`account` must be the name of an account.');
  const started = await runtime.startCall({
    flow,
    key,
    ...(input !== undefined && { input }),
    ...(account !== undefined && { account }),
  });
  return answer(started.duplicate ? 200 : 201, started, { location: `/calls/${encodeURIComponent(started.callId)}` });
}

async function listCalls({ runtime }: CallRouteParts, request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const calls = await runtime.calls(filterOf(query));
  const limit = Number(query.get('limit') ?? 100);
  const last = calls.at(-1);
  const next = last !== undefined && calls.length === limit ? `${last.createdAt}.${last.callId}` : undefined;
  return answer(200, { calls, next });
}

async function showCall({ runtime }: CallRouteParts, request: Request, callId: string): Promise<Response> {
  const record = await runtime.call(callId);
  if (record === undefined) throw unknownCall(callId);
  const after = wholeNumber(new URL(request.url).searchParams.get('after') ?? '0', 'after');
  return answer(200, { call: viewOf(record), journal: await runtime.journal(callId, after) });
}

async function sendEvent(
  { runtime, maxBodyBytes }: CallRouteParts,
  request: Request,
  callId: string,
): Promise<Response> {
  const key = keyOf(request);
  const { type, payload, ...rest } = await readObject(request, maxBodyBytes);
  refuseRest(rest, 'type, payload');
  if (typeof type !== 'string') throw invalid('`type` must name an event that the flow declares.');
  if (payload !== undefined && !isObject(payload)) throw invalid('`payload` must be an object.');
  return answer(202, { receipt: await runtime.send(callId, { type, key, ...(payload !== undefined && { payload }) }) });
}

async function hangUp({ runtime }: CallRouteParts, request: Request, callId: string): Promise<Response> {
  const by = request.headers.get('x-callchart-by') ?? 'http';
  return answer(202, { receipt: await runtime.hangup(callId, { key: keyOf(request), by: by.slice(0, 255) }) });
}

/** A call as it is shown. */
function viewOf(record: CallRecord): unknown {
  if (record.phase === 'routing') return record;
  const { machine, ...rest } = record;
  return { ...rest, value: machine.value, status: machine.status, context: machine.context, output: machine.output };
}

function filterOf(query: URLSearchParams): CallFilter {
  const text = (name: string): string | undefined => query.get(name) ?? undefined;
  const flow = text('flow');
  const number = text('number');
  const phase = text('phase');
  const since = text('since');
  const before = text('before');
  return {
    limit: bounded(wholeNumber(query.get('limit') ?? '100', 'limit'), 1, 1_000, 'limit'),
    ...(flow !== undefined && { flow }),
    ...(number !== undefined && { number }),
    ...(phase !== undefined && { phase: phaseOf(phase) }),
    ...(query.get('open') === 'true' && { open: true }),
    ...(since !== undefined && { since: timeOf(since) }),
    ...(before !== undefined && { before: cursorOf(before) }),
  };
}

const phases: readonly string[] = ['routing', 'active', 'finishing', 'fallback', 'late', 'closed'];

function phaseOf(text: string): CallSummary['phase'] {
  if (phases.includes(text)) return text as CallSummary['phase'];
  throw invalid(`\`phase\` must be one of ${phases.join(', ')}.`);
}

function timeOf(text: string): number {
  const at = /^\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isFinite(at)) return at;
  throw invalid('`since` must be a time: ISO 8601, or milliseconds since 1970.');
}

function cursorOf(text: string): { createdAt: number; callId: string } {
  const [, createdAt, callId] = /^(\d+)\.(.+)$/.exec(text) ?? [];
  if (createdAt === undefined || callId === undefined) throw invalid('`before` must be the `next` of the page before.');
  return { createdAt: Number(createdAt), callId };
}

function wholeNumber(text: string, name: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw invalid(`\`${name}\` must be a whole number.`);
}

function bounded(value: number, least: number, most: number, name: string): number {
  if (value >= least && value <= most) return value;
  throw invalid(`\`${name}\` must be ${least} to ${most}.`);
}

function keyOf(request: Request): string {
  const key = request.headers.get('idempotency-key');
  if (key !== null && key.length > 0 && key.length <= 255) return key;
  throw new CallchartError(
    'request.key',
    'The header Idempotency-Key (1 to 255 characters) is needed: with it, a request that is repeated does nothing twice.',
  );
}

function refuseRest(rest: Readonly<Record<string, unknown>>, known: string): void {
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw invalid(`\`${unknown}\` is not known here; there are ${known}.`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('The id of the call is not properly encoded.');
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const invalid = (message: string): CallchartError => new CallchartError('request.invalid', message);

const unknownCall = (callId: string): CallchartError =>
  new CallchartError('call.unknown', `There is no call ${callId} in this store.`, { details: { callId } });
