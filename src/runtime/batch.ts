/**
 * One commit's worth of inputs. What they ask the store is asked at once; then each is decided on in order, seeing what
 * those before it did, so that a batch is the same as its inputs one by one.
 */
import { advance, type Advanced, openCall } from '../engine/advance.ts';
import type { CallEventInput } from '../engine/call-input.ts';
import type { CallState } from '../engine/call-state.ts';
import { decodeToken } from '../engine/token.ts';
import type { WebhookInput } from '../engine/webhooks.ts';
import type { Flow } from '../flow/load-flow.ts';
import type { CallCommit, CallRecord, Found, LooseCommit, RoutingCall } from '../stores/store.ts';
import { callCommit, routingCommit, unroutedCommit } from './call-commit.ts';
import { handOn } from './hand-on.ts';
import { moveCall } from './moved-call.ts';
import { foreignCall, missingFlow, notBegun, unknownCall } from './refused-call.ts';
import type { WriterParts } from './writer-parts.ts';
import type { RoutedFlow } from './flow-registry.ts';
import type { Input, Taken, Waiting } from './intake.ts';
import type { RecordCache } from './record-cache.ts';
import { incomingCallOf } from './routing.ts';

/** An input that was decided on: what is to be written, and what its bringer is told once it is. */
export interface Decided {
  readonly waiting: Waiting;
  readonly commits: readonly (CallCommit | LooseCommit)[];
  readonly taken: Taken;
  readonly error?: unknown;
}

type Decision = Omit<Decided, 'waiting'>;

const nothing = (receipt: Taken['receipt'], callId?: string): Decision => ({ commits: [], taken: { receipt, callId } });

/** The inputs of one commit. */
export class Batch {
  /** Calls that this batch writes. */
  readonly touched = new Set<string>();
  readonly #parts: WriterParts;
  readonly #cache: RecordCache;
  readonly #keys: Map<string, string>;
  readonly #legs: Map<string, string>;
  readonly #sessions: Map<string, string>;
  readonly #at: number;

  private constructor(parts: WriterParts, cache: RecordCache, found: Found) {
    this.#parts = parts;
    this.#cache = cache;
    this.#keys = new Map(found.keys);
    this.#legs = new Map(found.legs);
    this.#sessions = new Map(found.sessions);
    this.#at = parts.clock.now();
  }

  /** Asks the store all that the inputs need to know. */
  static async prepare(parts: WriterParts, cache: RecordCache, inputs: readonly Waiting[]): Promise<Batch> {
    const payloads = inputs.flatMap(({ input }) => (input.kind === 'webhook' ? [input.webhook.payload] : []));
    const keys = inputs.flatMap((one) => one.keys);
    const legs = payloads.flatMap((payload) => [...texts(payload, 'call_control_id', 'call_leg_id')]);
    const sessions = payloads.flatMap((payload) => [...texts(payload, 'call_session_id')]);
    const asks = keys.length + legs.length + sessions.length > 0;
    const found = asks ? await parts.store.find({ keys, legs, sessions }) : nobody;
    const calls = inputs.flatMap(({ input }) => ('callId' in input ? [input.callId] : []));
    const tokens = payloads.flatMap((payload) => decodeToken(payload['client_state'])?.callId ?? []);
    await cache.readIn([...calls, ...tokens, ...found.legs.values(), ...found.sessions.values()]);
    return new Batch(parts, cache, found);
  }

