/**
 * The client for Telnyx Call Control. It sends each command once and says what became of it; it must not know calls,
 * flows or stores.
 */
import { type Clock, systemClock } from '../clock/clock.ts';
import { commandPath, commands } from '../telnyx/commands/registry.ts';
import { type AccountFacts, type AccountOptions, type ResolvedAccount, resolveAccounts } from './accounts.ts';
import type { Carrier, CommandOutcome, LegStatus } from './carrier.ts';
import { type Attempt, CommandError, type FailureFacts } from './command-error.ts';
import { type AnswerBody, createExchange, type ExchangeRequest, type ExchangeResult } from './exchange.ts';
import { failureIn } from './refusal.ts';
import { failureOfSilence, nameOfSilence } from './silence.ts';

/** What {@link createTelnyxClient} takes. What is missing comes from the environment. */
export interface TelnyxClientOptions extends AccountOptions {
  /** How long one attempt may take, from the request to the last byte of the answer, in milliseconds. Default 5,000. */
  readonly timeoutMs?: number | undefined;
  /** Instead of the platform's: a simulated carrier in the same process, or a proxy. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Instead of the machine's: for the timeout, and for a `retry-after` that is a date. */
  readonly clock?: Clock | undefined;
}

/** Telnyx, and which accounts there are. */
export interface TelnyxClient extends Carrier {
  /** All but the keys, by name. */
  readonly accounts: ReadonlyMap<string, AccountFacts>;
}

const defaultTimeoutMs = 5_000;

/**
 * Makes a client for Telnyx.
 *
 * The account `default` comes from the options, else from `TELNYX_API_KEY`, `TELNYX_BASE_URL`, `TELNYX_CONNECTION_ID`
 * and `TELNYX_PUBLIC_KEY`; further ones from `accounts`.
 *
 * @throws CallchartError `carrier.api_key`, `carrier.base_url` if an account is not usable.
 *
 * @example
 * ```ts
 * import { createTelnyxClient } from 'callchart/carrier';
 *
 * const client = createTelnyxClient({ apiKey: 'KEY...', accounts: { partner: { apiKey: 'KEY...' } } });
 * const outcome = await client.send({ command: 'answer', callControlId: 'v3:leg', body: {}, account: 'partner' });
 * if (!outcome.ok) console.error(outcome.error.reason, outcome.error.message);
 * ```
 */
export function createTelnyxClient(options: TelnyxClientOptions = {}): TelnyxClient {
  const accounts = resolveAccounts(options);
  const clock = options.clock ?? systemClock;
  const exchange = createExchange(options.fetch ?? globalThis.fetch, clock, options.timeoutMs ?? defaultTimeoutMs);

  async function attempt(
    what: Attempt,
    request: (account: ResolvedAccount) => ExchangeRequest,
  ): Promise<CommandOutcome> {
    const account = accounts.get(what.account);
    if (account === undefined) return { ok: false, error: unknownAccount(what, [...accounts.keys()]) };
    const result = await exchange(request(account));
    const error = errorIn(what, result, clock.now());
    return error === undefined ? { ok: true, data: dataIn(result) } : { ok: false, error };
  }

  return {
    accounts: new Map([...accounts].map(([name, { facts }]) => [name, facts])),
    send: ({ command, callControlId, body, account }) =>
      attempt({ operation: command, callControlId, account }, ({ apiKey, facts }) => ({
        method: commands[command].method,
        url: facts.baseUrl + commandPath(command, callControlId),
        apiKey,
        body,
      })),
    async status(callControlId, account) {
      const outcome = await attempt({ operation: 'status', callControlId, account }, ({ apiKey, facts }) => ({
        method: 'GET',
        url: facts.baseUrl + legPath(callControlId),
        apiKey,
      }));
      return readStatus(outcome, { operation: 'status', callControlId, account });
    },
  };
}

// The leg's own address is that of its commands without the action: one place knows how an id is written in a path.
function legPath(callControlId: string): string {
  return commandPath('answer', callControlId).replace(/\/actions\/answer$/, '');
}

