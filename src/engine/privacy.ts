/**
 * Private digits: what is gathered as sensitive, or keyed while such a gather is active, is kept out of everything but
 * the event that the machine receives.
 */

type Payload = Readonly<Record<string, unknown>>;

/** What stands for private digits. */
export const REDACTED = '[private]';

// Fields of a webhook's payload that carry what the caller keyed or said (Telnyx OpenAPI: gather.ended, dtmf.received,
// ai_gather.*, transcription).
const privateFields = ['digits', 'digit', 'result', 'partial_results', 'message_history', 'transcription_data'];

/** The payload without private digits. Absent fields stay absent, empty ones stay empty: they tell nothing. */
export function redact(payload: Payload): Payload {
  const hidden = privateFields.filter((field) => payload[field] !== undefined && payload[field] !== '');
  return hidden.length === 0
    ? payload
    : { ...payload, ...Object.fromEntries(hidden.map((field) => [field, REDACTED])) };
}

/** Whether something was taken out. */
export const isRedacted = (payload: Payload): boolean => privateFields.some((field) => payload[field] === REDACTED);
