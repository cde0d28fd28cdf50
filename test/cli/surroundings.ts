/** A process that is none: what a subcommand prints is kept, and there is no keyboard. */
import type { Surroundings } from '../../src/cli/subcommand.ts';

/** Surroundings, and what was printed there. */
export interface Recorded extends Surroundings {
  readonly printed: { out: string; err: string };
}

/** Makes them. */
export function surroundings(given: Partial<Surroundings> = {}): Recorded {
  const printed = { out: '', err: '' };
  return {
    out: (text) => void (printed.out += text),
    err: (text) => void (printed.err += text),
    env: {},
    cwd: process.cwd(),
    colour: false,
    keyboard: undefined,
    onStop: () => () => {},
    printed,
    ...given,
  };
}
