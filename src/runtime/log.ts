/**
 * The runtime's log: one structured line per thing worth knowing. Digits and secrets never reach it: what is logged is
 * names, ids and codes, and numbers are masked.
 */

/** One line. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** What happened, in a few words, the same for every occurrence. */
  readonly message: string;
  readonly callId?: string;
  readonly [fact: string]: unknown;
}

/** Takes lines. It must not throw. */
export type Log = (line: LogLine) => void;

/** A log that drops everything. */
export const silentLog: Log = () => {};

const keyed = /(?:digit|secret|token|password|api_?key|authorization|card|pin\b)/i;
const secretText = /KEY[0-9A-Za-z_-]{20,}|Bearer\s+\S+/g;
const longNumber = /\+?\d{5,}/g;

/**
 * A line fit to be written down: fields that name digits or secrets are masked, API keys and numbers within texts too
 * (the last two digits stay, so that calls can still be told apart). Ids of Telnyx and of ours are kept.
 */
export function maskLine(line: LogLine): LogLine {
  return maskFacts(line, 0) as LogLine;
}

// Ids are made of digits and letters that no caller keyed; they are what one searches logs for.
const idField = /(?:^|_)id$|Id$|^callId$|^leg$|^at$|^ms$|Ms$|^status$|^port$|^pid$/;
const deepest = 6;

function maskFacts(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return maskText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '[…]';
  if (value instanceof Error) return { name: value.name, message: maskText(value.message) };
  if (Array.isArray(value)) return value.map((part) => maskFacts(part, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      if (keyed.test(key)) return [key, '[masked]'];
      if (idField.test(key) && typeof part !== 'object') return [key, part];
      return [key, maskFacts(part, depth + 1)];
    }),
  );
}

function maskText(text: string): string {
  return text
    .replace(secretText, '[masked]')
    .replace(longNumber, (number) => `${'*'.repeat(Math.max(0, number.length - 2))}${number.slice(-2)}`);
}