function dataIn(result: ExchangeResult): Record<string, unknown> {
  const body: AnswerBody = result.answered ? result.body : { kind: 'none' };
  const data = body.kind === 'object' ? body.value['data'] : undefined;
  return typeof data === 'object' && data !== null ? { ...data } : {};
}

function readStatus(outcome: CommandOutcome, what: Attempt): LegStatus {
  if (!outcome.ok) {
    // A 404 without a code of Telnyx' is a wrong base URL, and no proof that anybody hung up.
    return outcome.error.reason === 'leg_ended' && outcome.error.telnyxCode !== undefined
      ? { alive: false }
      : { alive: undefined, unknown: true, error: outcome.error };
  }
  const { is_alive, call_leg_id, call_session_id, client_state } = outcome.data;
  if (is_alive === false) return { alive: false };
  if (is_alive !== true) return { alive: undefined, unknown: true, error: noStatus(what) };
  return {
    alive: true,
    callLegId: textOf(call_leg_id),
    callSessionId: textOf(call_session_id),
    clientState: textOf(client_state),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function errorIn(what: Attempt, result: ExchangeResult, nowMs: number): CommandError | undefined {
  if (!result.answered) {
    const failure = failureOfSilence(result.timedOut, result.cause);
    return new CommandError(what, silenceMessage(what, failure, result), failure, result.cause);
  }
  const failure = failureIn({ ...result, addressesLeg: what.callControlId !== undefined, nowMs });
  return failure && new CommandError(what, refusalMessage(what, failure), failure);
}

function unknownAccount(what: Attempt, names: readonly string[]): CommandError {
  const message = `${shown(what)} was not sent: there is no account "${what.account}", only ${names.join(', ')}.`;
  return new CommandError(what, message, { reason: 'unauthorized', retryable: false, outcomeUnknown: false });
}

function noStatus(what: Attempt): CommandError {
  const failure: FailureFacts = { reason: 'unknown_outcome', retryable: true, outcomeUnknown: true };
  return new CommandError(what, `${shown(what)}: the answer does not say whether the leg is alive.`, failure);
}

function silenceMessage(what: Attempt, failure: FailureFacts, result: ExchangeResult & { answered: false }): string {
  if (result.timedOut) return `${shown(what)} got no answer in time; it may have been carried out.`;
  const name = nameOfSilence(result.cause);
  return failure.reason === 'unreachable'
    ? `${shown(what)} was not sent: Telnyx cannot be reached (${name}). Check TELNYX_BASE_URL and the network.`
    : `${shown(what)} got no answer: the connection broke (${name}); it may have been carried out.`;
}

function refusalMessage(what: Attempt, { reason, status = 0, telnyxCode, title }: FailureFacts): string {
  const code = telnyxCode === undefined ? '' : `, code ${telnyxCode}`;
  const said = title === undefined ? '' : ` "${withoutNumbers(title)}"`;
  return `${shown(what)} was answered with ${status}${code}${said}.${remedy(reason, status)}`;
}

function remedy(reason: FailureFacts['reason'], status: number): string {
  if (reason === 'unauthorized') return ' Check the API key of the account, and that the call is on that account.';
  if (status >= 300 && status < 400) return ' Redirects are not followed: check TELNYX_BASE_URL.';
  if (status < 300 && reason === 'unknown_outcome') return ' That is not an answer of Telnyx: check TELNYX_BASE_URL.';
  return '';
}

function shown({ operation, callControlId, account }: Attempt): string {
  const leg = callControlId === undefined ? '' : ` on leg ${callControlId}`;
  return `${operation}${leg} (account ${account})`;
}

// Titles are Telnyx' names for errors; should one ever quote a number, it stays out of the logs.
function withoutNumbers(title: string): string {
  return title
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\+?\d[\d ()-]{4,}\d/g, '…')
    .slice(0, 200);
}
