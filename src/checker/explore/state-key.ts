/**
 * When two moments are alike: what is left of them when absolute times, names that were counted out, and what can make
 * no difference any more are taken away. Two that are alike go on alike, so one of them is explored.
 *
 * Taken away: when a leg was last heard of (the question after it, ten minutes later, comes a little earlier or later),
 * when the call and its legs began (the four-hour limits), the journal's count. Values in context beyond a bound are taken as alike
 * (context-values.ts).
 */
import type { CallState } from '../../engine/call-state.ts';
import { type Leg, startLimitMs } from '../../engine/leg.ts';
import { decodeToken } from '../../engine/token.ts';
import type { CarrierLeg, Due } from '../carrier/carrier-state.ts';
import type { ContextValues } from './context-values.ts';
import { isOpen } from './moves.ts';
import type { World } from './world.ts';

/** What is left of a moment, as text. Faults and variants are not part of it. */
export function stateKey(world: World, context: ContextValues): string {
  const names = new Names(world);
  const { call, carrier } = world;
  return JSON.stringify([
    call === undefined ? 0 : callKey(call, carrier.epochMs + carrier.now, names, context),
    carrier.legs.map((leg) => legKey(leg, carrier.now, names)),
    carrier.agenda.filter(({ what }) => what.kind !== 'time limit').map((due) => dueKey(due, carrier.now, names)),
    world.due.map(({ at, order: _order, ...due }) => [at - carrier.now, ...dueParts(due, names)]),
    world.sending.map((one) => [
      names.of(one.commandId),
      one.attempts,
      one.isUnavailable ? carrier.now - one.firstAt : 0,
    ]),
    world.decided.map((generation) => names.of(`g${generation}`)),
    world.asked,
    isOpen(world) ? world.actor : -2,
    world.acts.length,
    world.heldBack === undefined ? 0 : [world.heldBack.webhook.event, world.heldBack.untilAt - carrier.now],
    carrier.epochMs,
  ]);
}

/** A number for a key: two keys with one number are so rare (2^-53 a pair) that the report does not speak of it. */
export function hashOf(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2_654_435_761);
    low = Math.imul(low ^ code, 1_597_334_677);
  }
  high = Math.imul(high ^ (high >>> 16), 2_246_822_507) ^ Math.imul(low ^ (low >>> 13), 3_266_489_909);
  low = Math.imul(low ^ (low >>> 16), 2_246_822_507) ^ Math.imul(high ^ (high >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & low) + (high >>> 0);
}

/** Gives what was counted out a number by its first place, and steps their rank: only their order matters. */
class Names {
  readonly #names = new Map<string, number>();
  readonly #ranks: readonly number[];
  readonly #tokens = new Map<string, readonly [string, number]>();

  constructor({ call, carrier }: World) {
    const steps = new Set<number>();
    for (const leg of call?.legs ?? []) {
      for (const play of leg.plays) steps.add(play.step);
      for (const gather of leg.gathers) steps.add(gather.step);
    }
    for (const command of call?.commands ?? []) steps.add(command.step);
    for (const leg of carrier.legs) this.#learn(leg.clientState, steps);
    for (const { what } of carrier.agenda)
      if ('webhook' in what) this.#learn(what.webhook.payload['client_state'], steps);
    this.#ranks = [...steps].sort((a, b) => a - b);
  }

  #learn(state: unknown, steps: Set<number>): void {
    if (typeof state !== 'string' || this.#tokens.has(state)) return;
    const token = tokenOf(state);
    if (token === undefined) return;
    this.#tokens.set(state, token);
    steps.add(token[1]);
  }

  of(name: string): number {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    this.#names.set(name, this.#names.size);
    return this.#names.size - 1;
  }

  rank(step: number): number {
    return this.#ranks.indexOf(step);
  }

  token(state: unknown): unknown {
    if (typeof state !== 'string') return 0;
    const token = this.#tokens.get(state) ?? tokenOf(state);
    return token === undefined ? state : [token[0], this.rank(token[1])];
  }
}

const tokens = new Map<string, readonly [string, number] | undefined>();
const mostTokens = 20_000;

/** Tokens are read again and again: once is enough. */
function tokenOf(state: string): readonly [string, number] | undefined {
  if (tokens.has(state)) return tokens.get(state);
  const token = decodeToken(state);
  const found = token === undefined ? undefined : ([`${token.legId} ${token.own ?? ''}`, token.step] as const);
  if (tokens.size < mostTokens) tokens.set(state, found);
  return found;
}

function callKey(call: CallState, now: number, names: Names, context: ContextValues): unknown {
  const since = (at: number | undefined): number => (at === undefined ? -1 : at - now);
  const { machine } = call;
  return [
    call.phase,
    machine.value,
    context.abstract(machine.context),
    machine.status,
    machine.historyValue ?? 0,
    machine.order ?? 0,
    call.legs.map((leg) => ownLegKey(leg, since, names)),
    call.commands.map((one) => [
      names.of(one.id),
      one.command,
      one.legId,
      one.by,
      one.readyAt !== undefined,
      one.stale ?? 0,
      one.target ?? 0,
      one.origin,
      names.rank(one.step),
    ]),
    call.timers.map((one) => [one.id ?? one.event.type, since(one.dueAt)]),
    call.tasks.map((one) => [one.id, names.of(`g${one.generation}`)]),
    call.withheld.map((one) => [one.legId, one.kind, names.of(one.newest), since(one.dueAt), one.event.type]),
    since(call.lateSince),
    call.failure === undefined ? 0 : 1,
    since(call.overdueAt),
  ];
}

