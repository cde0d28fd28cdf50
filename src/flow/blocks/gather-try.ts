/**
 * One try of a question: a prompt and a gather, as one state when keys interrupt the prompt, as two when they do not.
 * What the keys mean it does not know.
 */
import { gather, stopGather } from '../commands/gathering.ts';
import type { BlockTransition } from './block-state.ts';
import { asked, heard, heardEvent, heardLimitMs, type Prompt } from './prompt.ts';

/** How is listened. */
export interface Listening {
  readonly rules: GatherRules;
  /** Whether a key interrupts the prompt. */
  readonly bargeIn: boolean;
  /** What is done with every end of a gather. */
  readonly taken: readonly unknown[];
}

/** Params of Telnyx' gathers. */
export interface GatherRules {
  readonly valid_digits: string;
  readonly minimum_digits: number;
  readonly maximum_digits: number;
  readonly terminating_digit: string;
  readonly timeout_millis: number;
  readonly inter_digit_timeout_millis: number;
  readonly sensitive?: true;
}

// Webhooks are late by seconds.
const graceMs = 10_000;

/** The rules by which one of several choices is gathered. */
export function gatherRules(
  choices: readonly string[],
  times: {
    readonly timeout_millis?: number | undefined;
    readonly inter_digit_timeout_millis?: number | undefined;
  },
): GatherRules {
  const lengths = choices.map(({ length }) => length);
  const valid = [...new Set(choices.join(''))].sort().join('');
  return {
    valid_digits: valid,
    minimum_digits: Math.min(...lengths),
    maximum_digits: Math.max(...lengths),
    // A key that is a choice must not end the input before it counts.
    terminating_digit: valid.includes('#') ? '' : '#',
    timeout_millis: times.timeout_millis ?? 6_000,
    inter_digit_timeout_millis: times.inter_digit_timeout_millis ?? 2_000,
  };
}

/**
 * The state of a try, by its key, or the two states.
 * @param turns the transitions of the gather's end
 * @param lost where it goes on when nothing is heard of the gather
 */
export function tryStates<Context>(
  key: string,
  prompt: Prompt<Context>,
  { rules, bargeIn }: Listening,
  turns: readonly BlockTransition[],
  lost: string,
): Readonly<Record<string, unknown>> {
  const answeredMs = rules.timeout_millis + rules.maximum_digits * rules.inter_digit_timeout_millis + graceMs;
  // It may still run, though nothing is heard of it.
  const given = { target: lost, actions: stopGather() };
  const ended = { 'call.gather.ended': turns };
  if (bargeIn) {
    return {
      [key]: {
        entry: asked(prompt, { ...rules, maximum_tries: 1 }),
        on: ended,
        after: { [heardLimitMs(prompt) + answeredMs]: given },
      },
    };
  }
  const listening = `${key}Listening`;
  const { timeout_millis, ...silently } = rules;
  return {
    [key]: {
      entry: heard(prompt),
      on: { [heardEvent(prompt)]: listening },
      after: { [heardLimitMs(prompt)]: listening },
    },
    [listening]: {
      entry: gather({
        ...silently,
        initial_timeout_millis: timeout_millis,
        timeout_millis: timeout_millis + rules.maximum_digits * rules.inter_digit_timeout_millis,
      }),
      on: ended,
      after: { [answeredMs]: given },
    },
  };
}
