/**
 * Keys that were pressed before anybody asked for them: a bounded buffer as plain JSON. Key events and the end of a
 * gather race (Telnyx docs: DTMF), so keys up to the end of the last gather are known to be old, however late they come.
 */

/** A key, and when it was pressed. */
export interface TypedKey {
  readonly key: string;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * The member of a machine's context that `digitBuffer` keeps.
 *
 * @example
 * ```ts
 * import { noKeys, type DigitBuffer } from 'callchart';
 *
 * const context: { keys: DigitBuffer } = { keys: noKeys };
 * ```
 */
export interface DigitBuffer {
  /** The keys that nothing has taken yet, the oldest first; 32 at most. */
  readonly typed: readonly TypedKey[];
  /** Up to when keys have been taken, ISO 8601; empty at first. */
  readonly until: string;
}

/** An empty digit buffer: what a machine's context begins with. */
export const noKeys: DigitBuffer = { typed: [], until: '' };

/** What the guard `typed` compares with. */
export interface TypedParams {
  /** The member of the context that holds the buffer. */
  readonly in: string;
  /** The keys that the buffer has to begin with. */
  readonly digits: string;
}

const mostKeys = 32;

/** Whether the keys in a buffer begin with these. */
export function typedAhead(context: unknown, params: TypedParams): boolean {
  if (typeof params !== 'object' || params === null || params.digits === '') return false;
  return textOf(bufferIn(context, params.in)).startsWith(params.digits);
}

/** The buffer of a context; an empty one where there is none. */
export function bufferIn(context: unknown, member: string): DigitBuffer {
  const found = (context as Readonly<Record<string, DigitBuffer | undefined>> | null)?.[member];
  return found !== undefined && Array.isArray(found.typed) ? found : noKeys;
}

/** The buffer with the key of an event, unless it was taken with a gather that is over. */
export function noteKey(buffer: DigitBuffer, event: unknown): DigitBuffer {
  const { occurred_at, payload } = event as { readonly occurred_at?: unknown; readonly payload?: { digit?: unknown } };
  const key = payload?.digit;
  if (typeof key !== 'string' || typeof occurred_at !== 'string' || !isLater(occurred_at, buffer.until)) return buffer;
  return { ...buffer, typed: [...buffer.typed, { key, at: occurred_at }].slice(-mostKeys) };
}

/** The buffer without the first keys: they have been taken. */
export function takeKeys(buffer: DigitBuffer, count: number): DigitBuffer {
  const last = buffer.typed[Math.min(count, buffer.typed.length) - 1];
  if (last === undefined) return buffer;
  return { typed: buffer.typed.slice(count), until: isLater(last.at, buffer.until) ? last.at : buffer.until };
}

/** The buffer after the end of a gather, which has taken all keys until then. */
export function takeGathered(buffer: DigitBuffer, event: unknown): DigitBuffer {
  const { occurred_at } = event as { readonly occurred_at?: unknown };
  if (typeof occurred_at !== 'string' || !isLater(occurred_at, buffer.until)) return buffer;
  return { typed: buffer.typed.filter(({ at }) => isLater(at, occurred_at)), until: occurred_at };
}

/** The buffer without keys at its front that begin none of these. */
export function dropStrays(buffer: DigitBuffer, wanted: readonly string[]): DigitBuffer {
  const first = buffer.typed.findIndex(({ key }) => wanted.some((digits) => digits.startsWith(key)));
  return first === 0 ? buffer : { ...buffer, typed: first < 0 ? [] : buffer.typed.slice(first) };
}

const textOf = (buffer: DigitBuffer): string => buffer.typed.map(({ key }) => key).join('');

// Times of different precision do not compare as text.
const isLater = (at: string, than: string): boolean => than === '' || Date.parse(at) > Date.parse(than);
