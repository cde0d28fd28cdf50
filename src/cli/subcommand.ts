/**
 * What a subcommand is, and the world as it sees it: text out, an environment, perhaps a keyboard. It knows none of the
 * subcommands.
 */
import type { ParseArgsConfig } from 'node:util';

/** The process around a subcommand, as a port, so that tests can be one. */
export interface Surroundings {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Whether what is printed may be coloured. */
  readonly colour: boolean;
  /** The keyboard, if there is a person at one. */
  readonly keyboard: Keyboard | undefined;
  /** Calls `stop` when the process is asked to end; the answer takes that back. */
  readonly onStop: (stop: () => void) => () => void;
}

/** A keyboard that hands over each key as it is pressed. */
export interface Keyboard {
  /** Calls `press` for every key from now on; the answer gives the keyboard back. */
  readonly listen: (press: (key: string) => void) => () => void;
}

/** The values that a command line gave. */
export interface GivenArguments {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
}

/** The options of a subcommand, as `parseArgs` takes them. */
export type OptionsConfig = NonNullable<ParseArgsConfig['options']>;

/** One subcommand. */
export interface Subcommand {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** What `--help` prints after the summary. */
  readonly help: string;
  readonly options: OptionsConfig;
  /** @returns the exit code: 0 ok, 1 failure */
  readonly run: (given: GivenArguments, surroundings: Surroundings) => Promise<number>;
}
