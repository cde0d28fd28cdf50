/**
 * A server in this process, over real HTTP with a real key, with a recording server in Telnyx' place, and a way to post
 * webhooks to it as Telnyx does.
 */
import { generateKeyPairSync } from 'node:crypto';
import { type Flow, type LogLine, loadFlow, signWebhook } from 'callchart';
import { type RunningServer, type ServerOptions, startServer } from 'callchart/server';
import { type RecordedServer, startRecordedServer } from '../carrier/recorded-server.ts';
import { publishedFlows } from './published-flows.ts';

/** A key pair as an account has one. */
export function newKey(): { readonly privateKey: string; readonly publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64'),
  };
}

/** The key of the account `default` in these tests. */
export const key = newKey();

/** A token that can be one. */
export const token = 'a-token-of-some-length';

/** A server, what it logged, and what arrived at Telnyx. */
export interface Served extends RunningServer {
  readonly lines: readonly LogLine[];
  readonly telnyx: RecordedServer;
}

/** Starts a server on ports of the system's choice; by default with the flow `greeting` and a store in memory, unless the environment names others. */
export async function serve(
  options: Partial<ServerOptions> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const telnyx = await startRecordedServer();
  const lines: LogLine[] = [];
  const settings = {
    TELNYX_API_KEY: 'KEYtest',
    TELNYX_BASE_URL: telnyx.baseUrl,
    TELNYX_PUBLIC_KEY: key.publicKey,
    ...env,
  };
  const flows: readonly Flow[] = [loadFlow({ default: publishedFlows.greeting })];
  const log = (line: LogLine): void => void lines.push(line);
  try {
    const server = await startServer({
      flows,
      log,
      env: settings,
      ...(env['CALLCHART_STORE'] === undefined && { store: 'memory:' }),
      ...(env['PORT'] === undefined && { port: 0 }),
      ...options,
    });
    return {
      ...server,
      lines,
      telnyx,
      close: async () => {
        // Commands that are not answered would hold up the stop.
        await telnyx.close();
        await server.close();
      },
    };
  } catch (error) {
    await telnyx.close();
    throw error;
  }
}

/** An event as Telnyx wraps it. */
export function eventBody(
  type: string,
  { id = 'event-1', leg = 'v3:leg-1', ...payload }: Readonly<Record<string, unknown>> = {},
): string {
  const names = {
    call_control_id: leg,
    call_leg_id: `leg of ${String(leg)}`,
    call_session_id: `session of ${String(leg)}`,
  };
  return JSON.stringify({
    data: {
      record_type: 'event',
      event_type: type,
      id,
      occurred_at: '2026-01-01T00:00:00.000Z',
      payload: { ...names, ...payload },
    },
  });
}

/** An incoming call. */
export const incoming = (facts: Readonly<Record<string, unknown>> = {}): string =>
  eventBody('call.initiated', {
    direction: 'incoming',
    state: 'parked',
    from: '+15550100010',
    to: '+15550100011',
    connection_id: '2811212257810187875',
    client_state: null,
    ...facts,
  });

/** Headers that sign a body now. */
export const signed = (body: string, privateKey = key.privateKey): Record<string, string> => ({
  'content-type': 'application/json',
  ...signWebhook(privateKey, Date.now() / 1_000, body),
});

/** Posts a signed webhook. */
export function postWebhook(url: string, body: string, headers = signed(body)): Promise<Response> {
  return fetch(`${url}/webhooks/telnyx`, { method: 'POST', headers, body });
}

/** Status and JSON of an answer. */
export async function read(response: Response | Promise<Response>): Promise<{ status: number; body: unknown }> {
  const answered = await response;
  return { status: answered.status, body: await answered.json() };
}

/** The code of an answer's error. */
export async function refusalOf(response: Response | Promise<Response>): Promise<string> {
  const { status, body } = await read(response);
  return `${status} ${(body as { error?: { code: string } }).error?.code}`;
}

/** An answer's JSON object. */
export async function jsonOf(response: Response | Promise<Response>): Promise<Readonly<Record<string, unknown>>> {
  return (await read(response)).body as Readonly<Record<string, unknown>>;
}
