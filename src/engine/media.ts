/**
 * Plays and gathers of one leg, and the one hard question about them: whose completion is this? A completion reaches
 * the machine when it completes what the machine is waiting for, the newest play of its kind. It is held back only on
 * proof that it belongs to an older one; in doubt it is delivered. Telnyx queues plays first in, first out (Telnyx
 * docs: playback_start), so an `ended` before the newest has started is an older one's.
 */
import { type Gather, isSounding, type Leg, type Play } from './leg.ts';
import { decodeToken } from './token.ts';

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

/** A play has begun to sound: the first of its kind that it may be. One that is known to have ended begins no more. */
export function startPlay(leg: Leg, kind: Play['kind'], payload: Payload, at: number): Leg {
  const speakId = speakIdOf(payload);
  if (speakId !== undefined && leg.past.includes(speakId)) return leg;
  const started = leg.plays.find(
    (play) =>
      play.kind === kind && play.startedAt === undefined && mayBe(leg, play, payload) && !isGone(leg, play, payload),
  );
  if (started === undefined) return leg;
  return {
    ...leg,
    plays: leg.plays.map((play) =>
      play === started ? { ...play, startedAt: at, ...(speakId !== undefined && { speakId }) } : play,
    ),
  };
}

/** What a completion means for the leg. */
export interface Completion {
  /** The newest play, which the machine waits for, when this is not its completion; undefined: deliver it. */
  readonly superseded: string | undefined;
  /** Whether the newest has already given a sign: then nothing more will come of this completion. */
  readonly settled: boolean;
  /** The play or gather that is over. */
  readonly own: Play | Gather | undefined;
  readonly leg: Leg;
}

/** Decides whose completion it is, and closes that play or gather. */
export function complete(leg: Leg, kind: CompletionKind, payload: Payload, at: number): Completion {
  if (kind === 'gather') return completeGather(leg, payload);
  const completion = completePlay(leg, kind, payload);
  return kind === 'overlay' ? completion : { ...completion, leg: takeTurn(completion.leg, at) };
}

function completePlay(leg: Leg, kind: Play['kind'], payload: Payload): Completion {
  const speakId = speakIdOf(payload);
  if (speakId !== undefined && leg.past.includes(speakId))
    return { superseded: '', settled: true, own: undefined, leg };
  const open = leg.plays.filter((play) => play.kind === kind);
  const possible = open.filter((play) => mayBe(leg, play, payload));
  const newest = waitedFor(open);
  if (newest === undefined || newest.stopped !== undefined) {
    // Nothing is waited for, or a stop was asked for: whatever ends now is news.
    const own = newest?.stopped === 'all' ? newest : possible.at(0);
    return { superseded: undefined, settled: true, own, leg: close(forgetOlder(leg, own), own, speakId) };
  }
  const older = possible.filter((play) => play !== newest && mayEnd(play));
  if (possible.includes(newest) && (newest.startedAt !== undefined || older.length === 0))
    return { superseded: undefined, settled: true, own: newest, leg: close(forgetOlder(leg, newest), newest, speakId) };
  const own = older.at(0);
  return {
    superseded: newest.commandId,
    settled: newest.startedAt !== undefined,
    own,
    leg: close(leg, own, speakId),
  };
}

/** The newest play that will end by itself: a loop never completes, so it supersedes nothing. */
const waitedFor = (open: readonly Play[]): Play | undefined => open.findLast((play) => !play.infinite);

const mayEnd = (play: Play): boolean => !play.infinite || play.stopped !== undefined;

/**
 * Whether a webhook may be about this play. Another `speak_id`, another medium, or a token from before the play was
 * asked for prove that it is not; what is missing, or a time stamp, proves nothing.
 */
function mayBe(leg: Leg, play: Play, payload: Payload): boolean {
  const speakId = speakIdOf(payload);
  if (speakId !== undefined && play.speakId !== undefined) return speakId === play.speakId;
  const step = tokenStep(leg, payload);
  if (step !== undefined && step < play.step) return false;
  if (play.media === undefined) return true;
  const named = [payload['media_url'], payload['media_name']].filter((name) => typeof name === 'string' && name !== '');
  return named.length === 0 || named.includes(play.media);
}

