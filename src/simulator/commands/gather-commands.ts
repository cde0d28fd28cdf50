/**
 * gather, gather_using_speak, gather_using_audio, gather_stop. Source: Telnyx OpenAPI, with its defaults.
 */
import { Gather, type GatherRules, type PlayPrompt } from '../gather.ts';
import type { Leg } from '../leg.ts';
import type { Media } from '../media-queue.ts';
import { type Problem, problem } from '../problem.ts';
import { type Accepted, type Handler, ok } from './command.ts';
import { audio, speech } from './media-commands.ts';

interface DigitParams {
  readonly minimum_digits?: number | undefined;
  readonly maximum_digits?: number | undefined;
  readonly maximum_tries?: number | undefined;
  readonly timeout_millis?: number | undefined;
  readonly inter_digit_timeout_millis?: number | undefined;
  readonly initial_timeout_millis?: number | undefined;
  readonly terminating_digit?: string | undefined;
  readonly valid_digits?: string | undefined;
  readonly gather_id?: string | undefined;
}

function rulesOf(params: DigitParams, prompted: boolean): GatherRules {
  return {
    minimumDigits: params.minimum_digits ?? 1,
    maximumDigits: params.maximum_digits ?? 128,
    validDigits: params.valid_digits ?? '0123456789#*',
    terminatingDigit: params.terminating_digit ?? '#',
    timeoutMs: params.timeout_millis ?? 60_000,
    interDigitTimeoutMs: params.inter_digit_timeout_millis ?? 5_000,
    initialTimeoutMs: prompted ? undefined : (params.initial_timeout_millis ?? 5_000),
    tries: prompted ? (params.maximum_tries ?? 3) : 1,
    gatherId: params.gather_id,
  };
}

function begin(leg: Leg, rules: GatherRules, playPrompt: PlayPrompt | undefined): Accepted | Problem {
  if (leg.gather) {
    if (leg.variants.secondGather === 'refused') {
      return problem('unprocessable', { detail: 'A gather is in progress on this call.' });
    }
    leg.gather.end('cancelled');
  }
  const gather = new Gather(leg, rules, playPrompt, () => {
    if (leg.gather === gather) leg.gather = undefined;
    leg.soundChanged();
  });
  leg.gather = gather;
  gather.begin();
  leg.soundChanged();
  return ok();
}

/** Prompts go through the leg's media queue: behind whatever plays there already. */
function promptOn(leg: Leg, mediaOf: (which: 'first' | 'again' | 'invalid') => Media): PlayPrompt {
  return (which, onEnded) => {
    const item = leg.media.add({ ...mediaOf(which), onEnded });
    return () => leg.media.remove(item, 'cancelled');
  };
}

/** `gather`: no prompt, one try, five seconds for the first digit. */
export const gather: Handler<'gather'> = (_carrier, leg, params) => begin(leg, rulesOf(params, false), undefined);

/** `gather_using_speak`: sends no speak events (variant V1). */
export const gatherUsingSpeak: Handler<'gatherUsingSpeak'> = (_carrier, leg, params) => {
  const announced = leg.variants.gatherUsingSpeakEmitsSpeakEvents;
  const prompt = promptOn(leg, (which) => {
    const text = which === 'invalid' ? (params.invalid_payload ?? params.payload) : params.payload;
    return speech(leg, text, { announced });
  });
  return begin(leg, rulesOf(params, true), prompt);
};

/** `gather_using_audio`: its prompt sends playback events. */
export const gatherUsingAudio: Handler<'gatherUsingAudio'> = ({ world }, leg, params) => {
  const first = { url: params.audio_url, name: params.media_name, cached: false };
  const invalid = { url: params.invalid_audio_url, name: params.invalid_media_name, cached: false };
  const hasInvalid = invalid.url !== undefined || invalid.name !== undefined;
  const refused = [first, ...(hasInvalid ? [invalid] : [])].map((source) => audio(world, leg, source)).find(isProblem);
  if (refused) return refused;
  const prompt = promptOn(leg, (which) => {
    const media = audio(world, leg, which === 'invalid' && hasInvalid ? invalid : first);
    return isProblem(media) ? speech(leg, '') : media;
  });
  return begin(leg, rulesOf(params, true), prompt);
};

function isProblem(media: Media | Problem): media is Problem {
  return 'code' in media;
}

/** `gather_stop`: `call.gather.ended` comes with status `cancelled`. */
export const stopGather: Handler<'stopGather'> = (_carrier, leg) => {
  if (!leg.gather) {
    return leg.variants.stopOfNothing === 'ok'
      ? ok()
      : problem('unprocessable', { detail: 'No gather is in progress.' });
  }
  leg.gather.end('cancelled');
  return ok();
};
