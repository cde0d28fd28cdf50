/**
 * speak, playback_start, playback_stop. Source: Telnyx OpenAPI.
 */
import type { CommandParams } from '../../telnyx/commands/index.ts';
import type { Leg } from '../leg.ts';
import type { Media } from '../media-queue.ts';
import { type Problem, problem } from '../problem.ts';
import { drawMs } from '../timing.ts';
import type { World } from '../world.ts';
import { type Handler, ok } from './command.ts';

/** Speech of that text. */
export function speech(leg: Leg, text: string, more: Partial<Media> = {}): Media {
  const { speechPerCharacterMs, speechMinimumMs, speakStart } = leg.timing;
  const spoken = text.replaceAll(/<[^>]*>/g, '');
  return {
    kind: 'speak',
    content: text,
    loops: 1,
    lengthMs: Math.max(speechMinimumMs, spoken.length * speechPerCharacterMs),
    startMs: drawMs(leg.random, speakStart),
    overlay: false,
    target: 'self',
    announced: true,
    ...more,
  };
}

/** An audio file, by URL or by the name of what was uploaded. */
export function audio(
  world: World,
  leg: Leg,
  source: { url?: string | undefined; name?: string | undefined; cached: boolean },
  more: Partial<Media> = {},
): Media | Problem {
  const content = source.url ?? source.name ?? 'inline audio';
  const fate = world.mediaFate(content);
  if (fate === 'unreachable') return problem('audioUnreachable');
  const { playbackStart, playbackStartCached } = leg.timing;
  return {
    kind: 'playback',
    content,
    mediaUrl: source.url,
    mediaName: source.name,
    loops: 1,
    lengthMs: typeof fate === 'number' ? fate : 0,
    startMs: drawMs(leg.random, source.cached ? playbackStartCached : playbackStart),
    failure: fate === 'not found' ? 'file_not_found' : fate === 'failed' ? 'failed' : undefined,
    overlay: false,
    target: 'self',
    announced: true,
    ...more,
  };
}

function loopsOf(loop: string | number | undefined): number {
  if (loop === undefined) return 1;
  return loop === 'infinity' ? Infinity : Number(loop);
}

function targetOf(target: string | undefined): Media['target'] {
  return target === 'opposite' || target === 'both' ? target : 'self';
}

/** `stop` on a new command: `current` goes on with what waits, `all` empties the queue first. */
function stopFirst(leg: Leg, stop: string | undefined): void {
  if (stop === 'current' || stop === 'all') leg.media.stop(stop);
}

/** `speak`. */
export const speak: Handler<'speak'> = (_carrier, leg, params) => {
  stopFirst(leg, params.stop);
  leg.media.add(speech(leg, params.payload, { loops: loopsOf(params.loop), target: targetOf(params.target_legs) }));
  return ok();
};

const played = new WeakMap<World, Set<string>>();

/** A file is slower the first time, unless `cache_audio` is off (Telnyx OpenAPI: playback_start). */
function isCached(world: World, params: CommandParams<'startPlayback'>): boolean {
  const content = params.audio_url ?? params.media_name;
  if (content === undefined || params.cache_audio === false) return false;
  const known = played.get(world) ?? new Set<string>();
  played.set(world, known);
  const cached = known.has(content);
  known.add(content);
  return cached;
}

/** `playback_start`. */
export const startPlayback: Handler<'startPlayback'> = ({ world }, leg, params) => {
  const overlay = params.overlay === true;
  if (overlay && !leg.media.acceptsOverlay) {
    return problem('badRequest', { detail: 'overlay needs a playback in progress.', pointer: '/overlay' });
  }
  const source = { url: params.audio_url, name: params.media_name, cached: isCached(world, params) };
  const media = audio(world, leg, source, {
    loops: loopsOf(params.loop),
    overlay,
    target: targetOf(params.target_legs),
  });
  if ('code' in media) return media;
  stopFirst(leg, params.stop);
  leg.media.add(media);
  return ok();
};

/** `playback_stop`: stops speech as well. */
export const stopPlayback: Handler<'stopPlayback'> = (_carrier, leg, params) => {
  const found =
    params.overlay === true ? leg.media.stopOverlays() : leg.media.stop(params.stop === 'current' ? 'current' : 'all');
  return found || leg.variants.stopOfNothing === 'ok' ? ok() : problem('unprocessable', { detail: 'Nothing plays.' });
};
