/**
 * The Telnyx API as far as calls need it: routes, authentication, params, repeats, faults, and the time an answer takes.
 * What a command does to a leg is in its handler. Source: Telnyx OpenAPI; Telnyx docs, Sending commands.
 */
import { commands, type CommandName, type CommandParams } from '../telnyx/commands/index.ts';
import { answerRead, isForgotten } from './api-reads.ts';
import type { Carrier, LegCommand } from './commands/command.ts';
import { answerConference } from './commands/conference-commands.ts';
import { Dialler, type DialLimits } from './commands/dial-command.ts';
import { carryOut, refusedByState } from './commands/table.ts';
import type { CommandFault } from './faults.ts';
import { gist, type LadderEntry } from './ladder.ts';
import type { Leg } from './leg.ts';
import { checkParams } from './param-problem.ts';
import { type Problem, problem, problemBody } from './problem.ts';
import { drawMs } from './timing.ts';

/** How long a leg remembers a command_id (Telnyx docs: receiving webhooks). */
const commandIdMemoryMs = 60_000;
/** How long a caller of the API waits for an answer that never comes, if it says nothing itself [X]. */
const noAnswerMs = 30_000;

/** What an account is allowed to do. */
export interface AccountRules extends DialLimits {
  /** The bearer key; undefined: any. */
  readonly apiKey: string | undefined;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

const actions = new Map<string, LegCommand>();
for (const spec of Object.values(commands)) {
  if (spec.name !== 'dial') actions.set(`${spec.method} ${spec.action}`, spec.name);
}

/** The API of one simulation. */
export class Api {
  readonly #carrier: Carrier;
  readonly #rules: AccountRules;
  readonly #dialler: Dialler;
  readonly #dialIds = new Map<string, { readonly at: number; readonly body: unknown }>();
  readonly #requests = new Map<Leg | undefined, number>();
  #underWay = 0;
  /** Of those, the ones whose answer the clock holds back. */
  #waiting = 0;

  constructor(carrier: Carrier, rules: AccountRules) {
    this.#carrier = carrier;
    this.#rules = rules;
    this.#dialler = new Dialler(rules);
  }

  /** How many requests have no answer yet. */
  get underWay(): number {
    return this.#underWay;
  }

  /** How many of them go on without the clock being turned. */
  get inProgress(): number {
    return this.#underWay - this.#waiting;
  }

  /** Answers a request as the Telnyx API does; rejects, as fetch does, when no answer comes. */
  async fetch(request: Request): Promise<Response> {
    this.#underWay += 1;
    try {
      return await this.#answer(request);
    } finally {
      this.#underWay -= 1;
    }
  }

  async #answer(request: Request): Promise<Response> {
    const { world } = this.#carrier;
    const path = decodeURIComponent(new URL(request.url).pathname).replace(/^\/v2(?=\/)/, '');
    const text = request.method === 'GET' ? '' : await request.text();
    if (world.faults.isNetworkDown(world.now())) throw refusedConnection();
    if (path.startsWith('/recordings/')) return this.#recording(path);
    const command = commandOf(request.method, path);
    const leg = command?.leg === undefined ? undefined : world.leg(command.leg);
    const random = (leg?.random ?? world.random).fork(`request ${this.#countRequest(leg)}`);
    const answeredInMs = drawMs(
      random,
      command?.name === 'dial' ? world.timing.dialAnswer : world.timing.commandAnswer,
    );
    const fault = command && world.faults.onCommand(command.name, leg?.name);
    const entry = this.#note(request.method, path, command?.name, leg);
    const params = parseBody(text);
    entry.body = params;
    entry.detail = gist(params);
    if (fault !== undefined && fault !== 'answer lost') return this.#fail(request, fault, entry, answeredInMs);
    const reply = this.#reply(request, path, command?.name, leg, params, answeredInMs);
    entry.status = reply.status;
    entry.note = errorCodeOf(reply);
    world.ladder.publish(entry);
    if (fault === 'answer lost') return this.#never(request, entry, 'answer lost');
    await this.#wait(answeredInMs);
    return toResponse(reply);
  }

  /** Per leg, so that what a leg draws does not depend on what others ask for at the same time. */
  #countRequest(leg: Leg | undefined): number {
    const count = (this.#requests.get(leg) ?? 0) + 1;
    this.#requests.set(leg, count);
    return count;
  }

