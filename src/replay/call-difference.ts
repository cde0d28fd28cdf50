/**
 * What a changed flow does otherwise in one call, as a person would say it: other words, another state, another way, an
 * end that does not come. Each difference has one text, so that those of many calls can be counted. It runs nothing.
 */
import type { StateValue } from 'xstate';
import type { JournalEntry } from '../engine/journal.ts';
import { text } from './command-gist.ts';
import { commandsOf, type CommandOf, type DrivenStep } from './drive.ts';
import { stateName } from './rung.ts';
import { firstDifference } from './step-comparison.ts';

/**
 * - `prompt`: it says or plays something else
 * - `command`: it sends a command with other params
 * - `state`: it is in another state, or in one of another name
 * - `way`: it sends other commands: from there on the record has no answers
 * - `end`: the call ends otherwise, or not
 */
export type CallDifferenceKind = 'prompt' | 'command' | 'state' | 'way' | 'end';

/** One difference. */
export interface CallDifference {
  readonly kind: CallDifferenceKind;
  /** The same for the same difference in another call. */
  readonly text: string;
  /** The step where it shows first, as the journal counts. */
  readonly seq: number;
}

/** The differences that the steps show, each once, in their order. */
export function differencesOf(steps: readonly DrivenStep[], leaves: boolean): readonly CallDifference[] {
  const found = new Map<string, CallDifference>();
  const add = (kind: CallDifferenceKind, words: string, seq: number): void => {
    if (!found.has(words)) found.set(words, { kind, text: words, seq });
  };
  let seq = 0;
  for (const [place, { recorded, made }] of steps.entries()) {
    seq = recorded?.seq ?? seq;
    if (leaves && place === steps.length - 1) {
      add('way', wayOf(recorded, made), seq);
      break;
    }
    if (recorded === undefined || made === undefined) continue;
    const [was, is] = [nameOf(recorded.to), nameOf(made.to)];
    if (was !== is) add('state', `is in ${is} instead of ${was}`, seq);
    const commands = commandsOf(made);
    for (const [index, command] of commandsOf(recorded).entries()) {
      const now = commands[index];
      if (now !== undefined) compareCommand(command, now, (kind, words) => add(kind, words, seq));
    }
  }
  return [...found.values()];
}

const nameOf = (value: StateValue | undefined): string => (value === undefined ? '(nowhere)' : stateName(value));

// What is said or played (Telnyx OpenAPI: speak, playback and gather commands).
const prompts = ['payload', 'audio_url', 'media_name', 'invalid_payload', 'invalid_audio_url', 'greeting'];

type Params = Readonly<Record<string, unknown>>;

function compareCommand(
  { command, params }: CommandOf,
  now: CommandOf,
  add: (kind: CallDifferenceKind, text: string) => void,
): void {
  const was = params as Params;
  const is = JSON.parse(JSON.stringify(now.params)) as Params;
  if (firstDifference(was, is, '') === undefined) return;
  for (const key of new Set([...Object.keys(was), ...Object.keys(is)])) {
    if (firstDifference(was[key], is[key], key) === undefined) continue;
    const change = `${said(is[key])} instead of ${said(was[key])}`;
    if (prompts.includes(key)) add('prompt', `${command} says ${change}`);
    else add('command', `${command} with ${key} ${change}`);
  }
}

const said = (value: unknown): string =>
  value === undefined ? 'none' : typeof value === 'string' ? `"${text(value)}"` : text(value);

/** What brought the parting, in which state, and what is asked for now. */
function wayOf(recorded: JournalEntry | undefined, made: JournalEntry | undefined): string {
  const where = nameOf(recorded?.from ?? made?.from);
  const cause = causeOf(recorded ?? made);
  const asked = (entry: JournalEntry | undefined): string =>
    commandsOf(entry)
      .map(({ command, leg }) => (leg === 'caller#1' ? command : `${command} (${leg.replace(/#1$/, '')})`))
      .join(', ') || 'nothing';
  if (made === undefined) return `in ${where}, ${cause} is no more: ${asked(recorded)} is not sent`;
  if (recorded === undefined) return `in ${where}, ${cause} is new: ${asked(made)} is sent`;
  return `in ${where}, on ${cause}: ${asked(made)} instead of ${asked(recorded)}`;
}

function causeOf(entry: JournalEntry | undefined): string {
  if (entry === undefined) return 'nothing';
  const { kind, name } = entry.input;
  const after = /^xstate\.after\.(\d+)/.exec(name)?.[1];
  if (after !== undefined) return `the timer of ${Number(after) / 1_000} s`;
  if (kind === 'outcome') return `the outcome of ${name}`;
  return kind === 'task' ? `task ${name}` : name;
}
