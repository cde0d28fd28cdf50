/**
 * Plays and gathers of one leg, and the one hard question about them: whose completion is this? A completion reaches
 * the machine when it completes what the machine is waiting for, the newest play of its kind. It is held back only on
 * proof that it belongs to an older one; in doubt it is delivered. Telnyx queues plays first in, first out (Telnyx
 * docs: playback_start), so an `ended` before the newest has started is an older one's.
 */
import type { Gather, Leg, Play } from './leg.ts';

/** The kinds whose completions are told apart. */
export type CompletionKind = Play['kind'] | 'gather';

type Payload = Readonly<Record<string, unknown>>;

// Enough to recognise every late webhook of a call that is alive: plays last seconds, webhooks are late by seconds.
const rememberedPlays = 16;

/** The kind of completion an event is, if any. */
export function completionKind(type: string, payload: Payload): CompletionKind | undefined {
  switch (type) {
    case 'call.speak.ended':
      return 'speak';
    case 'call.playback.ended':
      return payload['overlay'] === true ? 'overlay' : 'playback';
    case 'call.gather.ended':
      return 'gather';
    default:
      return undefined;
  }
}

/** Whether a playback ended because it could not be played: that is a failure, not a completion. */
export function isFailedPlayback(type: string, payload: Payload): boolean {
  return type === 'call.playback.ended' && (payload['status'] === 'failed' || payload['status'] === 'file_not_found');
}

/** A play has begun to sound. */
export function startPlay(leg: Leg, kind: Play['kind'], payload: Payload, at: number): Leg {
  const started = leg.plays.find((play) => play.kind === kind && play.startedAt === undefined && mayBe(play, payload));
  if (started === undefined) return leg;
  const speakId = speakIdOf(payload);
  return {
    ...leg,
    plays: leg.plays.map((play) =>
      play === started ? { ...play, startedAt: at, ...(speakId !== undefined && { speakId }) } : play,
    ),
  };
}

/** What a completion means for the leg. */
export interface Completion {
  /** `newest`: deliver it. Otherwise the newest play, which the machine waits for, by its command id. */
  readonly superseded: string | undefined;
  /** Whether the newest has already given a sign: then nothing more will come of this completion. */
  readonly settled: boolean;
  readonly leg: Leg;
}

/**
 * Decides whose completion it is, and closes that play or gather.
 *
 * @param tokenStep the step in the event's `client_state`, if it bears a token of ours
 */
export function complete(leg: Leg, kind: CompletionKind, payload: Payload, tokenStep: number | undefined): Completion {
  return kind === 'gather' ? completeGather(leg, payload, tokenStep) : completePlay(leg, kind, payload, tokenStep);
}

function completePlay(leg: Leg, kind: Play['kind'], payload: Payload, tokenStep: number | undefined): Completion {
  const speakId = speakIdOf(payload);
  const open = leg.plays.filter((play) => play.kind === kind);
  // A loop never completes: it supersedes nothing.
  const newest = open.findLast((play) => !play.infinite);
  if (newest !== undefined && !newest.stopped && isAnothers(leg, newest, open, payload, tokenStep)) {
    const own = ownerOf(open, newest, speakId);
    return { superseded: newest.commandId, settled: newest.startedAt !== undefined, leg: close(leg, own, speakId) };
  }
  if (newest === undefined && speakId !== undefined && leg.past.includes(speakId))
    return { superseded: '', settled: true, leg };
  const own = newest ?? open.at(0);
  return { superseded: undefined, settled: true, leg: close(forgetOlder(leg, own), own, speakId) };
}

/** Proof that a completion is not the newest play's. A missing token or a time stamp proves nothing. */
function isAnothers(
  leg: Leg,
  newest: Play,
  open: readonly Play[],
  payload: Payload,
  tokenStep: number | undefined,
): boolean {
  const speakId = speakIdOf(payload);
  if (speakId !== undefined && newest.speakId !== undefined) return speakId !== newest.speakId;
  if (speakId !== undefined && leg.past.includes(speakId)) return true;
  if (tokenStep !== undefined && tokenStep < newest.step) return true;
  if (newest.kind !== 'speak' && !mayBe(newest, payload)) return true;
  const olderOpen = open.some((play) => play !== newest && open.indexOf(play) < open.indexOf(newest));
  return olderOpen && newest.startedAt === undefined;
}

