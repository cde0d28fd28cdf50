/**
 * One leg: its role and identifiers, and its connection state on three axes (signalling, attachment, activities), the
 * way CCXML keeps connections. A connection state changes when an event is processed, never when a command is issued;
 * what was asked for but not confirmed is kept apart (`pending`, plays that are not accepted).
 */

/** A speak or playback that was issued and whose end has not been seen. */
export interface Play {
  readonly commandId: string;
  readonly kind: 'speak' | 'playback' | 'overlay';
  readonly step: number;
  /** A loop without end: it never completes. */
  readonly infinite: boolean;
  /** What is played, to recognise its webhooks: `audio_url` or `media_name`. */
  readonly media?: string;
  /** Longest time it can sound once it has started, milliseconds. */
  readonly limitMs: number;
  /** When Telnyx accepted it. */
  readonly acceptedAt?: number;
  /** When it started to sound. */
  readonly startedAt?: number;
  /** `speak_id` of its started event. */
  readonly speakId?: string;
  /** A stop was issued after it: of what sounds, or of the whole queue. */
  readonly stopped?: 'current' | 'all';
  /** The state nodes that asked for it. */
  readonly origin: readonly string[];
}

/** A gather that was issued and whose end has not been seen. */
export interface Gather {
  readonly commandId: string;
  readonly command: string;
  readonly step: number;
  readonly sensitive: boolean;
  /** Longest time it can take once accepted, milliseconds. */
  readonly limitMs: number;
  readonly acceptedAt?: number;
  readonly stopped?: true;
  /** The state nodes that asked for it. */
  readonly origin: readonly string[];
}

/** What a leg is attached to. */
export type Attachment =
  | { readonly type: 'none' }
  | { readonly type: 'bridged'; readonly peer?: string }
  | { readonly type: 'queued'; readonly queue?: string }
  | { readonly type: 'conference'; readonly id?: string }
  | { readonly type: 'supervising' };

/** Something accepted by Telnyx that will attach the leg: it holds the caller until it is done or given up. */
export interface PendingAttachment {
  readonly commandId: string;
  readonly kind: 'transfer' | 'bridge' | 'enqueue' | 'refer';
  /** The other leg, where there is one. */
  readonly peer?: string;
  /** Whether Telnyx has accepted the command. */
  readonly acceptedAt?: number;
  /** How long it may take once accepted, milliseconds. */
  readonly limitMs: number;
}

/** A conversation engine or stream that talks to the leg. */
export interface Engagement {
  readonly commandId: string;
  readonly kind: 'assistant' | 'relay' | 'gather' | 'stream' | 'payment';
  /** Whether it is known to run. */
  readonly running: boolean;
  /** When Telnyx accepted it: until it says that it runs, it is given a moment. */
  readonly acceptedAt?: number;
  /** What the caller says to it is private. */
  readonly sensitive?: true;
}

/** A recording that was asked for and of which no file has been reported. */
export interface Recording {
  readonly commandId: string;
  /** One with a limit (voicemail) keeps a leg busy; one of the whole call does not. */
  readonly limited: boolean;
  /** Longest time it can take once accepted, milliseconds. */
  readonly limitMs: number;
  readonly acceptedAt?: number;
}

/** A leg of a call. */
export interface Leg {
  /** `<role>#<n>`: `caller#1`, `agent#2`. */
  readonly id: string;
  readonly role: string;
  /** The flow's first leg, whose events have bare names. */
  readonly first: boolean;
  readonly direction: 'incoming' | 'outgoing';
  readonly callControlId?: string;
  readonly callLegId?: string;
  readonly callSessionId?: string;
  readonly connectionId?: string;
  readonly from?: string;
  readonly to?: string;
  readonly signalling: 'requested' | 'alerting' | 'answered' | 'ended';
  readonly attachment: Attachment;
  /** The far end has put us on hold. */
  readonly held: boolean;
  readonly plays: readonly Play[];
  /** `speak_id`s whose play is over, newest last, to recognise late webhooks. */
  readonly past: readonly string[];
  readonly gathers: readonly Gather[];
  readonly recordings: readonly Recording[];
  readonly engagements: readonly Engagement[];
  readonly pending?: PendingAttachment;
  /** Answering machine detection under way. */
  readonly detecting?: string;
  /** The leg it was dialled to be linked with. */
  readonly linked?: string;
  /** It was dialled to supervise another leg. */
  readonly supervises?: true;
  /** The author's own `client_state`, handed back in every event. */
  readonly clientState?: string;
  /** Until when keys are private though the sensitive gather has ended: key webhooks come late. */
  readonly privateUntil?: number;
  /** Since when an answered leg hears nothing. */
  readonly quietSince?: number;
  /** How long it heard nothing before `leg.silent` last told of it, in milliseconds. */
  readonly quietBeforeMs?: number;
  /** The longest time that it heard nothing, in milliseconds. */
  readonly longestQuietMs?: number;
  /** When the engine last asked Telnyx to hang it up, and how often. */
  readonly hangup?: { readonly at: number; readonly attempts: number };
  /** Hang up when what is being said has been said, but at this time at the latest. */
  readonly releaseBy?: number;
  /** The leg is known to be over, but its `call.hangup` has not come: it is made at this time. */
  readonly hangupDueAt?: number;
  /** Telnyx has accepted its `answer`: if `call.answered` has not come by then, it is made. */
  readonly answerDueAt?: number;
  /** Its `call.answered` was made: the flow has it, and Telnyx' own is not told once more. */
  readonly answerMade?: true;
  /** The leg's life is being asked for (GET /calls/{id}). */
  readonly checking?: true;
  /** When the leg was last heard of. */
  readonly seenAt: number;
  readonly answeredAt?: number;
  readonly endedAt?: number;
  /** `legs.ended` has counted it. */
  readonly reportedEnd?: true;
  /** It was taken to have never come to be, and lives after all: it is being hung up, and the flow does not hear of it. */
  readonly ghost?: true;
  /** How it ended. */
  readonly cause?: { readonly hangup_cause: string; readonly hangup_source: string; readonly sip_hangup_cause: string };
}

