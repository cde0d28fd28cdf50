/**
 * The routes that show and steer calls. Whoever reaches them may do all that: they are behind a token, or on a port of
 * their own that no tunnel forwards.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import { callFacts } from '../replay/call-facts.ts';
import { recordCall } from '../replay/recorded-call.ts';
import { withoutSecrets } from '../replay/secrets.ts';
import type { Log } from '../runtime/log.ts';
import type { Receipt } from '../runtime/requests.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { type Answer, answer, errorAnswer, factsOf, refusal } from './answer.ts';
import { filterOf, nextPage } from './call-filter.ts';
import { viewOf } from './call-view.ts';
import { migrateCalls } from './migrate-route.ts';
import { pageSize, wholeNumber } from './page-size.ts';
import { invalid, personOf, readObject, refuseRest } from './request-body.ts';

/** What the routes work with. */
export interface CallRouteParts {
  readonly runtime: Runtime;
  /** Names of the Telnyx accounts that there are. */
  readonly accounts: readonly string[];
  readonly maxBodyBytes: number;
  readonly log: Log;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

type Route = (parts: CallRouteParts, request: Request, id: string) => Promise<Answer>;

const routes: readonly (readonly [method: 'GET' | 'POST', path: RegExp, route: Route])[] = [
  ['POST', /^\/calls$/, startCall],
  ['GET', /^\/calls$/, listCalls],
  ['GET', /^\/calls\/([^/]+)$/, showCall],
  ['GET', /^\/calls\/([^/]+)\/record$/, exportCall],
  ['POST', /^\/calls\/([^/]+)\/events$/, sendEvent],
  ['POST', /^\/calls\/([^/]+)\/hangup$/, hangUp],
  ['POST', /^\/calls\/([^/]+)\/resend$/, resend],
  ['POST', /^\/flows\/([^/]+)\/migrate$/, migrateCalls],
];

/** Whether a path is one of these routes. */
export const isCallPath = (path: string): boolean => routes.some(([, pattern]) => pattern.test(path));

/** Answers a request to one of these routes. */
export async function takeCallRequest(parts: CallRouteParts, request: Request): Promise<Answer> {
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

async function startCall({ runtime, accounts, maxBodyBytes }: CallRouteParts, request: Request): Promise<Answer> {
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

async function listCalls({ runtime, now }: CallRouteParts, request: Request): Promise<Answer> {
  const query = new URL(request.url).searchParams;
  const wantsFacts = query.get('facts') === 'true';
  if (wantsFacts) query.delete('facts');
  const filter = filterOf(query);
  const calls = await runtime.calls(filter);
  if (wantsFacts) {
    const records = await Promise.all(calls.map(({ callId }) => runtime.call(callId)));
    const facts = records.flatMap((record) => (record === undefined ? [] : [callFacts(record, now())]));
    return answer(200, { calls: facts, next: nextPage(calls, filter.limit) });
  }
  return answer(200, { calls, next: nextPage(calls, filter.limit) });
}

async function showCall({ runtime }: CallRouteParts, request: Request, callId: string): Promise<Answer> {
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

/** The call as a record that can be executed again. */
async function exportCall({ runtime }: CallRouteParts, request: Request, callId: string): Promise<Answer> {
  refuseRest(Object.fromEntries(new URL(request.url).searchParams), 'none');
  return answer(200, withoutSecrets(await recordCall(runtime, callId)));
}

async function sendEvent({ runtime, maxBodyBytes }: CallRouteParts, request: Request, callId: string): Promise<Answer> {
  const key = keyOf(request);
  const { type, payload, by, ...rest } = await readObject(request, maxBodyBytes);
  refuseRest(rest, 'type, payload, by');
  if (typeof type !== 'string') throw invalid('`type` must name an event that the flow declares.');
  if (payload !== undefined && !isObject(payload)) throw invalid('`payload` must be an object.');
  const sender = by === undefined ? {} : { by: personOf(by) };
  return receiptAnswer(await runtime.send(callId, { type, key, ...(payload !== undefined && { payload }), ...sender }));
}

async function hangUp({ runtime, maxBodyBytes }: CallRouteParts, request: Request, callId: string): Promise<Answer> {
  const key = keyOf(request);
  const { by = 'http', ...rest } = await readObject(request, maxBodyBytes);
  refuseRest(rest, 'by');
  return receiptAnswer(await runtime.hangup(callId, { key, by: personOf(by) }));
}

async function resend({ runtime, maxBodyBytes }: CallRouteParts, request: Request, callId: string): Promise<Answer> {
  const key = keyOf(request);
  const { command, by = 'http', ...rest } = await readObject(request, maxBodyBytes);
  refuseRest(rest, 'command, by');
  if (typeof command !== 'string') throw invalid('`command` must be the id of a command of this call.');
  return receiptAnswer(await runtime.resend(callId, { command, key, by: personOf(by) }));
}

/** Taken now, or before. */
const receiptAnswer = (receipt: Receipt): Answer => answer(receipt === 'duplicate' ? 200 : 202, { receipt });

function keyOf(request: Request): string {
  const key = request.headers.get('idempotency-key');
  if (key !== null && key.length > 0 && key.length <= 255) return key;
  throw new CallchartError(
    'request.key',
    'The header Idempotency-Key (1 to 255 characters) is needed: with it, a request that is repeated does nothing twice.',
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('The id in the path is not properly encoded.');
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const unknownAccount = (account: string, known: readonly string[]): CallchartError =>
  new CallchartError(
    'account.unknown',
    `There is no Telnyx account "${account}" here; there are ${known.join(', ')}.`,
    { details: { account, known } },
  );
