/**
 * The commands that play and ask: speak, playback, the gathers, and their stops. As the simulator carries them out.
 */
import { problem } from '../../simulator/problem.ts';
import type { CarrierLeg, CarrierState, GatherRules, MediaSource } from './carrier-state.ts';
import type { Reply } from './commands.ts';
import { beginGather, endGather, promptOver } from './gather.ts';
import { addMedia, stopMedia, stopOverlays } from './media.ts';

type Params = Readonly<Record<string, unknown>>;
type Handler = (state: CarrierState, leg: CarrierLeg, params: Params) => Reply;

const ok: Reply = { ok: true, data: { result: 'ok' } };
const no = (name: 'unprocessable' | 'badRequest'): Reply => ({ ok: false, ...problem(name) });

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
const amount = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

const roundsOf = (loop: unknown): number | 'infinity' =>
  loop === 'infinity' ? 'infinity' : loop === undefined ? 1 : Math.max(1, Number(loop));

const targetOf = (target: unknown): 'self' | 'opposite' | 'both' =>
  target === 'opposite' || target === 'both' ? target : 'self';

/** `stop` on a new command: `current` goes on with what waits, `all` empties the queue first. */
function stopFirst(state: CarrierState, leg: CarrierLeg, { stop }: Params): void {
  if (stop === 'current' || stop === 'all') stopMedia(state, leg, stop, promptOver);
}

/** `speak`. */
export const speak: Handler = (state, leg, params) => {
  stopFirst(state, leg, params);
  addMedia(state, leg, {
    ...speech(params['payload'], true),
    rounds: roundsOf(params['loop']),
    overlay: false,
    target: targetOf(params['target_legs']),
    gather: undefined,
  });
  return ok;
};

const speech = (payload: unknown, announced: boolean): MediaSource => ({
  kind: 'speak',
  content: text(payload) ?? '',
  url: undefined,
  name: undefined,
  announced,
});

function audio(url: unknown, name: unknown): MediaSource {
  const content = text(url) ?? text(name) ?? 'inline audio';
  return { kind: 'playback', content, url: text(url), name: text(name), announced: true };
}

/** `playback_start`. */
export const playAudio: Handler = (state, leg, params) => {
  const overlay = params['overlay'] === true;
  if (overlay && !leg.media.some((item) => item.kind === 'playback' && !item.overlay)) return no('badRequest');
  stopFirst(state, leg, params);
  addMedia(state, leg, {
    ...audio(params['audio_url'], params['media_name']),
    rounds: roundsOf(params['loop']),
    overlay,
    target: targetOf(params['target_legs']),
    gather: undefined,
  });
  return ok;
};

/** `playback_stop`: stops speech as well. */
export const stopAudio: Handler = (state, leg, params) => {
  const found =
    params['overlay'] === true
      ? stopOverlays(state, leg, promptOver)
      : stopMedia(state, leg, params['stop'] === 'current' ? 'current' : 'all', promptOver);
  return found || state.variants.stopOfNothing === 'ok' ? ok : no('unprocessable');
};

/** `gather`, or one with a prompt. */
export function askForDigits(prompt: 'speak' | 'playback' | undefined): Handler {
  return (state, leg, params) => {
    if (leg.gather !== undefined) {
      if (state.variants.secondGather === 'refused') return no('unprocessable');
      endGather(state, leg, 'cancelled');
    }
    beginGather(state, leg, rulesOf(state, params, prompt));
    return ok;
  };
}

function rulesOf({ variants }: CarrierState, params: Params, prompt: 'speak' | 'playback' | undefined): GatherRules {
  const announced = variants.gatherUsingSpeakEmitsSpeakEvents;
  const hasOther = params['invalid_audio_url'] !== undefined || params['invalid_media_name'] !== undefined;
  return {
    minimum: amount(params['minimum_digits'], 1),
    maximum: amount(params['maximum_digits'], 128),
    valid: text(params['valid_digits']) ?? '0123456789#*',
    terminator: text(params['terminating_digit']) ?? '#',
    timeoutMs: amount(params['timeout_millis'], 60_000),
    digitPauseMs: amount(params['inter_digit_timeout_millis'], 5_000),
    firstDigitMs: prompt === undefined ? amount(params['initial_timeout_millis'], 5_000) : undefined,
    tries: prompt === undefined ? 1 : amount(params['maximum_tries'], 3),
    gatherId: text(params['gather_id']),
    prompt:
      prompt === 'speak'
        ? speech(params['payload'], announced)
        : prompt === 'playback'
          ? audio(params['audio_url'], params['media_name'])
          : undefined,
    again:
      prompt === 'speak'
        ? speech(params['invalid_payload'] ?? params['payload'], announced)
        : prompt === 'playback' && hasOther
          ? audio(params['invalid_audio_url'], params['invalid_media_name'])
          : undefined,
  };
}

/** `gather_stop`. */
export const stopGathering: Handler = (state, leg) => {
  if (leg.gather === undefined) return state.variants.stopOfNothing === 'ok' ? ok : no('unprocessable');
  endGather(state, leg, 'cancelled');
  return ok;
};
