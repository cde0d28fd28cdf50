/**
 * The log of a server: one masked JSON object a line, for whatever collects lines.
 */
import { type Log, maskLine } from '../runtime/log.ts';

/** Writes lines to `write`, each with the time `at` (ISO 8601) and a line end. */
export function jsonLog(write: (line: string) => void, now: () => number): Log {
  return (line) => {
    const facts = { at: new Date(now()).toISOString(), ...maskLine(line) };
    write(`${JSON.stringify(facts, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}\n`);
  };
}
