/**
 * Application events at the door: only declared types come in, with payloads that their schema accepts.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import type { CallRecord } from '../stores/store.ts';
import type { FlowRegistry } from './flow-registry.ts';
import { notBegun, unknownCall } from './refused-call.ts';
import type { ApplicationEvent } from './requests.ts';

/**
 * The payload as the flow's schema gives it back.
 * @throws CallchartError `call.unknown`, `call.routing`, `event.unknown`, `event.invalid`
 */
export function checkEvent(
  record: CallRecord | undefined,
  registry: FlowRegistry,
  callId: string,
  event: ApplicationEvent,
): Readonly<Record<string, unknown>> {
  if (record === undefined) throw unknownCall(callId);
  if (record.phase === 'routing') throw notBegun(callId);
  const flow = registry.of(record.flow);
  const events = flow?.options.events ?? {};
  const schema = Object.hasOwn(events, event.type) ? events[event.type] : undefined;
  if (schema === undefined) throw unknownEvent(callId, event.type, Object.keys(events), flow?.id);
  const parsed = schema.safeParse(event.payload ?? {});
  const payload = parsed.success ? asJson(parsed.data) : undefined;
  if (payload !== undefined) return payload;
  const detail = (
    parsed.error?.issues ?? [{ path: [], message: 'its schema makes something of it that is no JSON object' }]
  )
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

/** As a restart would read it back; undefined when it is no JSON object. */
function asJson(data: unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(JSON.stringify(data)) as unknown;
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
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
