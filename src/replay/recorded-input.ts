/**
 * From a journal entry back to the input that it is about. It knows neither flows nor states.
 */
import type { CallEventInput, CallOpening, TaskEnd } from '../engine/call-input.ts';
import type { FlowIdentity } from '../engine/call-state.ts';
import type { JournalEntry } from '../engine/journal.ts';
import type { Resent } from '../engine/issue.ts';
import type { Migrated } from '../engine/migration.ts';
import type { CommandOutcomeInput } from '../engine/outcome.ts';
import type { WebhookInput } from '../engine/webhooks.ts';
import { CallchartError } from '../errors/callchart-error.ts';

type Payload = Readonly<Record<string, unknown>>;

/** What the step that began the call was given. */
export function recordedOpening(entry: JournalEntry): CallOpening {
  const { callId, at, input, opening } = entry;
  if (opening === undefined) throw unreadable(entry, 'it begins no call');
  const { account } = opening;
  if (input.kind !== 'webhook') {
    const key = input.id === undefined ? {} : { key: input.id };
    return { callId, at, account, ...key, input: payloadOf(entry) };
  }
  const webhook = recordedWebhook(entry);
  return { callId, at, account, webhook, input: { ...opening.input, trigger: webhook.payload } };
}

/** What a later step was given. */
export function recordedInput(entry: JournalEntry): CallEventInput {
  const { at, input } = entry;
  const { kind, name, id = '', leg = '' } = input;
  switch (kind) {
    case 'webhook':
      return recordedWebhook(entry);
    case 'outcome':
      return { type: 'outcome', at, commandId: id, outcome: input.payload as CommandOutcomeInput };
    case 'timer':
      return { type: 'tick', at };
    case 'task':
      return { type: 'task', at, id: name, generation: input.generation ?? 0, end: input.payload as TaskEnd };
    case 'application':
      return {
        type: 'application',
        at,
        id,
        event: { type: name, payload: payloadOf(entry) },
        ...(input.by !== undefined && { by: input.by }),
      };
    case 'operator':
      return operatorInput(entry, id);
    case 'engine':
      return engineInput(entry, id, leg);
    case 'start':
      throw unreadable(entry, 'a call begins only once');
    default:
      return kind satisfies never;
  }
}

function operatorInput(entry: JournalEntry, id: string): CallEventInput {
  const { at, input } = entry;
  const { by = '', payload } = input;
  switch (input.name) {
    case 'hangup':
      return { type: 'hangup', at, id, by };
    case 'resend':
      return { type: 'resend', at, id, by, command: payload as Resent };
    case 'migrate':
      return { type: 'migrate', at, id, by, migrated: payload as Migrated };
    default:
      throw unreadable(entry, 'this version does not know such an input');
  }
}

function engineInput(entry: JournalEntry, commandId: string, legId: string): CallEventInput {
  const { at, input } = entry;
  switch (input.name) {
    case 'attempt':
      return { type: 'attempt', at, commandId };
    case 'status':
      return { type: 'status', at, legId, alive: payloadOf(entry)['alive'] as boolean | undefined };
    case 'handoff':
      return { type: 'handoff', at, to: payloadOf(entry)['to'] as FlowIdentity };
    case 'failure':
      return { type: 'failure', at, why: String(payloadOf(entry)['why']) };
    case 'reported':
      return { type: 'reported', at };
    default:
      throw unreadable(entry, 'this version does not know such an input');
  }
}

/** The webhook as it was received, but for private digits. */
export function recordedWebhook(entry: JournalEntry): WebhookInput {
  const { at, input } = entry;
  const { client_state } = input;
  const payload = payloadOf(entry);
  return {
    type: 'webhook',
    at,
    id: input.id ?? '',
    event_type: input.name,
    occurred_at: input.occurred_at,
    // In the same place: the order of keys is part of what is compared.
    payload: client_state === undefined ? payload : { ...payload, client_state },
  };
}

const payloadOf = ({ input }: JournalEntry): Payload => (input.payload ?? {}) as Payload;

const unreadable = ({ callId, seq, input }: JournalEntry, why: string): CallchartError =>
  new CallchartError(
    'record.invalid',
    `Entry ${seq} of the journal of call ${callId} (${input.kind} ${input.name}) cannot be executed again: ${why}.`,
    { details: { callId, seq } },
  );
