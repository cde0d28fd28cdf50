/**
 * The web face of a runtime, as functions from a web-standard request to its answer: they mount in any server. The
 * public one is for Telnyx; the control one steers calls, and without a token must never be reachable from outside.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import { type Log, silentLog } from '../runtime/log.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Verifier } from '../telnyx/signature.ts';
import { answer, refusal } from './answer.ts';
import { refuseWithout } from './bearer.ts';
import { isCallPath, takeCallRequest } from './call-routes.ts';
import { takeWebhook } from './webhook-route.ts';

/** Answers one request. */
export type Handler = (request: Request) => Promise<Response>;

/** What the handlers work with. */
export interface HandlerOptions {
  readonly runtime: Runtime;
  /** Verifies webhooks: one verifier, or one per account by the account's name. */
  readonly verifiers: Verifier | Readonly<Record<string, Verifier>>;
  /** Bearer token, at least 16 characters: with it, the call routes are on the public handler. */
  readonly token?: string | undefined;
  readonly log?: Log;
  /** Largest body, in bytes. Default and least 1 048 576. */
  readonly maxBodyBytes?: number;
  /** How long a webhook's commit may take before 503 is answered, in milliseconds. Default 1 700. */
  readonly commitMs?: number;
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
const leastTokenLength = 16;

/**
 * Makes the handlers.
 *
 * @throws CallchartError `server.token` if the token is too short to be one
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
  const { runtime, token, log = silentLog } = options;
  if (token !== undefined && token.length < leastTokenLength)
    throw new CallchartError('server.token', `The token is too short: use ${leastTokenLength} characters or more.`);
  const maxBodyBytes = Math.max(options.maxBodyBytes ?? leastBodyBytes, leastBodyBytes);
  const verifiers = byAccount(options.verifiers);
  const webhooks = { runtime, verifiers, maxBodyBytes, commitMs: options.commitMs ?? 1_700, log };
  const calls = { runtime, maxBodyBytes };
  return {
    public: async (request) => {
      const path = new URL(request.url).pathname;
      if (path === webhookPath) return takeWebhook(webhooks, request);
      if (path === '/healthz' || path === '/readyz') return health(runtime, path, request);
      if (token === undefined || !isCallPath(path)) return notFound(path);
      return refuseWithout(token, request) ?? takeCallRequest(calls, request);
    },
    control: async (request) => {
      const path = new URL(request.url).pathname;
      if (path === '/healthz' || path === '/readyz') return health(runtime, path, request);
      if (!isCallPath(path)) return notFound(path);
      return refuseForeign(request) ?? takeCallRequest(calls, request);
    },
  };
}

/** A page in the operator's browser must not steer calls: not from another origin, not through a name of its own. */
function refuseForeign(request: Request): Response | undefined {
  const host = request.headers.get('host')?.replace(/:\d+$/, '') ?? new URL(request.url).hostname;
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(host);
  if (isLoopback && request.headers.get('origin') === null) return undefined;
  return refusal(403, 'request.foreign', 'This port takes requests from this machine only, and none from web pages.');
}

async function health(runtime: Runtime, path: string, request: Request): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refusal(405, 'request.method', 'GET is possible here.', { allow: 'GET, HEAD' });
  if (path === '/healthz') return answer(200, { ok: true });
  const ready = await runtime.ready().catch(() => false);
  return answer(ready ? 200 : 503, { ready }, ready ? {} : { 'retry-after': '1' });
}

const notFound = (path: string): Response => refusal(404, 'request.path', `There is nothing at ${path.slice(0, 200)}.`);

function byAccount(verifiers: HandlerOptions['verifiers']): Readonly<Record<string, Verifier>> {
  return isVerifier(verifiers) ? { default: verifiers } : verifiers;
}

const isVerifier = (value: HandlerOptions['verifiers']): value is Verifier => typeof value['verify'] === 'function';
