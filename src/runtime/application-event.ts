/**
 * Application events at the door: only declared types come in, with payloads that their schema accepts.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import type { CallRecord } from '../stores/store.ts';
import type { FlowRegistry } from './flow-registry.ts';
import type { ApplicationEvent } from './runtime.ts';

/**
 * The payload as the flow's schema gives it back.
 * @throws CallchartError `call.unknown`, `event.unknown`, `event.invalid`
 */
export function checkEvent(
  record: CallRecord | undefined,
  registry: FlowRegistry,
  callId: string,
  event: ApplicationEvent,
): Readonly<Record<string, unknown>> {
  if (record === undefined)
    throw new CallchartError('call.unknown', `There is no call ${callId} in this store.`, { details: { callId } });
  const flow = record.phase === 'routing' ? undefined : registry.of(record.flow);
  const events = flow?.options.events ?? {};
  const schema = Object.hasOwn(events, event.type) ? events[event.type] : undefined;
  if (schema === undefined) throw unknownEvent(callId, event.type, Object.keys(events), flow?.id);
  const parsed = schema.safeParse(event.payload ?? {});
  if (parsed.success) return parsed.data as Readonly<Record<string, unknown>>;
  const detail = parsed.error.issues
    .map((issue) => `${issue.path.join('.') || 'payload'}: ${issue.message}`)
    .join('; ');
  throw new CallchartError(
    'event.invalid',
    `The payload of event "${event.type}" for call ${callId} is wrong: ${detail}`,
    {
      details: { callId, event: event.type },
    },
  );
}

function unknownEvent(
  callId: string,
  type: string,
  known: readonly string[],
  flow: string | undefined,
): CallchartError {
  const declared = known.length === 0 ? 'It declares none' : `It declares ${known.join(', ')}`;
  return new CallchartError(
    'event.unknown',
    `Flow "${flow ?? 'unknown'}" of call ${callId} has no application event "${type}". ${declared}; ` +
      'declare it with its schema in the `events` of the `options` that the flow exports.',
    { details: { callId, event: type, known } },
  );
}