  #reply(
    request: Request,
    path: string,
    command: CommandName | undefined,
    leg: Leg | undefined,
    params: unknown,
    answeredInMs: number,
  ): Reply {
    const refused = this.#refusedKey(request);
    if (refused) return toReply(refused);
    if (command === undefined) {
      const read = request.method === 'GET' ? answerRead(this.#carrier, path) : undefined;
      const data = read ?? answerConference(this.#carrier, request.method, path, params) ?? problem('notFound');
      return toReply(data);
    }
    if (!isRecord(params)) return toReply(problem('invalidJson'));
    if (command === 'dial') return this.#dial(params, answeredInMs);
    if (!leg || isForgotten(leg)) return toReply(problem('invalidCallControlId'));
    return this.#command(leg, command, params);
  }

  #dial(body: Record<string, unknown>, answeredInMs: number): Reply {
    const checked = checkParams('dial', body, this.#carrier.world.variants.unknownParams);
    if (!checked.ok) return toReply(checked.problem);
    const seen = this.#repeated(this.#dialIds, body['command_id']);
    if (seen) return seen;
    const result = this.#dialler.dial(this.#carrier, checked.params as unknown as CommandParams<'dial'>, answeredInMs);
    if (!('code' in result)) this.#remember(this.#dialIds, body['command_id'], result);
    return toReply(result);
  }

  #command(leg: Leg, name: LegCommand, body: Record<string, unknown>): Reply {
    const ended = leg.alive ? undefined : problem('callEnded');
    if (ended) return toReply(ended);
    const checked = checkParams(name, body, leg.variants.unknownParams);
    if (!checked.ok) return toReply(checked.problem);
    const seen = this.#repeated(leg.commandIds, body['command_id']);
    if (seen) return seen;
    const refused = refusedByState(leg, name);
    if (refused) return toReply(refused);
    const clientState = body['client_state'];
    const previous = leg.clientState;
    // Set before the command acts: what it sends bears it already.
    if (typeof clientState === 'string') leg.clientState = clientState;
    const result = carryOut(this.#carrier, leg, name, checked.params as unknown as CommandParams<typeof name>);
    if ('code' in result) leg.clientState = previous;
    else this.#remember(leg.commandIds, body['command_id'], result);
    return toReply(result);
  }

  /** The answer to a command_id seen within the last minute (variant V7). */
  #repeated(ids: Map<string, { readonly at: number; readonly body: unknown }>, id: unknown): Reply | undefined {
    const seen = typeof id === 'string' ? ids.get(id) : undefined;
    const { world } = this.#carrier;
    if (!seen || world.now() - seen.at > commandIdMemoryMs) return undefined;
    if (world.variants.repeatedCommandId === 'ok') return { status: 200, body: seen.body };
    return toReply(problem('unprocessable', { pointer: '/command_id', detail: 'This command_id was used before.' }));
  }

  #remember(ids: Map<string, { readonly at: number; readonly body: unknown }>, id: unknown, body: unknown): void {
    if (typeof id === 'string') ids.set(id, { at: this.#carrier.world.now(), body });
  }

  #refusedKey(request: Request): Problem | undefined {
    const [, key] = /^Bearer (\S+)$/.exec(request.headers.get('authorization') ?? '') ?? [];
    const { apiKey } = this.#rules;
    return key === undefined || (apiKey !== undefined && key !== apiKey) ? problem('unauthorized') : undefined;
  }

  #note(method: string, path: string, name: string | undefined, leg: Leg | undefined): LadderEntry {
    const { world } = this.#carrier;
    return world.ladder.draft({
      at: world.now(),
      direction: 'command',
      leg: leg?.name,
      callControlId: leg?.identity.callControlId,
      name: name ?? `${method} ${path}`,
      detail: '',
      body: undefined,
    });
  }

  async #fail(
    request: Request,
    fault: Exclude<CommandFault, 'answer lost'>,
    entry: LadderEntry,
    answeredInMs: number,
  ): Promise<Response> {
    const { world } = this.#carrier;
    entry.note = typeof fault === 'string' ? fault : 'fault';
    if (typeof fault === 'object') entry.status = fault.status;
    world.ladder.publish(entry);
    if (fault === 'refused') throw refusedConnection();
    if (fault === 'no answer') return this.#never(request, entry, fault);
    await this.#wait(answeredInMs);
    const code = fault.code ?? (fault.status >= 500 ? '10007' : '10015');
    const body = fault.body ?? { errors: [{ code, title: 'Simulated fault', detail: 'A fault of the simulation.' }] };
    return toResponse({ status: fault.status, body, headers: fault.headers });
  }

  /** No answer comes: until the caller gives up, or the connection breaks. */
  async #never(request: Request, entry: LadderEntry, note: string): Promise<never> {
    entry.note = note;
    const { signal } = request;
    await this.#wait(noAnswerMs, signal);
    throw signal.aborted ? (signal.reason as Error) : brokenConnection();
  }

  async #wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms <= 0 || signal?.aborted) return;
    this.#waiting += 1;
    await new Promise<void>((resolve) => {
      const cancel = this.#carrier.world.schedule(ms, resolve);
      signal?.addEventListener('abort', () => {
        cancel();
        resolve();
      });
    });
    this.#waiting -= 1;
  }

  /** What `recording_urls` point at, for ten minutes. */
  #recording(path: string): Response {
    const { world } = this.#carrier;
    const [, id = '', format] = /^\/recordings\/([\w-]+)\.(mp3|wav)$/.exec(path) ?? [];
    const expiresAt = world.recordingExpiry(id);
    if (expiresAt === undefined) return new Response(null, { status: 404 });
    if (world.now() > expiresAt) return new Response('Request has expired', { status: 403 });
    const type = format === 'wav' ? 'audio/wav' : 'audio/mpeg';
    return new Response('simulated audio', { headers: { 'content-type': type } });
  }
}

function commandOf(method: string, path: string): { name: CommandName; leg: string | undefined } | undefined {
  if (method === 'POST' && path === '/calls') return { name: 'dial', leg: undefined };
  const [, leg, action] = /^\/calls\/([^/]+)\/actions\/(\w+)$/.exec(path) ?? [];
  const name = actions.get(`${method} ${action}`);
  return name && { name, leg };
}

function parseBody(text: string): unknown {
  if (text === '') return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toReply(result: Problem | { readonly data: unknown }): Reply {
  if ('code' in result) return { status: result.status, body: problemBody(result), headers: result.headers };
  return { status: 200, body: result };
}

function toResponse(reply: Reply): Response {
  return new Response(JSON.stringify(reply.body), {
    status: reply.status,
    headers: { 'content-type': 'application/json', ...reply.headers },
  });
}

function errorCodeOf(reply: Reply): string | undefined {
  const errors = isRecord(reply.body) ? reply.body['errors'] : undefined;
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  return isRecord(first) ? String(first['code']) : undefined;
}

function refusedConnection(): TypeError {
  return new TypeError('fetch failed', {
    cause: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
  });
}

function brokenConnection(): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }) });
}