  /** Decides on one input. Never throws: what goes wrong is told to whoever brought the input. */
  decide(waiting: Waiting): Decided {
    try {
      const known = waiting.keys.find((key) => this.#keys.has(key));
      if (known !== undefined) return { waiting, ...nothing('duplicate', this.#keys.get(known)) };
      const { input, keys, unstorable } = waiting;
      return {
        waiting,
        ...(unstorable === undefined ? this.#decide(input, keys) : this.#rescue(input, keys, unstorable)),
      };
    } catch (error) {
      return { waiting, ...nothing('accepted'), error };
    }
  }

  #decide(input: Input, keys: readonly string[]): Decision {
    switch (input.kind) {
      case 'webhook':
        return this.#webhook(input, keys);
      case 'open': {
        const callId = this.#parts.newId();
        return this.#begin(input.flow, { ...input.opening, callId, at: this.#at }, keys);
      }
      case 'routed':
        return this.#routed(input.callId, input.routed, input.why);
      case 'migrate':
        return this.#migrate(input);
      case 'call': {
        const record = this.#cache.peek(input.callId);
        if (record === undefined) throw unknownCall(input.callId);
        if (record.phase === 'routing') throw notBegun(input.callId);
        return this.#advance(record, [input.make(this.#at)], keys);
      }
      default:
        return input satisfies never;
    }
  }

  /** What the input leads to cannot be stored: a flow that fails. Its call goes to the fallback, and the others go on. */
  #rescue(input: Input, keys: readonly string[], why: string): Decision {
    // A call that cannot be moved stays where it is.
    if (input.kind === 'migrate') {
      const plan = { ok: false, why: `the store does not take it: ${why}` } as const;
      return { commits: [], taken: { receipt: 'accepted', callId: input.callId, plan } };
    }
    const callId = 'callId' in input ? input.callId : input.kind === 'webhook' && this.#callOf(this.#inputOf(input));
    const record = typeof callId === 'string' ? this.#cache.peek(callId) : undefined;
    if (record !== undefined && record.phase !== 'routing')
      return this.#advance(record, [{ type: 'failure', at: this.#at, why }], keys);
    if (record !== undefined) return this.#routed(record.callId, undefined, why);
    if (input.kind !== 'webhook' || !isIncoming(input.webhook)) return this.#decide(input, keys);
    const { registry, newId } = this.#parts;
    const opening = openingOf(newId(), this.#inputOf(input), input.account, { flow: registry.missing, input: {} });
    const begun = this.#begin(registry.missing, opening, keys);
    const state = this.#cache.peek(opening.callId);
    if (state === undefined || state.phase === 'routing') return begun;
    const failed = this.#advance(state, [{ type: 'failure', at: this.#at, why }], []);
    return { ...failed, commits: [...begun.commits, ...failed.commits] };
  }

  /** What can be done is decided on the call as it stands now, whatever was seen of it before. */
  #migrate({ callId, to, by }: Extract<Input, { kind: 'migrate' }>): Decision {
    const record = this.#cache.peek(callId);
    if (record === undefined) throw unknownCall(callId);
    const { plan, moved } = moveCall(record, { to, by, at: this.#at, hasHook: this.#parts.hasHook });
    if (moved === undefined) return { commits: [], taken: { receipt: 'accepted', callId, plan } };
    const { commits, taken } = this.#keep(callId, moved.state, [moved.commit], []);
    return { commits, taken: { ...taken, plan } };
  }

  #inputOf({ webhook }: Extract<Input, { kind: 'webhook' }>): WebhookInput {
    const { id, event_type, occurred_at, payload } = webhook;
    return { type: 'webhook', at: this.#at, id, event_type, occurred_at, payload };
  }

  #webhook(taken: Extract<Input, { kind: 'webhook' }>, keys: readonly string[]): Decision {
    const { webhook, account } = taken;
    const input = this.#inputOf(taken);
    const callId = this.#callOf(input);
    const record = callId === undefined ? undefined : this.#cache.peek(callId);
    if (record?.phase === 'routing') return this.#queue(record, input, keys);
    if (record !== undefined) return this.#advance(record, [input], keys);
    const token = decodeToken(webhook.payload['client_state']);
    if (token !== undefined) throw foreignCall(token.callId);
    if (isIncoming(webhook)) return this.#incoming(input, account, keys);
    return this.#unrouted(input, keys);
  }

  /** By leg; by our token; by session only for legs that Telnyx added, so never for a new incoming call. */
  #callOf(webhook: WebhookInput): string | undefined {
    const { payload } = webhook;
    const [byLeg] = texts(payload, 'call_control_id', 'call_leg_id').flatMap((name) => this.#legs.get(name) ?? []);
    const byToken = decodeToken(payload['client_state'])?.callId;
    const found = byLeg ?? (byToken !== undefined && this.#cache.peek(byToken) !== undefined ? byToken : undefined);
    if (found !== undefined) return found;
    if (isIncoming(webhook)) return undefined;
    return texts(payload, 'call_session_id').flatMap((name) => this.#sessions.get(name) ?? [])[0];
  }

  #incoming(webhook: WebhookInput, account: string, keys: readonly string[]): Decision {
    const callId = this.#parts.newId();
    const routed = this.#parts.registry.route(incomingCallOf(webhook, account));
    if (routed instanceof Promise) {
      // Whoever asks for the answer handles its failure; until the call is stored, nobody does.
      routed.catch(() => {});
      this.#parts.asked.set(callId, routed);
      return this.#hold(
        { callId, phase: 'routing', step: 1, at: this.#at, createdAt: this.#at, account, webhook, queued: [] },
        webhook,
        keys,
      );
    }
    if (routed === undefined) return this.#unrouted(webhook, keys);
    return this.#begin(routed.flow, openingOf(callId, webhook, account, routed), keys);
  }

  #hold(record: RoutingCall, webhook: WebhookInput, keys: readonly string[]): Decision {
    const { callId, step } = record;
    const entry = {
      callId,
      seq: step,
      at: this.#at,
      input: { kind: 'webhook', name: webhook.event_type, id: webhook.id, payload: webhook.payload },
      outcome: 'applied',
      from: undefined,
      to: undefined,
      events: [],
      effects: [],
      note: 'kept until the flow of this call is known',
    } as const;
    return this.#keep(callId, record, [routingCommit(record, entry, keys)], keys);
  }

  #queue(record: RoutingCall, webhook: WebhookInput, keys: readonly string[]): Decision {
    const queued = [...record.queued, webhook];
    return this.#hold({ ...record, step: record.step + 1, at: this.#at, queued }, webhook, keys);
  }

  /** The flow of an incoming call is known, or will never be: the call begins, and what waited for it is applied. */
  #routed(callId: string, routed: RoutedFlow | undefined, why: string | undefined): Decision {
    const record = this.#cache.peek(callId);
    if (record?.phase !== 'routing') return nothing('duplicate', callId);
    const { registry, hasHook } = this.#parts;
    const { flow, input } = routed ?? { flow: registry.missing, input: {} };
    const opening = openingOf(callId, { ...record.webhook, at: this.#at }, record.account, { flow, input });
    const begun = openCall(flow, opening);
    const state = { ...begun.state, step: record.step + 1, createdAt: record.createdAt };
    const entry = { ...begun.entry, seq: state.step };
    const first = callCommit(flow, undefined, state, entry, [], hasHook);
    const rest: CallEventInput[] = record.queued.map((webhook) => ({ ...webhook, at: this.#at }));
    if (routed === undefined)
      rest.unshift({ type: 'failure', at: this.#at, why: why ?? 'no flow is meant for this call' });
    return this.#steps(flow, state, rest, [], [first]);
  }

  #begin(flow: Flow, opening: Parameters<typeof openCall>[1], keys: readonly string[]): Decision {
    const { state, entry } = openCall(flow, opening);
    const first = callCommit(flow, undefined, state, entry, keys, this.#parts.hasHook);
    return this.#steps(flow, state, [], keys, [first]);
  }

  #advance(state: CallState, inputs: readonly CallEventInput[], keys: readonly string[]): Decision {
    const flow = this.#parts.registry.of(state.flow);
    if (flow !== undefined) return this.#steps(flow, state, inputs, keys, []);
    if (this.#parts.missingFlow === 'hold') throw missingFlow(state);
    const { id, version } = state.flow;
    const why = `flow ${id}@${version} is not loaded any more`;
    const rescue: CallEventInput[] = state.phase === 'active' ? [{ type: 'failure', at: this.#at, why }] : [];
    return this.#steps(this.#parts.registry.missing, state, [...rescue, ...inputs], keys, []);
  }

  #steps(
    flow: Flow,
    state: CallState,
    inputs: readonly CallEventInput[],
    keys: readonly string[],
    before: readonly CallCommit[],
  ): Decision {
    const isMissing = flow === this.#parts.registry.missing;
    const commits = [...before];
    let current = handOn(this.#parts, this.#at, flow, state, commits);
    for (const [index, input] of inputs.entries()) {
      const running = isMissing ? flow : (this.#parts.registry.of(current.flow) ?? flow);
      const next = isMissing ? standIn(advance(flow, current, input)) : advance(running, current, input);
      const own = index === inputs.length - 1 ? keys : [];
      commits.push(callCommit(running, current, next.state, next.entry, own, this.#parts.hasHook));
      current = handOn(this.#parts, this.#at, running, next.state, commits);
    }
    return this.#keep(state.callId, current, commits, keys);
  }

  /** What the inputs after this one in the batch have to see. */
  #keep(callId: string, record: CallRecord, commits: readonly CallCommit[], keys: readonly string[]): Decision {
    this.touched.add(callId);
    this.#cache.set(record);
    for (const key of keys) this.#keys.set(key, callId);
    for (const commit of commits) {
      for (const name of commit.legs) this.#legs.set(name, callId);
      for (const name of commit.sessions) this.#sessions.set(name, callId);
    }
    return { commits, taken: { receipt: 'accepted', callId } };
  }

  #unrouted(webhook: WebhookInput, keys: readonly string[]): Decision {
    for (const key of keys) this.#keys.set(key, '');
    return {
      commits: [unroutedCommit(webhook, this.#at, keys)],
      taken: { receipt: 'unrouted', callId: undefined },
    };
  }
}

/** The journal says that the flow itself had no part in it. */
const standIn = ({ state, entry }: Advanced): Advanced => ({ state, entry: { ...entry, stand_in: true } });

/** Whether somebody rings. */
const isIncoming = ({ event_type, payload }: Pick<WebhookInput, 'event_type' | 'payload'>): boolean =>
  event_type === 'call.initiated' && payload['direction'] === 'incoming';

const nobody: Found = { keys: new Map(), legs: new Map(), sessions: new Map() };

function openingOf(callId: string, webhook: WebhookInput, account: string, { input }: RoutedFlow) {
  return { callId, at: webhook.at, account, webhook, input: { ...input, trigger: webhook.payload } };
}

function texts(payload: Readonly<Record<string, unknown>>, ...keys: readonly string[]): readonly string[] {
  return keys.flatMap((key) => {
    const value = payload[key];
    return typeof value === 'string' && value !== '' ? [value] : [];
  });
}
