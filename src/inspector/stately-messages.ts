/**
 * A call in the words of the Stately Inspector (wire format of @statelyai/inspect 0.7): the call is an actor with its
 * machine, and Telnyx another, so that the sequence diagram reads as a ladder: webhooks come from Telnyx, commands go
 * there. Context, payloads and params are redacted unless somebody asked for them.
 */
import type { StateValue } from 'xstate';
import type { CallState } from '../engine/call-state.ts';
import type { JournalEntry } from '../engine/journal.ts';
import { withoutSecrets } from '../replay/secrets.ts';
import { redacted } from './redact.ts';

/** One message of the inspector's protocol. */
export interface StatelyMessage {
  readonly type: '@xstate.actor' | '@xstate.event' | '@xstate.snapshot';
  readonly sessionId: string;
  readonly [field: string]: unknown;
}

/** How much is told. */
export interface Telling {
  /** Context, payloads and params as they are, but for secrets. */
  readonly full: boolean;
}

// The version of @statelyai/inspect whose format this is: a message without one is dropped.
const version = '0.7.2';

/** That there is a call, and Telnyx beside it. `definition` is the flow's as JSON text. */
export function registrations(
  call: CallState,
  definition: string | undefined,
  telling: Telling,
): readonly StatelyMessage[] {
  const { callId, createdAt } = call;
  const name = `${call.flow.id} ${callId.slice(0, 8)}`;
  const actor = (sessionId: string, more: Readonly<Record<string, unknown>>): StatelyMessage => ({
    ...common('@xstate.actor', sessionId, callId, `${sessionId} begins`, createdAt),
    ...more,
  });
  return [
    actor(callId, {
      name,
      parentId: undefined,
      ...(definition !== undefined && { definition }),
      snapshot: snapshotOf({}, undefined, telling),
    }),
    actor(telnyxOf(callId), {
      name: 'telnyx',
      parentId: callId,
      snapshot: { status: 'active', value: 'on the line', context: {} },
    }),
  ];
}

/** What a step looks like there. `context` is the one after it, where it is known. */
export function stepMessages(entry: JournalEntry, context: unknown, telling: Telling): readonly StatelyMessage[] {
  const { callId, seq, at, input, effects } = entry;
  const isOutside = input.kind === 'webhook' || input.kind === 'outcome';
  const shown = telling.full ? withoutSecrets : redacted;
  const event = { type: entry.events[0]?.type ?? input.name, ...object(shown(input.payload)), outcome: entry.outcome };
  const isOver = effects.some((effect) => effect.type === 'phase' && effect.to === 'closed');
  const message = (
    type: StatelyMessage['type'],
    to: string,
    part: string,
    more: Readonly<Record<string, unknown>>,
  ): StatelyMessage => ({ ...common(type, to, callId, `${callId} ${seq}.${part}`, at), ...more });
  return [
    message('@xstate.event', callId, 'event', { event, ...(isOutside && { sourceId: telnyxOf(callId) }) }),
    message('@xstate.snapshot', callId, 'state', {
      event,
      snapshot: { ...snapshotOf(context ?? {}, entry.to, telling), ...(isOver && { status: 'done' }) },
    }),
    ...effects.flatMap((effect, index) => {
      if (effect.type !== 'command') return [];
      const sent = { type: effect.command, leg: effect.leg, ...object(shown(effect.params)) };
      return [message('@xstate.event', telnyxOf(callId), `command ${index}`, { event: sent, sourceId: callId })];
    }),
  ];
}

const telnyxOf = (callId: string): string => `${callId}/telnyx`;

function common(
  type: StatelyMessage['type'],
  sessionId: string,
  rootId: string,
  id: string,
  at: number,
): StatelyMessage {
  return { type, sessionId, rootId, id, createdAt: String(at), _version: version };
}

function snapshotOf(
  context: unknown,
  value: StateValue | undefined,
  { full }: Telling,
): Readonly<Record<string, unknown>> {
  return { status: 'active', value: value ?? {}, context: full ? withoutSecrets(context) : redacted(context) };
}

const object = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});