/** A new leg of which nothing is known but who it is. */
export function newLeg(identity: Pick<Leg, 'id' | 'role' | 'first' | 'direction'> & Partial<Leg>, at: number): Leg {
  return {
    signalling: identity.direction === 'incoming' ? 'alerting' : 'requested',
    attachment: { type: 'none' },
    held: false,
    plays: [],
    past: [],
    gathers: [],
    recordings: [],
    engagements: [],
    seenAt: at,
    ...identity,
  };
}

/** Whether the leg has not ended. */
export const isLive = (leg: Leg): boolean => leg.signalling !== 'ended';

/** Whether there is somebody to talk to: the leg has not ended, and Telnyx has not said that it is over either. */
export const isThere = (leg: Leg): boolean => isLive(leg) && leg.hangupDueAt === undefined;

// A stream says within a second or two that it runs; a lost webhook must not hold a caller for ever.
export const startLimitMs = 10_000;

/** Whether something holds the leg, so that ending the flow must not hang it up. */
export function isHeld(leg: Leg, at: number): boolean {
  return (
    leg.attachment.type !== 'none' ||
    isPendingAttachment(leg, at) ||
    leg.engagements.some((one) => one.running || (one.acceptedAt !== undefined && at < one.acceptedAt + startLimitMs))
  );
}

/** Whether a transfer, bridge or enqueue that Telnyx accepted may still attach the leg. */
export function isPendingAttachment(leg: Leg, at: number): boolean {
  const { pending } = leg;
  return pending?.acceptedAt !== undefined && at < pending.acceptedAt + pending.limitMs;
}

/** Whether a play may be sounding at `at`: accepted or started, and not longer ago than it can last. */
export function isSounding(play: Play, at: number): boolean {
  const since = play.startedAt ?? play.acceptedAt;
  if (since === undefined) return false;
  return (play.infinite && play.stopped === undefined) || at < since + play.limitMs;
}

/** Whether nothing plays to, gathers from or holds an answered leg. A pending timer is no excuse. */
export function isQuiet(leg: Leg, at: number): boolean {
  return (
    leg.signalling === 'answered' &&
    !leg.held &&
    !isHeld(leg, at) &&
    !leg.plays.some((play) => isSounding(play, at)) &&
    !leg.gathers.some((gather) => isUnderWay(gather, at)) &&
    !leg.recordings.some((recording) => recording.limited && isUnderWay(recording, at))
  );
}

/** Keeps count of how long the leg has heard nothing. */
export function withQuiet({ quietSince, quietBeforeMs = 0, ...leg }: Leg, at: number): Leg {
  const quietMs = quietSince === undefined ? 0 : quietBeforeMs + at - quietSince;
  const longestQuietMs = Math.max(quietMs, leg.longestQuietMs ?? 0);
  return {
    ...leg,
    ...(longestQuietMs > 0 && { longestQuietMs }),
    ...(isQuiet(leg, at) && { quietSince: quietSince ?? at, ...(quietBeforeMs > 0 && { quietBeforeMs }) }),
  };
}

/** Whether a gather or recording that Telnyx accepted may still be under way. */
const isUnderWay = (one: Gather | Recording, at: number): boolean =>
  one.acceptedAt !== undefined && at < one.acceptedAt + one.limitMs;

/** Whether digits of this leg are private at `at`. */
export function isPrivate(leg: Leg, at: number): boolean {
  return isAskedInPrivate(leg) || (leg.privateUntil !== undefined && at < leg.privateUntil);
}

/** Whether private digits were or are asked for on any of them: a flow may have kept them in its context. */
export function mayKnowPrivate(legs: readonly Leg[]): boolean {
  return legs.some((leg) => leg.privateUntil !== undefined || isAskedInPrivate(leg));
}

/** Whether something private is being asked right now. */
export function isAskedInPrivate(leg: Leg): boolean {
  return leg.gathers.some((gather) => gather.sensitive) || leg.engagements.some((one) => one.sensitive === true);
}
