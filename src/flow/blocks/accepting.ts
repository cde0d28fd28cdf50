/**
 * What blocks share that look for somebody to take a call: who answers hears what it is about and takes it with 1, the
 * first to take it is bridged, whoever does not is hung up. Which phones ring, and in what order, it does not know.
 */
import { bridge } from '../commands/connect.ts';
import { hangup } from '../commands/call.ts';
import { leg, others } from '../leg-address.ts';
import { outcomes, type BlockTransition, type Target } from './block-state.ts';
import { asked, heardLimitMs, isAudio, type Prompt } from './prompt.ts';

/** The key that takes a call: whoever picks up hears of it, a mailbox never presses it. */
export const acceptKey = '1';

const thinkingMs = 10_000;
// Webhooks are late by seconds.
const graceMs = 5_000;
// Both are there: a bridge takes a second.
const bridgingMs = 10_000;

/** Asks a leg whether it takes the call, once. */
export function askedToAccept<Context>(prompt: Prompt<Context>, on: string): unknown {
  return asked(prompt, {
    leg: on,
    valid_digits: acceptKey,
    minimum_digits: 1,
    maximum_digits: 1,
    maximum_tries: 1,
    timeout_millis: thinkingMs,
  });
}

/** The failure of {@link askedToAccept}. */
export function askingFailed<Context>(prompt: Prompt<Context>): string {
  return isAudio(prompt) ? 'command.failed.gatherUsingAudio' : 'command.failed.gatherUsingSpeak';
}

/** How long {@link askedToAccept} takes at most. */
export function acceptingMs<Context>(prompt: Prompt<Context>): number {
  return heardLimitMs(prompt) + thinkingMs + graceMs;
}

/** Whether the person has taken the call. */
export const accepted = { type: 'digits', params: acceptKey } as const;

/**
 * Of those who are there the event's own is bridged, and all others are let go: one bridge, however many come at once.
 * @param keepCaller whether the caller stays on the line when the other one hangs up
 */
export function bridgedAlone(role: string, keepCaller: boolean): readonly unknown[] {
  const parked = keepCaller ? ({ park_after_unbridge: 'self' } as const) : {};
  return [hangup({ leg: others(role) }), bridge({ call_control_id: leg(), prevent_double_bridge: true, ...parked })];
}

/**
 * The state in which two legs are being bridged; the commands were given on the way in. Either leg's event will do.
 * @param lost where it goes on when the other one is gone
 * @param failed where it goes on when there is no bridge
 */
export function joining(role: string, lost: string, failed: string): Readonly<Record<string, unknown>> {
  return {
    on: {
      'call.bridged': 'connected',
      [`${role}.call.bridged`]: 'connected',
      [`legs.ended.${role}`]: lost,
      'command.failed.bridge': failed,
      // They talk in a moment: the music is not missed.
      'command.failed.startPlayback': {},
    },
    after: { [bridgingMs]: failed },
  };
}

/** Outcomes like those of other blocks; in all but `connected` nobody is left on a leg of the role. */
export function outcomesOfLegs(
  role: string,
  next: Readonly<Record<string, Target | undefined>>,
): {
  readonly states: Readonly<Record<string, object>>;
  readonly onDone: readonly BlockTransition[];
} {
  const { states, onDone } = outcomes(next);
  const letGo = (result: string, state: object): object =>
    result === 'connected' ? state : { ...state, entry: hangup({ leg: role }) };
  return {
    states: Object.fromEntries(Object.entries(states).map(([result, state]) => [result, letGo(result, state)])),
    onDone,
  };
}
