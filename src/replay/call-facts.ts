/**
 * A call in one line: what lists show and filter by, and what a call that does not end is waiting for. Read from what is
 * kept of a call; it knows no store and no flow.
 */
import { firstLeg } from '../engine/address.ts';
import type { CallState } from '../engine/call-state.ts';
import { isLive } from '../engine/leg.ts';
import type { CallRecord, CallSummary } from '../stores/store.ts';
import { stateName } from './rung.ts';

/**
 * How a call went: `done`: its machine came to an end; `ended`: its legs ended first; `failed`: the fallback took over;
 * `live`: it goes on.
 */
export type CallOutcome = 'live' | 'done' | 'ended' | 'failed';

/** What a list shows of a call. */
export interface CallFacts extends CallSummary {
  readonly outcome: CallOutcome;
  /** The flow state, as authors write targets; empty while the flow is being looked up. */
  readonly state: string;
  /** Since when it is in that state, milliseconds since the epoch. */
  readonly stateSince: number;
  /** The longest time that an answered leg heard nothing, milliseconds. */
  readonly worstSilenceMs: number;
  readonly failedCommands: number;
  /** Why the fallback took over. */
  readonly failure?: string;
}

/** The facts of a call. `now` is the time up to which a silence that still lasts counts. */
export function callFacts(record: CallRecord, now: number): CallFacts {
  const { callId, phase, createdAt, at } = record;
  if (record.phase === 'routing') {
    const { from, to } = record.webhook.payload;
    const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
    const nothing = {
      worstSilenceMs: 0,
      failedCommands: 0,
      state: '',
      stateSince: createdAt,
      outcome: 'live',
    } as const;
    return {
      callId,
      flow: '',
      version: '',
      phase,
      from: text(from),
      to: text(to),
      createdAt,
      updatedAt: at,
      ...nothing,
    };
  }
  const first = firstLeg(record.legs);
  return {
    callId,
    flow: record.flow.id,
    version: record.flow.version,
    phase,
    from: first?.from,
    to: first?.to,
    createdAt,
    updatedAt: at,
    outcome: outcomeOf(record),
    state: stateName(record.machine.value),
    stateSince: record.stateSince ?? at,
    worstSilenceMs: worstSilenceMs(record, now),
    failedCommands: record.failedCommands ?? 0,
    ...(record.failure !== undefined && { failure: record.failure }),
  };
}

function outcomeOf({ phase, failure, machine, lateSince }: CallState): CallOutcome {
  if (failure !== undefined) return 'failed';
  // Once the last leg has ended, only late webhooks are waited for.
  if ((phase === 'active' || phase === 'finishing') && lateSince === undefined) return 'live';
  return machine.status === 'done' ? 'done' : 'ended';
}

function worstSilenceMs({ legs }: CallState, now: number): number {
  const all = legs.map((leg) => {
    const still = isLive(leg) && leg.quietSince !== undefined ? (leg.quietBeforeMs ?? 0) + now - leg.quietSince : 0;
    return Math.max(still, leg.longestQuietMs ?? 0);
  });
  return Math.max(0, ...all);
}

/** What a call waits for, one line each: commands without an answer, timers, tasks, legs and what holds them. */
export function waitsFor(record: CallRecord, now: number): readonly string[] {
  if (record.phase === 'routing')
    return [`the flow of this call to be found, for ${inSeconds(now - record.createdAt)}`];
  const { commands, timers, tasks, withheld, legs } = record;
  return [
    ...commands.map(({ id, command, legId, issuedAt, readyAt }) => {
      const how = readyAt === undefined ? 'to be sent' : 'to be answered by Telnyx';
      return `${command} on ${legId} ${how}, for ${inSeconds(now - issuedAt)} (${id})`;
    }),
    ...tasks.map(({ id, src }) => `task ${id}${src === id ? '' : ` (${src})`} to end`),
    ...timers.map(({ event, dueAt }) => `timer ${event.type}, ${when(dueAt, now)}`),
    ...withheld.map(({ event, dueAt }) => `${event.type}, which is withheld, ${when(dueAt, now)}`),
    ...legs.filter((leg) => isLive(leg)).map((leg) => `leg ${leg.id}: ${conditionOf(leg, now)}`),
  ];
}

function conditionOf(leg: CallState['legs'][number], now: number): string {
  const { attachment } = leg;
  const peer = attachment.type === 'bridged' && attachment.peer !== undefined ? ` with ${attachment.peer}` : '';
  const parts = [
    leg.signalling,
    ...(attachment.type === 'none' ? [] : [`${attachment.type}${peer}`]),
    ...(leg.pending === undefined ? [] : [`${leg.pending.kind} under way`]),
    ...(leg.held ? ['on hold'] : []),
    ...leg.plays.map(({ kind, startedAt }) => `${kind} ${startedAt === undefined ? 'to begin' : 'to end'}`),
    ...leg.gathers.map(({ command }) => `${command} to end`),
    ...leg.engagements.map(({ kind }) => `${kind} runs`),
    ...(leg.quietSince === undefined ? [] : [`silent for ${inSeconds(now - leg.quietSince)}`]),
    ...(leg.hangup === undefined ? [] : [`told to hang up ${leg.hangup.attempts} times`]),
  ];
  return parts.join(', ');
}

const when = (dueAt: number, now: number): string =>
  dueAt <= now ? `overdue by ${inSeconds(now - dueAt)}` : `due in ${inSeconds(dueAt - now)}`;

/** `83 s`, `2.4 s`. */
const inSeconds = (ms: number): string =>
  `${ms < 10_000 ? (Math.max(0, ms) / 1_000).toFixed(1) : Math.round(ms / 1_000)} s`;
