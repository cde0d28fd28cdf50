/** A command as the carrier received it: a rung of the ladder without the time. */
import type { LadderEntry } from '../simulator/index.ts';

/** A command as the carrier received it. */
export interface SentCommand {
  readonly command: string;
  /** The carrier's name for the leg: `A` is the first; undefined for `dial`. */
  readonly leg: string | undefined;
  readonly body: unknown;
  /** The carrier's answer; undefined when it gave none. */
  readonly status: number | undefined;
}

/** That rung as a command. */
export function sentCommand({ name, leg, body, status }: LadderEntry): SentCommand {
  return { command: name, leg, body, status };
}

/** Whether the rung is one: asking after a call is none. */
export const isCommand = ({ direction, name }: LadderEntry): boolean =>
  direction === 'command' && !name.startsWith('GET ');
