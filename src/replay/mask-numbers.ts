/**
 * Replaces telephone numbers, SIP addresses and callers' names in a record, the same one by the same substitute
 * everywhere, so that a call can be shown to others and still be followed. It knows nothing of what a call is.
 */
import type { RecordedCall } from './recorded-call.ts';

// North American numbers have no area code 999: nobody is called by mistake.
const substitute = (count: number): string => `+1999${String(5_550_000 + count)}`;
const number = /\+\d{7,15}/g;
const address = /sips?:[^\s"'<>;,]+/gi;
/** Where numbers stand without a plus sign. */
const numberKey = /^(from|to|number|caller_id_number|phone_number)$/;
const nameKey = /^(caller_id_name|from_display_name|display_name)$/;
/** What only looks like text: base64, and names that are derived. */
const opaque = new Set(['client_state', 'command_id', 'callId', 'seq', 'at', 'id', 'hash']);

/** The record with every number, address and name replaced. */
export function maskNumbers(record: RecordedCall): RecordedCall {
  const known = new Map<string, string>();
  const replace = (original: string, make: (count: number) => string): string => {
    const found = known.get(original);
    if (found !== undefined) return found;
    const made = make(known.size);
    known.set(original, made);
    return made;
  };
  const inText = (text: string): string =>
    text
      .replaceAll(address, (found) => replace(found, (count) => `sip:masked-${count}@masked.invalid`))
      .replaceAll(number, (found) => replace(found, substitute));
  const mask = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') {
      if (opaque.has(key)) return value;
      if (nameKey.test(key) && !/^\+?\d+$/.test(value)) return replace(value, (count) => `Somebody ${count}`);
      if (numberKey.test(key) && /^\d{7,15}$/.test(value)) return replace(`+${value}`, substitute).slice(1);
      return inText(value);
    }
    if (Array.isArray(value)) return value.map((each) => mask(each, key));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [inText(name), mask(part, name)]));
  };
  const { journal, ...rest } = mask(record, '') as RecordedCall;
  // A digest of what was replaced could be tried against every number there is.
  return { ...rest, masked: true, journal: journal.map(({ context: _digest, ...entry }) => entry) };
}
