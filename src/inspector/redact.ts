/**
 * What may leave for a page of somebody else's: names of states and events, ids, and words out of Telnyx' own lists.
 * Everything that a caller or an author put there (digits, numbers, prompts, names) is replaced by what kind of value it
 * was. It never throws: what cannot be read is redacted.
 */

// Values of these are words of Telnyx' or of ours, never a caller's.
const telling = new Set([
  'type',
  'status',
  'state',
  'direction',
  'result',
  'reason',
  'hangup_cause',
  'hangup_source',
  'sip_hangup_cause',
  'leg',
  'command',
  'outcome',
  'phase',
  'code',
  'kind',
  'stop',
]);
// A word of a list is short and has no digits in a row.
const word = /^[A-Za-z][\w.#*:-]{0,60}$/;
const deepest = 8;

/** The same shape without what is anybody's own. */
export function redacted(value: unknown): unknown {
  return redact(value, '', 0);
}

function redact(value: unknown, key: string, depth: number): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value;
  if (typeof value === 'string') return telling.has(key) && word.test(value) && !/\d{3}/.test(value) ? value : '[text]';
  if (typeof value === 'number') return '[number]';
  if (typeof value !== 'object' || depth >= deepest) return `[${typeof value}]`;
  if (Array.isArray(value)) return value.slice(0, 100).map((part) => redact(part, key, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [word.test(name) ? name : '[name]', redact(part, name, depth + 1)]),
  );
}
