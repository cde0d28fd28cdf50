/**
 * What `callchart doctor` checks of one Telnyx account: its keys, its connection, where its webhooks go. Each finding
 * says what to do.
 */
import { z } from 'zod';
import type { ResolvedAccount } from '../carrier/accounts.ts';
import { webhookPath } from '../server/handlers.ts';
import { createVerifier } from '../telnyx/signature.ts';
import { broken, type Finding, ok, skip, warn } from './doctor-finding.ts';
import { messageOf } from './machine-checks.ts';
import { type ApiAnswer, CallControlApplication, readApi, reasonOf } from './telnyx-api.ts';

// Signatures older or newer than 300 s are refused (Telnyx docs: webhook fundamentals); half of that is a warning.
const worryingSkewMs = 150_000;
const reachMs = 5_000;

/** Everything about one account. */
export async function checkAccount({ facts, apiKey }: ResolvedAccount): Promise<readonly Finding[]> {
  const { baseUrl, connectionId, publicKey } = facts;
  const key = checkPublicKey(publicKey);
  const path =
    connectionId === undefined
      ? '/call_control_applications?page[size]=20'
      : `/call_control_applications/${encodeURIComponent(connectionId)}`;
  const answer = await readApi(baseUrl, path, apiKey);
  const reached = checkAnswer(answer, baseUrl);
  if (reached.result !== 'ok') return [key, reached, skip('The connection: nothing could be asked')];
  const clock = checkClock(answer);
  if (connectionId === undefined) return [key, reached, ...clock, nameOne(answer)];
  return [key, reached, ...clock, ...(await checkConnection(connectionId, answer))];
}

/** Whether webhooks can be verified with it. */
export function checkPublicKey(publicKey: string | undefined): Finding {
  const remedy = 'Copy it from Mission Control: Account settings, Keys and credentials, Public key.';
  if (publicKey === undefined) return broken('TELNYX_PUBLIC_KEY is not set: no webhook can be verified', remedy);
  try {
    createVerifier({ publicKey });
    return ok('The public key is an Ed25519 key');
  } catch (error) {
    return broken(`The public key is none: ${messageOf(error)}`, remedy);
  }
}

function checkAnswer(answer: ApiAnswer, baseUrl: string): Finding {
  if (answer.status === undefined)
    return broken(`${baseUrl} cannot be reached: ${answer.why}`, 'Check TELNYX_BASE_URL, the network and its proxy.');
  if (answer.status === 401 || answer.status === 403)
    return broken(
      `Telnyx refuses the API key (${answer.status})`,
      'Make a new one in Mission Control, Keys and credentials, API keys, and set TELNYX_API_KEY.',
    );
  if (answer.status === 404 || (answer.status >= 200 && answer.status < 300 && isObject(answer.body)))
    return ok(`${baseUrl} answers and accepts the API key`);
  return broken(
    `${baseUrl} answered ${answer.status}, which Telnyx does not`,
    'Check TELNYX_BASE_URL: it ends in /v2. If it is right, try again later: status.telnyx.com.',
  );
}

function checkClock(answer: ApiAnswer): readonly Finding[] {
  if (answer.status === undefined || answer.dateMs === undefined) return [];
  const skewMs = Math.abs(Date.now() - answer.dateMs);
  if (skewMs <= worryingSkewMs) return [ok("This machine's clock agrees with Telnyx'")];
  const what = `This machine's clock is ${Math.round(skewMs / 1_000)} s off: signatures will be refused`;
  return [broken(what, 'Set the clock, and keep it set (NTP).')];
}

/** Without a connection id calls come in all the same; dials from outside have nothing to go out by. */
function nameOne(answer: ApiAnswer): Finding {
  const list = z.looseObject({ data: z.array(CallControlApplication) }).safeParse(bodyOf(answer));
  const names = (list.data?.data ?? []).map(({ id, application_name: name }) => `${id} (${name ?? 'no name'})`);
  return warn(
    'TELNYX_CONNECTION_ID is not set: calls that begin with a dial have no connection',
    names.length > 0
      ? `Set it to one of ${names.join(', ')}.`
      : 'Make a Call Control application in Mission Control, Voice, Programmable Voice, and set its id.',
  );
}

async function checkConnection(id: string, answer: ApiAnswer): Promise<readonly Finding[]> {
  const where = 'Mission Control, Voice, Programmable Voice';
  if (answer.status === 404)
    return [broken(`There is no Call Control application ${id}`, `Take its id from ${where}.`)];
  const parsed = z.looseObject({ data: CallControlApplication }).safeParse(bodyOf(answer));
  if (!parsed.success)
    return [broken(`The answer for connection ${id} is no Call Control application`, 'Check TELNYX_BASE_URL.')];
  const application = parsed.data.data;
  const name = `Connection ${id} (${application.application_name ?? 'no name'})`;
  return [
    application.active === false ? broken(`${name} is not active`, `Switch it on in ${where}.`) : ok(`${name} exists`),
    checkVersion(application),
    ...(await checkWebhookUrl(application.webhook_event_url ?? undefined)),
    checkProfile(application),
  ];
}

function checkVersion({ webhook_api_version: version }: CallControlApplication): Finding {
  if (version === '2') return ok('It sends webhooks of API version 2');
  return broken(
    `It sends webhooks of API version ${version ?? 'unknown'}, which are not understood here`,
    'Set webhook_api_version to "2" on the application (through the API it is "1" unless asked for).',
  );
}

function checkProfile({ outbound }: CallControlApplication): Finding {
  const profile = outbound?.outbound_voice_profile_id ?? '';
  if (profile !== '') return ok('It has an outbound voice profile');
  return warn('It has no outbound voice profile: dial and transfer to numbers fail', 'Assign one to the application.');
}

async function checkWebhookUrl(text: string | undefined): Promise<readonly Finding[]> {
  const remedy = `Set the application's webhook URL to https://<your host>${webhookPath}.`;
  if (text === undefined || text === '') return [broken('It has no webhook URL: no call is ever heard of', remedy)];
  if (!URL.canParse(text)) return [broken(`Its webhook URL "${text}" is none`, remedy)];
  const url = new URL(text);
  const path =
    url.pathname === webhookPath
      ? ok(`Its webhook URL is ${text}`)
      : warn(`Its webhook URL is ${text}, and callchart serve takes webhooks in at ${webhookPath}`, remedy);
  return [path, await checkReach(url)];
}

/** Whether the webhook URL leads to a server of ours. It may not run yet, so this is never broken. */
async function checkReach(url: URL): Promise<Finding> {
  const health = new URL('/healthz', url).href;
  const remedy = 'Start callchart serve and the tunnel or proxy before it, and look again.';
  try {
    const response = await fetch(health, { signal: AbortSignal.timeout(reachMs), redirect: 'manual' });
    const body = (await response.json()) as { readonly ok?: unknown };
    if (body.ok === true) return ok(`${url.origin} leads to a callchart server`);
    return warn(`${health} is answered by something else`, remedy);
  } catch (error) {
    const why = error instanceof SyntaxError ? 'something else answers' : reasonOf(error);
    return warn(`${url.origin} does not lead to a callchart server from here: ${why}`, remedy);
  }
}

const bodyOf = (answer: ApiAnswer): unknown => (answer.status === undefined ? undefined : answer.body);

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;
