/**
 * A small application beside the simulated carrier: keeps the webhooks, sends commands, reacts to events. In process,
 * under a virtual clock.
 */
import { commandPath, type CommandName, eventSchemas, type TelnyxEventType } from 'callchart';
import { createSimulator, type Simulator, type SimulatorOptions, VirtualClock } from 'callchart/simulator';
import { afterEach } from 'vitest';

/** Webhooks that their own schema does not take; there must be none in any test. */
const malformed: string[] = [];
afterEach(() => {
  if (malformed.length > 0) throw new Error(malformed.splice(0).join('\n'));
});

export interface ReceivedWebhook {
  readonly at: number;
  readonly event_type: string;
  readonly id: string;
  readonly occurred_at: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly attempt: number;
  readonly deliveredTo: string;
}

export interface CommandAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  /** Of the first error. */
  readonly code: string | undefined;
}

type Reaction = (webhook: ReceivedWebhook) => void | Promise<void>;

export interface Application {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  readonly webhooks: readonly ReceivedWebhook[];
  /** Sends a command to a leg, by its name in the ladder or its call_control_id. */
  send(name: CommandName, leg: string | undefined, params?: Record<string, unknown>): Promise<CommandAnswer>;
  request(method: string, path: string, body?: unknown): Promise<CommandAnswer>;
  /** Turns the clock until a request has its answer. */
  until<T>(answer: Promise<T>): Promise<T>;
  /** Runs `reaction` for every webhook of that type. */
  on(eventType: string, reaction: Reaction): void;
  /** Event types in the order of arrival, `leg` only if given. */
  types(leg?: string): string[];
  last(eventType: string, leg?: string): ReceivedWebhook;
  /** An incoming call that is answered, ready for commands; the answer is its name. */
  answeredCall(): Promise<string>;
}

export function application(options: Partial<SimulatorOptions> = {}): Application {
  const clock = (options.clock as VirtualClock | undefined) ?? new VirtualClock();
  const webhooks: ReceivedWebhook[] = [];
  const reactions: { eventType: string; reaction: Reaction }[] = [];
  const simulator = createSimulator({
    seed: 1,
    ...options,
    clock,
    onWebhook:
      options.onWebhook ??
      (async (request) => {
        const { data, meta } = (await request.json()) as {
          data: Omit<ReceivedWebhook, 'at' | 'attempt' | 'deliveredTo'>;
          meta: { attempt: number; delivered_to: string };
        };
        const webhook = { at: clock.now(), ...data, attempt: meta.attempt, deliveredTo: meta.delivered_to };
        webhooks.push(webhook);
        const parsed = eventSchemas[data.event_type as TelnyxEventType].safeParse(data.payload);
        if (!parsed.success) malformed.push(`${data.event_type}: ${parsed.error.message}`);
        for (const { eventType, reaction } of reactions) if (eventType === data.event_type) void reaction(webhook);
        return new Response();
      }),
  });
  const idOf = (leg: string): string => simulator.legs().find((each) => each.name === leg)?.callControlId ?? leg;
  const nameOf = (webhook: ReceivedWebhook): string | undefined =>
    simulator.legs().find((leg) => leg.callControlId === webhook.payload['call_control_id'])?.name;
  const request: Application['request'] = async (method, path, body) => {
    const response = await simulator.fetch(
      new Request(`https://api.telnyx.com/v2${path}`, {
        method,
        headers: { authorization: 'Bearer KEY-of-a-test', 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    const answer = (await response.json()) as Record<string, unknown> & { errors?: { code: string | number }[] };
    const code = answer.errors?.[0]?.code;
    return { status: response.status, body: answer, code: code === undefined ? undefined : String(code) };
  };
  const app: Application = {
    clock,
    simulator,
    webhooks,
    request,
    until: async (answer) => {
      const open = new Set([answer]);
      const settle = (): void => open.clear();
      answer.then(settle, settle);
      while (open.size > 0) await clock.advance(5);
      return answer;
    },
    send: (name, leg, params = {}) =>
      request(
        name === 'updateClientState' ? 'PUT' : 'POST',
        commandPath(name, leg === undefined ? undefined : idOf(leg)),
        params,
      ),
    on: (eventType, reaction) => reactions.push({ eventType, reaction }),
    types: (leg) => webhooks.filter((each) => leg === undefined || nameOf(each) === leg).map((each) => each.event_type),
    last: (eventType, leg) => {
      const found = webhooks.findLast(
        (each) => each.event_type === eventType && (leg === undefined || nameOf(each) === leg),
      );
      if (!found) throw new Error(`${eventType} has not arrived; there were ${app.types().join(', ')}`);
      return found;
    },
    answeredCall: async () => {
      const { name } = simulator.incomingCall();
      await clock.advance(100);
      await app.until(app.send('answer', name));
      while (simulator.party(name).leg.signalling !== 'answered') await clock.advance(5);
      await clock.advance(100);
      return name;
    },
  };
  return app;
}

/** Params that are enough for each command; `other` is another leg's call_control_id. */
export function minimalParams(name: CommandName, other: string): Record<string, unknown> {
  const params: Partial<Record<CommandName, Record<string, unknown>>> = {
    bridge: { call_control_id: other },
    dial: { connection_id: '1000000000000000001', from: '+15550100011', to: '+15550100020' },
    enqueue: { queue_name: 'support' },
    gatherUsingAI: { parameters: { type: 'object', properties: { age: { type: 'integer' } } } },
    gatherUsingAudio: { audio_url: 'https://audio.example/menu.mp3' },
    gatherUsingSpeak: { payload: 'Press 1.', voice: 'female' },
    joinAIAssistant: { conversation_id: 'c-1', participant: { id: other, role: 'user' } },
    addAIAssistantMessages: { messages: [{ role: 'user', content: 'Hello' }] },
    refer: { sip_address: 'sip:somebody@example.com' },
    reject: { cause: 'USER_BUSY' },
    sendDtmf: { digits: '1' },
    sendSipInfo: { content_type: 'text/plain', body: 'hello' },
    speak: { payload: 'Hello.', voice: 'female' },
    startAIAssistant: { assistant: { id: 'assistant-1' } },
    startConversationRelay: { url: 'wss://relay.example/socket' },
    startForking: { rx: 'udp:192.0.2.1:9000', tx: 'udp:192.0.2.1:9001' },
    startPlayback: { audio_url: 'https://audio.example/tune.mp3' },
    startRecording: { format: 'mp3', channels: 'single' },
    startStreaming: { stream_url: 'wss://stream.example/socket' },
    switchSupervisorRole: { role: 'whisper' },
    transfer: { to: '+15550100020' },
    updateClientState: { client_state: 'aGVsbG8=' },
  };
  return params[name] ?? {};
}
