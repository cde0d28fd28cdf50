/**
 * One thing that `callchart doctor` looks at, and what came of it. It knows none of the checks.
 */

/** What came of a check. `warn`: it works, or may, but not all of it. `skip`: it could not be looked at. */
export interface Finding {
  readonly result: 'ok' | 'warn' | 'broken' | 'skip';
  readonly what: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** All is well. */
export const ok = (what: string): Finding => ({ result: 'ok', what });
/** Not all of it works. */
export const warn = (what: string, remedy: string): Finding => ({ result: 'warn', what, remedy });
/** It does not work. */
export const broken = (what: string, remedy: string): Finding => ({ result: 'broken', what, remedy });
/** It could not be looked at. */
export const skip = (what: string): Finding => ({ result: 'skip', what });