/** The older play that a superseded completion closes: by its `speak_id`, else the oldest. */
function ownerOf(open: readonly Play[], newest: Play, speakId: string | undefined): Play | undefined {
  const older = open.filter((play) => play !== newest);
  return older.find((play) => speakId !== undefined && play.speakId === speakId) ?? older.at(0);
}

/** First in, first out: when a play is over, those before it are too, though their webhooks may still come. */
function forgetOlder(leg: Leg, own: Play | undefined): Leg {
  if (own === undefined) return leg;
  const index = leg.plays.indexOf(own);
  const older = leg.plays.filter((play, position) => position < index && play.kind === own.kind && !play.infinite);
  return {
    ...leg,
    plays: leg.plays.filter((play) => !older.includes(play)),
    past: remember(
      leg.past,
      older.map((play) => play.speakId),
    ),
  };
}

function close(leg: Leg, play: Play | undefined, speakId: string | undefined): Leg {
  return {
    ...leg,
    plays: play === undefined ? leg.plays : leg.plays.filter((one) => one !== play),
    past: remember(leg.past, [speakId ?? play?.speakId]),
  };
}

function remember(past: readonly string[], ids: readonly (string | undefined)[]): readonly string[] {
  const added = ids.filter((id): id is string => id !== undefined && !past.includes(id));
  return added.length === 0 ? past : [...past, ...added].slice(-rememberedPlays);
}

/**
 * A second gather is not documented; where it replaces the first, the first ends as `cancelled`. Nothing announces a
 * gather's start but the answer to its command.
 */
function completeGather(leg: Leg, payload: Payload, tokenStep: number | undefined): Completion {
  const newest = leg.gathers.at(-1);
  if (newest === undefined) return { superseded: undefined, settled: true, leg };
  const older = leg.gathers.at(0) as Gather;
  const olderOpen = older !== newest;
  const another =
    !newest.stopped &&
    ((tokenStep !== undefined && tokenStep < newest.step) ||
      (olderOpen && (newest.acceptedAt === undefined || payload['status'] === 'cancelled')));
  if (!another) return { superseded: undefined, settled: true, leg: { ...leg, gathers: [] } };
  const gathers = olderOpen ? leg.gathers.slice(1) : leg.gathers;
  return { superseded: newest.commandId, settled: newest.acceptedAt !== undefined, leg: { ...leg, gathers } };
}

/** Whether the newest play of a withheld completion has given a sign of life. */
export function hasSign(leg: Leg, commandId: string): boolean {
  const play = leg.plays.find((one) => one.commandId === commandId);
  const gather = leg.gathers.find((one) => one.commandId === commandId);
  if (play !== undefined) return play.startedAt !== undefined;
  // Neither open: it ended, and its own completion was delivered.
  return gather === undefined || gather.acceptedAt !== undefined;
}

/** Marks what a stop command reaches: after a stop nothing is withheld. */
export function stopPlays(leg: Leg, reaches: (play: Play) => boolean): Leg {
  return { ...leg, plays: leg.plays.map((play) => (reaches(play) ? { ...play, stopped: true } : play)) };
}

/** Marks every open gather as stopped. */
export function stopGathers(leg: Leg): Leg {
  return { ...leg, gathers: leg.gathers.map((gather) => ({ ...gather, stopped: true })) };
}

/** The `speak_id` of a webhook (seen in captures, in no schema). */
export function speakIdOf(payload: Payload): string | undefined {
  const id = payload['speak_id'];
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** Whether a webhook may be about this play: media that differ prove that it is not; missing ones prove nothing. */
function mayBe(play: Play, payload: Payload): boolean {
  if (play.media === undefined) return true;
  const named = [payload['media_url'], payload['media_name']].filter((name) => typeof name === 'string' && name !== '');
  return named.length === 0 || named.includes(play.media);
}
