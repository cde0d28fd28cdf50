/**
 * The routes that show and steer calls. Whoever reaches them may do all that: they are behind a token, or on a port of
 * their own that no tunnel forwards.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import type { Log } from '../runtime/log.ts';
import type { Receipt } from '../runtime/requests.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { answer, errorAnswer, factsOf, refusal } from './answer.ts';
import { filterOf, nextPage } from './call-filter.ts';
import { viewOf, withoutSecrets } from './call-view.ts';
import { pageSize, wholeNumber } from './page-size.ts';
import { readObject } from './request-body.ts';

/** What the routes work with. */
export interface CallRouteParts {
  readonly runtime: Runtime;
  /** Names of the Telnyx accounts that there are. */
  readonly accounts: readonly string[];
  readonly maxBodyBytes: number;
  readonly log: Log;
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
    const answered = errorAnswer(error);
    if (answered.status >= 500)
      parts.log({ level: 'error', message: 'a request failed', status: answered.status, ...factsOf(error) });
    return answered;
  }
}

async function startCall({ runtime, accounts, maxBodyBytes }: CallRouteParts, request: Request): Promise<Response> {
  const key = keyOf(request);
  const { flow, input, account, ...rest } = await readObject(request, maxBodyBytes);
  refuseRest(rest, 'flow, input, account');
  if (typeof flow !== 'string') throw invalid('`flow` must name a loaded flow.');
  if (input !== undefined && !isObject(input)) throw invalid('`input` must be an object.');
  if (account !== undefined && typeof account !== 'string') throw invalid('`account` must be the name of an account.');
  if (account !== undefined && !accounts.includes(account)) throw unknownAccount(account, accounts);
  const started = await runtime.startCall({
    flow,
    key,
    ...(input !== undefined && { input }),
    ...(account !== undefined && { account }),
  });
  return answer(started.duplicate ? 200 : 201, started, { location: `/calls/${encodeURIComponent(started.callId)}` });
}

async function listCalls({ runtime }: CallRouteParts, request: Request): Promise<Response> {
  const filter = filterOf(new URL(request.url).searchParams);
  const calls = await runtime.calls(filter);
  return answer(200, { calls, next: nextPage(calls, filter.limit) });
}

async function showCall({ runtime }: CallRouteParts, request: Request, callId: string): Promise<Response> {
  const { after = '0', limit, ...rest } = Object.fromEntries(new URL(request.url).searchParams);
  refuseRest(rest, 'after, limit');
  const [from, size] = [wholeNumber(after, 'after'), pageSize(limit)];
  const record = await runtime.call(callId);
  if (record === undefined)
    throw new CallchartError('call.unknown', `There is no call ${callId} in this store.`, { details: { callId } });
  const journal = await runtime.journal(callId, from, size);
  const next = journal.length === size ? journal.at(-1)?.seq : undefined;
  return answer(200, { call: viewOf(record), journal: withoutSecrets(journal), next });
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
  return receiptAnswer(await runtime.send(callId, { type, key, ...(payload !== undefined && { payload }) }));
}

async function hangUp({ runtime, maxBodyBytes }: CallRouteParts, request: Request, callId: string): Promise<Response> {
  const key = keyOf(request);
  const { by = 'http', ...rest } = await readObject(request, maxBodyBytes);
  refuseRest(rest, 'by');
  if (typeof by !== 'string' || by === '' || by.length > 255)
    throw invalid('`by` must say in 1 to 255 characters who asks, for the journal.');
  return receiptAnswer(await runtime.hangup(callId, { key, by }));
}

/** Taken now, or before. */
const receiptAnswer = (receipt: Receipt): Response => answer(receipt === 'duplicate' ? 200 : 202, { receipt });

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
  if (unknown !== undefined) throw invalid(`\`${unknown.slice(0, 100)}\` is not known here; there are ${known}.`);
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

const unknownAccount = (account: string, known: readonly string[]): CallchartError =>
  new CallchartError(
    'account.unknown',
    `There is no Telnyx account "${account}" here; there are ${known.join(', ')}.`,
    { details: { account, known } },
  );
