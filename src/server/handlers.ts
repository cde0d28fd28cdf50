/**
 * The web face of a runtime, as functions from a web-standard request to its answer: they mount in any server. The
 * public one is for Telnyx; the control one steers calls, and without a token must never be reachable from outside.
 */
import { type Log, silentLog } from '../runtime/log.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Verifier } from '../telnyx/signature.ts';
import { type Answer, answer, factsOf, laterAnswer, refusal, responseOf, retryLater } from './answer.ts';
import { ArrivalOrder } from './arrival-order.ts';
import { checkToken, refuseWithout } from './bearer.ts';
import { isCallPath, takeCallRequest } from './call-routes.ts';
import { within } from './time-limit.ts';
import { withDirectWebhooks } from './direct-webhooks.ts';
import { readBody } from './request-body.ts';
import { type Arrival, takeWebhook } from './webhook-route.ts';

/** Answers one request. It never rejects. */
export type Handler = (request: Request) => Promise<Response>;

/** What the handlers work with. */
export interface HandlerOptions {
  readonly runtime: Runtime;
  /** Verifies webhooks: one verifier (of the account `default`), or one per account by the account's name. */
  readonly verifiers: Verifier | Readonly<Record<string, Verifier>>;
  /** Bearer token, at least 16 characters: with it, the call routes are on the public handler. */
  readonly token?: string | undefined;
  readonly log?: Log | undefined;
  /** Largest body, in bytes. Default and least 1 048 576. */
  readonly maxBodyBytes?: number | undefined;
  /** How long storing a webhook may take before 503 is answered, in milliseconds. Default 1 500; Telnyx waits 2 000. */
  readonly commitMs?: number | undefined;
  /** Milliseconds since the epoch, for how long a silence has lasted. Default the machine's clock. */
  readonly now?: (() => number) | undefined;
}

/** The two handlers. */
export interface Handlers {
  /** `POST /webhooks/telnyx`, `GET /healthz`, `GET /readyz`; with a token the call routes too. */
  readonly public: Handler;
  /** The call routes, without a token: only for a loopback port of its own. */
  readonly control: Handler;
}

/** The path of Telnyx' webhooks. */
export const webhookPath = '/webhooks/telnyx';

const leastBodyBytes = 1_048_576;
const usualCommitMs = 1_500;

/**
 * Makes the handlers.
 *
 * The call routes are `POST /calls` (`{ flow, input?, account? }`), `GET /calls` (`flow`, `phase`, `open`, `number`,
 * `since`, `limit`, `before`, `facts`), `GET /calls/:id` (`after`, `limit` of its journal), `GET /calls/:id/record` (what
 * `callchart export` writes), `POST /calls/:id/events` (`{ type, payload?, by? }`), `POST /calls/:id/hangup` (`{ by? }`)
 * and `POST /calls/:id/resend` (`{ command, by? }`); these POSTs take an `Idempotency-Key` header.
 * `POST /flows/:id/migrate` (`{ to, dryRun?, by?, hash?, after? }`) moves live calls to another version.
 *
 * @throws CallchartError `server.token` if the token cannot be one
 * @example
 * ```ts
 * import { createVerifier, type Runtime } from 'callchart';
 * import { createHandlers } from 'callchart/server';
 *
 * const mount = (runtime: Runtime, publicKey: string) =>
 *   createHandlers({ runtime, verifiers: createVerifier({ publicKey }) }).public;
 * ```
 */
export function createHandlers(options: HandlerOptions): Handlers {
  const { runtime, log = silentLog, commitMs = usualCommitMs } = options;
  const token = options.token === undefined ? undefined : checkToken(options.token);
  const maxBodyBytes = Math.max(options.maxBodyBytes ?? leastBodyBytes, leastBodyBytes);
  const verifiers = byAccount(options.verifiers);
  const webhooks = { runtime, verifiers, order: new ArrivalOrder(), maxBodyBytes, commitMs, log };
  const calls = { runtime, accounts: Object.keys(verifiers), maxBodyBytes, log, now: options.now ?? Date.now };
  const health = (path: string, request: Request): Promise<Answer> => healthOf(runtime, commitMs, path, request);
  const take = (arrival: Arrival): Promise<Answer> => guarded(log, () => takeWebhook(webhooks, arrival));
  const open = toHandler(log, async (path, request) => {
    if (isWebhookPath(path)) return takeWebhook(webhooks, arrivalOf(request));
    if (isHealthPath(path)) return health(path, request);
    if (token === undefined || !isCallPath(path)) return notFound(path);
    return refuseWithout(token, request) ?? takeCallRequest(calls, request);
  });
  return {
    public: withDirectWebhooks(open, take),
    control: toHandler(log, async (path, request) => {
      const refused = refuseForeign(request);
      if (refused !== undefined) return refused;
      if (isHealthPath(path)) return health(path, request);
      return isCallPath(path) ? takeCallRequest(calls, request) : notFound(path);
    }),
  };
}

/** Whether a path is that of webhooks. Applications are configured by hand: a slash at the end loses no call. */
export const isWebhookPath = (path: string): boolean => path === webhookPath || path === `${webhookPath}/`;

const arrivalOf = (request: Request): Arrival => ({
  method: request.method,
  headers: request.headers,
  read: (maxBytes) => readBody(request, maxBytes),
});

type Route = (path: string, request: Request) => Promise<Answer>;

const toHandler =
  (log: Log, route: Route): Handler =>
  async (request) =>
    responseOf(await guarded(log, () => route(new URL(request.url).pathname, request)));

/** A mistake of ours is an answer too: whoever asked may try again. */
async function guarded(log: Log, route: () => Promise<Answer>): Promise<Answer> {
  try {
    return await route();
  } catch (error) {
    log({ level: 'error', message: 'a request failed', status: 503, ...factsOf(error) });
    return laterAnswer(error);
  }
}

/** A page in the operator's browser must not steer calls: not from another origin, not through a name of its own. */
function refuseForeign(request: Request): Answer | undefined {
  const host = request.headers.get('host')?.replace(/:\d+$/, '') ?? new URL(request.url).hostname;
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(host);
  if (isLoopback && request.headers.get('origin') === null) return undefined;
  return refusal(403, 'request.foreign', 'This port takes requests from this machine only, and none from web pages.');
}

const isHealthPath = (path: string): boolean => path === '/healthz' || path === '/readyz';

/** `/healthz`: the process answers. `/readyz`: it takes webhooks. */
async function healthOf(runtime: Runtime, ms: number, path: string, request: Request): Promise<Answer> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refusal(405, 'request.method', 'GET is possible here.', { allow: 'GET, HEAD' });
  if (path === '/healthz') return answer(200, { ok: true });
  const asked = runtime.ready().catch(() => false);
  const ready = await within(ms, asked, () => false);
  return answer(ready ? 200 : 503, { ready }, ready ? {} : retryLater);
}

const notFound = (path: string): Answer =>
  refusal(
    404,
    'request.path',
    `There is nothing at ${path.slice(0, 200)}. Webhooks go to ${webhookPath}; the call routes are on the control port, ` +
      'or here when the server has a token.',
  );

function byAccount(verifiers: HandlerOptions['verifiers']): Readonly<Record<string, Verifier>> {
  return isVerifier(verifiers) ? { default: verifiers } : verifiers;
}

const isVerifier = (value: HandlerOptions['verifiers']): value is Verifier => typeof value['verify'] === 'function';
