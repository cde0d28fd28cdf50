/**
 * What people, far ends and Telnyx did in a recorded call, apart from what the flow did: enough to play the call again
 * with a simulated carrier. It reads the journal and runs nothing.
 */
import type { JournalEntry } from '../engine/journal.ts';
import { REDACTED } from '../engine/privacy.ts';
import type { CommandFault, FaultMatch, WebhookFault } from '../simulator/faults.ts';
import type { FarEnd } from '../simulator/far-end.ts';
import type { RecordedCall } from './recorded-call.ts';

/** Something that somebody at the far end of a leg did. */
export interface Act {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly leg: string;
  readonly does: 'press' | 'hangUp';
  readonly keys?: string;
  /** The keys are stand-ins: the real ones were private. */
  readonly isPrivate?: true;
}

/** A recorded call without its flow. */
export interface Scene {
  readonly from: string;
  readonly to: string;
  /** Undefined for a call that came in: its flow rang somebody. */
  readonly started: Readonly<Record<string, unknown>> | undefined;
  readonly acts: readonly Act[];
  readonly farEnds: readonly { readonly to: string; readonly farEnd: FarEnd }[];
  readonly commandFaults: readonly { readonly match: FaultMatch; readonly fault: CommandFault }[];
  readonly webhookFaults: readonly { readonly match: FaultMatch; readonly fault: WebhookFault }[];
}

type Facts = Readonly<Record<string, unknown>>;

// Telnyx' webhooks take some hundred milliseconds; what takes longer is worth repeating.
const lateMs = 1_500;
// A command that is tried again and again fails each time.
const allAttempts = 20;

/** Reads a scene out of a record. */
export function sceneOf({ journal }: RecordedCall): Scene {
  const webhooks = journal.filter(({ input }) => input.kind === 'webhook');
  const opening = journal.find((entry) => entry.opening !== undefined);
  const trigger = factsOf(opening);
  const outgoing = opening?.input.kind === 'start';
  return {
    from: text(trigger['from']),
    to: text(trigger['to']),
    started: outgoing ? trigger : undefined,
    acts: [...keysOf(webhooks), ...hangupsOf(webhooks)].sort((one, other) => one.at - other.at),
    farEnds: farEndsOf(webhooks),
    commandFaults: commandFaultsOf(journal),
    webhookFaults: webhookFaultsOf(webhooks),
  };
}

/** Keys as they were pressed; where only their sum came in, with the end of its gather, that. */
function keysOf(webhooks: readonly JournalEntry[]): readonly Act[] {
  const single = webhooks.filter(({ input }) => input.name === 'call.dtmf.received');
  const keyed = new Set(single.map(({ input }) => input.leg));
  const sums = webhooks.filter(({ input }) => input.name === 'call.gather.ended' && !keyed.has(input.leg));
  return [...single, ...sums].flatMap((entry) => {
    const { digit, digits } = factsOf(entry);
    const keys = text(digit ?? digits);
    if (keys === '') return [];
    const isPrivate = keys === REDACTED;
    const act = { at: occurredAt(entry), leg: entry.input.leg ?? 'caller#1', does: 'press' } as const;
    return [{ ...act, keys: isPrivate ? '0' : keys, ...(isPrivate && { isPrivate: true as const }) }];
  });
}

/** The far end of an incoming leg is the caller, of an outgoing one the callee (Telnyx docs: hangup_source). */
function hangupsOf(webhooks: readonly JournalEntry[]): readonly Act[] {
  return webhooks.flatMap((entry) => {
    if (entry.input.name !== 'call.hangup') return [];
    const leg = entry.input.leg ?? 'caller#1';
    const isIncoming = leg === 'caller#1' && wasIncoming(webhooks, leg);
    const farEnd = isIncoming ? 'caller' : 'callee';
    const answered = isIncoming || webhooks.some(({ input }) => input.leg === leg && input.name === 'call.answered');
    if (factsOf(entry)['hangup_source'] !== farEnd || !answered) return [];
    return [{ at: occurredAt(entry), leg, does: 'hangUp' as const }];
  });
}

const wasIncoming = (webhooks: readonly JournalEntry[], leg: string): boolean =>
  webhooks.some(({ input }) => input.leg === leg && (input.payload as Facts | undefined)?.['direction'] === 'incoming');

function farEndsOf(webhooks: readonly JournalEntry[]): Scene['farEnds'] {
  const rung = webhooks.filter(
    (entry) => entry.input.name === 'call.initiated' && factsOf(entry)['direction'] === 'outgoing',
  );
  return rung.map((entry) => {
    const of = (name: string): JournalEntry | undefined =>
      webhooks.find(({ input }) => input.leg === entry.input.leg && input.name === name);
    const answered = of('call.answered');
    const to = text(factsOf(entry)['to']);
    if (answered !== undefined) {
      const afterMs = Math.max(0, occurredAt(answered) - occurredAt(entry));
      const verdict = factsOf(of('call.machine.detection.ended'))['result'];
      return { to, farEnd: { does: verdict === 'machine' ? 'voicemail' : 'answer', afterMs } };
    }
    const end = of('call.hangup');
    const afterMs = end === undefined ? 0 : Math.max(0, occurredAt(end) - occurredAt(entry));
    return { to, farEnd: unanswered(text(factsOf(end)['hangup_cause']), afterMs) };
  });
}

function unanswered(cause: string, afterMs: number): FarEnd {
  const does = { user_busy: 'busy', call_rejected: 'decline', unallocated_number: 'invalid number' } as const;
  if (Object.hasOwn(does, cause)) return { does: does[cause as keyof typeof does], afterMs };
  return { does: 'no answer' };
}

function commandFaultsOf(journal: readonly JournalEntry[]): Scene['commandFaults'] {
  const counts = new Map<string, number>();
  return journal.flatMap(({ input }): Scene['commandFaults'] => {
    if (input.kind !== 'outcome') return [];
    const nth = (counts.get(input.name) ?? 0) + 1;
    counts.set(input.name, nth);
    const { ok, status, code, reason } = (input.payload ?? {}) as Facts;
    if (ok !== false || reason === 'leg_ended' || reason === 'expired') return [];
    const { name } = input;
    const isRefusal = typeof status === 'number' && status < 500 && status !== 429;
    if (isRefusal) return [{ match: { name, nth }, fault: { status, ...(typeof code === 'string' && { code }) } }];
    if (typeof status === 'number') return [{ match: { name, times: allAttempts }, fault: { status } }];
    const fault = reason === 'unknown_outcome' ? 'no answer' : 'refused';
    return [{ match: { name, times: allAttempts }, fault }];
  });
}

function webhookFaultsOf(webhooks: readonly JournalEntry[]): Scene['webhookFaults'] {
  const counts = new Map<string, number>();
  return webhooks.flatMap((entry) => {
    const { name } = entry.input;
    const nth = (counts.get(name) ?? 0) + 1;
    counts.set(name, nth);
    const delayMs = entry.at - occurredAt(entry);
    return delayMs < lateMs ? [] : [{ match: { name, nth }, fault: { delayMs } }];
  });
}

/** When it happened, and not when it came in. */
export function occurredAt({ at, input }: JournalEntry): number {
  const occurred = Date.parse(input.occurred_at ?? '');
  return Number.isFinite(occurred) && occurred <= at ? occurred : at;
}

const factsOf = (entry: JournalEntry | undefined): Facts => (entry?.input.payload ?? {}) as Facts;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