function ownLegKey(leg: Leg, since: (at: number | undefined) => number, names: Names): unknown {
  if (leg.signalling === 'ended')
    return [leg.id, leg.reportedEnd ?? 0, leg.ghost ?? 0, leg.cause?.hangup_cause ?? 0, leg.recordings.length];
  return [
    leg.id,
    leg.signalling,
    leg.first,
    leg.callControlId ?? 0,
    leg.attachment,
    leg.held,
    leg.plays.map((play) => [
      names.of(play.commandId),
      play.kind,
      names.rank(play.step),
      // A loop sounds however long ago it began.
      play.infinite ? play.acceptedAt !== undefined : since(play.acceptedAt),
      play.infinite ? play.startedAt !== undefined : since(play.startedAt),
      play.stopped ?? 0,
    ]),
    leg.gathers.map((one) => [names.of(one.commandId), names.rank(one.step), since(one.acceptedAt), one.stopped ?? 0]),
    leg.recordings.map((one) => [names.of(one.commandId), since(one.acceptedAt)]),
    leg.engagements.map((one) => [
      names.of(one.commandId),
      one.kind,
      one.running,
      Math.max(since(one.acceptedAt), -startLimitMs),
    ]),
    leg.pending === undefined
      ? 0
      : [names.of(leg.pending.commandId), leg.pending.kind, leg.pending.peer ?? 0, since(leg.pending.acceptedAt)],
    leg.detecting ?? 0,
    since(leg.quietSince),
    leg.hangup === undefined ? 0 : [since(leg.hangup.at), leg.hangup.attempts],
    since(leg.releaseBy),
    since(leg.hangupDueAt),
    since(leg.answerDueAt),
    leg.answerMade ?? 0,
    leg.checking ?? 0,
    leg.ghost ?? 0,
    since(leg.privateUntil),
  ];
}

function legKey(leg: CarrierLeg, now: number, names: Names): unknown {
  if (leg.signalling === 'ended') return 0;
  const since = (at: number | undefined): number => (at === undefined ? -1 : now - at);
  return [
    leg.signalling,
    leg.answering,
    leg.by ?? 0,
    leg.attachment.kind === 'none' ? 0 : [leg.attachment.kind, 'peer' in leg.attachment ? leg.attachment.peer : 0],
    leg.held,
    leg.parks,
    leg.holds,
    leg.media.map((item) => [names.of(`m${item.id}`), item.kind, item.content, item.endless, item.state]),
    leg.gather === undefined
      ? 0
      : [
          names.of(`r${leg.gather.id}`),
          leg.gather.phase,
          leg.gather.attempt,
          leg.gather.digits,
          leg.gather.pressed,
          leg.gather.isOffered ?? 0,
          leg.gather.rules.prompt?.content ?? 0,
          leg.gather.rules.valid,
          leg.gather.rules.maximum,
          leg.gather.rules.tries,
        ],
    leg.recordings.map((one) => [names.of(`c${one.id}`), one.paused]),
    leg.conversation?.kind ?? 0,
    leg.streams,
    leg.transcribing,
    leg.ringsFor ?? -1,
    leg.keyed,
    leg.isOwedWords,
    since(leg.deadSince),
    names.token(leg.clientState),
  ];
}

function dueKey({ at, leg, what }: Due, now: number, names: Names): unknown {
  return [at - now, leg, ...dueParts(what, names)];
}

const PASSING = /(?:_time|_at|_secs|_sec|_id|_ids|client_state|connection_id|from|to)$/;

/** Its parts, without what tells when it was counted out. */
function dueParts(what: object, names: Names): readonly unknown[] {
  return Object.entries(what).map(([key, value]: [string, unknown]) => {
    switch (key) {
      case 'webhook': {
        const { event, payload } = value as { readonly event: string; readonly payload: Record<string, unknown> };
        return [event, facts(payload, names), names.token(payload['client_state'])];
      }
      case 'payload':
        return facts(value as Record<string, unknown>, names);
      case 'commandId':
        return names.of(value as string);
      case 'item':
        return names.of(`m${String(value)}`);
      case 'gather':
        return names.of(`r${String(value)}`);
      case 'recording':
        return names.of(`c${String(value)}`);
      case 'generation':
        return names.of(`g${String(value)}`);
      default:
        return value;
    }
  });
}

function facts(payload: Readonly<Record<string, unknown>>, names: Names): unknown {
  const { speak_id: speakId, recording_id: recordingId } = payload;
  return [
    typeof speakId === 'string' ? names.of(`m${speakId.slice('speak-'.length)}`) : 0,
    typeof recordingId === 'string' ? names.of(`c${recordingId.slice('recording-'.length)}`) : 0,
    Object.entries(payload).filter(([key, value]) => !PASSING.test(key) && typeof value !== 'object'),
  ];
}
