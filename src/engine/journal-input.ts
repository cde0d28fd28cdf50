/**
 * What the journal says of an input before the call has seen it: its kind, its name, and all that it had to say.
 */
import type { CallEventInput } from './call-input.ts';
import type { CallState } from './call-state.ts';
import type { JournalInput } from './journal.ts';
import { webhookEntry } from './webhooks.ts';

/** How the journal names an input. */
export function journalInputOf(state: CallState, input: CallEventInput): JournalInput {
  switch (input.type) {
    case 'webhook':
      return webhookEntry(input, undefined, {});
    case 'outcome': {
      const command = state.commands.find((one) => one.id === input.commandId);
      const named = { kind: 'outcome', name: command?.command ?? 'unknown', id: input.commandId } as const;
      return { ...named, ...(command !== undefined && { leg: command.legId }), payload: input.outcome };
    }
    case 'task':
      return { kind: 'task', name: input.id, generation: input.generation, payload: input.end };
    case 'application':
      return {
        kind: 'application',
        name: input.event.type,
        id: input.id,
        payload: input.event.payload,
        ...(input.by !== undefined && { by: input.by }),
      };
    case 'status':
      return { kind: 'engine', name: 'status', leg: input.legId, payload: { alive: input.alive } };
    case 'hangup':
      return { kind: 'operator', name: 'hangup', id: input.id, by: input.by };
    case 'resend':
      return { kind: 'operator', name: 'resend', id: input.id, by: input.by, payload: input.command };
    case 'migrate':
      return { kind: 'operator', name: 'migrate', id: input.id, by: input.by, payload: input.migrated };
    case 'handoff':
      return { kind: 'engine', name: 'handoff', payload: { to: input.to, input: state.handoff?.input ?? {} } };
    case 'failure':
      return { kind: 'engine', name: 'failure', payload: { why: input.why } };
    case 'attempt':
      return { kind: 'engine', name: 'attempt', id: input.commandId };
    case 'tick':
      return { kind: 'timer', name: 'tick' };
    case 'reported':
      return { kind: 'engine', name: 'reported' };
    default:
      return input satisfies never;
  }
}