/**
 * Whether a play was cleared from the queue before its turn: commands reach Telnyx in order, so a token of a play that
 * was asked for after the stop proves that the stop was carried out.
 */
function isGone(leg: Leg, play: Play, payload: Payload): boolean {
  if (play.stopped !== 'all') return false;
  const step = tokenStep(leg, payload) ?? -Infinity;
  return leg.plays.some((later) => later.kind === play.kind && later.stopped === undefined && later.step <= step);
}

/** The step of the last command that Telnyx had from us for this leg when it sent the webhook. */
function tokenStep(leg: Leg, payload: Payload): number | undefined {
  const token = decodeToken(payload['client_state']);
  return token?.legId === leg.id ? token.step : undefined;
}

/** First in, first out: when a play is over, those before it are too, though their webhooks may still come. */
function forgetOlder(leg: Leg, own: Play | undefined): Leg {
  if (own === undefined) return leg;
  const index = leg.plays.indexOf(own);
  const older = leg.plays.filter((play, position) => position < index && play.kind === own.kind && mayEnd(play));
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

/** Those that wait in the queue are nearer to their turn: their longest time begins anew. */
function takeTurn(leg: Leg, at: number): Leg {
  return {
    ...leg,
    plays: leg.plays.map((play) =>
      play.kind === 'overlay' || play.startedAt !== undefined || play.acceptedAt === undefined
        ? play
        : { ...play, acceptedAt: at },
    ),
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
function completeGather(leg: Leg, payload: Payload): Completion {
  const newest = leg.gathers.at(-1);
  const oldest = leg.gathers.at(0);
  if (newest === undefined) return { superseded: undefined, settled: true, own: undefined, leg };
  const olderOpen = oldest !== newest;
  const step = tokenStep(leg, payload);
  const another =
    !newest.stopped &&
    ((step !== undefined && step < newest.step) ||
      (olderOpen && (newest.acceptedAt === undefined || payload['status'] === 'cancelled')));
  if (!another) return { superseded: undefined, settled: true, own: newest, leg: { ...leg, gathers: [] } };
  const gathers = olderOpen ? leg.gathers.slice(1) : leg.gathers;
  const own = olderOpen ? oldest : undefined;
  return { superseded: newest.commandId, settled: newest.acceptedAt !== undefined, own, leg: { ...leg, gathers } };
}

/** What the machine waits for, of one kind, and whether that has given a sign of life. */
export interface Awaited {
  readonly commandId: string;
  readonly hasSign: boolean;
  /** Whether something before it in the queue may still be sounding: then it cannot have given a sign. */
  readonly isBehind: boolean;
}

/** The newest play or gather of a kind, if one is open. */
export function awaited(leg: Leg, kind: CompletionKind, at: number): Awaited | undefined {
  if (kind === 'gather') {
    const gather = leg.gathers.at(-1);
    return gather && { commandId: gather.commandId, hasSign: gather.acceptedAt !== undefined, isBehind: false };
  }
  const play = waitedFor(leg.plays.filter((one) => one.kind === kind));
  if (play === undefined) return undefined;
  const before = kind === 'overlay' ? [] : leg.plays.slice(0, leg.plays.indexOf(play));
  const isBehind = before.some((one) => one.kind !== 'overlay' && mayEnd(one) && isSounding(one, at));
  return { commandId: play.commandId, hasSign: play.startedAt !== undefined, isBehind };
}

/** Marks what a stop command reaches: after a stop nothing is withheld. */
export function stopPlays(leg: Leg, how: 'current' | 'all', reaches: (play: Play) => boolean): Leg {
  return { ...leg, plays: leg.plays.map((play) => (reaches(play) ? { ...play, stopped: how } : play)) };
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
