/**
 * Times and lengths of time as people write them on a command line: `24h`, `90s`, `2026-01-05`. It knows no option.
 */
import { UsageError } from './usage-error.ts';

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** A length of time in milliseconds. @throws UsageError */
export function spanMs(name: string, text: string): number {
  const [, count, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)?$/.exec(text.trim()) ?? [];
  if (count !== undefined) return Number(count) * (units[unit] ?? 0);
  throw new UsageError(`--${name} must be a length of time such as 90s, 5m or 24h, not "${text}".`);
}

/** A moment: so long before `now`, or a date in ISO 8601. @throws UsageError */
export function momentOf(name: string, text: string, now: number): number {
  if (/^\d+(\.\d+)?(ms|s|m|h|d|w)$/.test(text.trim())) return now - spanMs(name, text);
  const at = /^\d{4}-/.test(text) ? Date.parse(text) : NaN;
  if (Number.isFinite(at)) return at;
  throw new UsageError(`--${name} must be a date in ISO 8601, or how long ago such as 24h, not "${text}".`);
}
