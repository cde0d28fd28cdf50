/**
 * How a webhook changes the connection state of its leg, and of the leg it is bridged with. Only what Telnyx reported
 * counts; what a command asked for is in the commands' own files. Sequences: Telnyx docs, "Receiving webhooks for
 * programmable voice", and its OpenAPI document.
 */
import type { Leg } from './leg.ts';
import { startPlay } from './media.ts';

/** A webhook as the engine sees it. */
export interface LegEvent {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

type Change = (leg: Leg, event: LegEvent, at: number) => Leg;

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const withoutEngagements = (...kinds: readonly string[]): Change => {
  return (leg) => ({ ...leg, engagements: leg.engagements.filter((engagement) => !kinds.includes(engagement.kind)) });
};

const detected: Change = (leg) => omit(leg, 'detecting');

/** One entry per event type that says something about a leg; every other event changes nothing. */
const changes: Readonly<Record<string, Change>> = {
  'call.initiated': (leg) => (leg.signalling === 'requested' ? { ...leg, signalling: 'alerting' } : leg),
  'call.answered': (leg, _event, at) =>
    leg.signalling === 'answered'
      ? leg
      : {
          ...omit(leg, 'answerDueAt'),
          signalling: 'answered',
          answeredAt: at,
          ...(leg.supervises && { attachment: { type: 'supervising' } }),
        },
  'call.bridged': (leg, _event, at) => attach(speaking(leg, at), { type: 'bridged', ...named('peer', peerOf(leg)) }),
  'call.enqueued': (leg, { payload }) => attach(leg, { type: 'queued', ...named('queue', payload['queue']) }),
  'call.dequeued': (leg) => dequeued(leg),
  'call.left.queue': (leg) => dequeued(leg),
  'conference.participant.joined': (leg, { payload }) =>
    attach(leg, { type: 'conference', ...named('id', payload['conference_id']) }),
  'conference.participant.left': (leg) =>
    leg.attachment.type === 'conference' ? { ...leg, attachment: { type: 'none' } } : leg,
  'call.hold': (leg) => ({ ...leg, held: true }),
  'call.unhold': (leg) => ({ ...leg, held: false }),
  'call.speak.started': (leg, { payload }, at) => startPlay(leg, 'speak', payload, at),
  'call.playback.started': (leg, { payload }, at) => startPlay(leg, playbackKind(payload), payload, at),
  'call.conversation.ended': withoutEngagements('assistant', 'relay', 'gather'),
  'call.ai_gather.ended': withoutEngagements('gather'),
  'call.payment.completed': withoutEngagements('payment'),
  'streaming.started': (leg) => ({
    ...leg,
    engagements: leg.engagements.map((one) => (one.kind === 'stream' ? { ...one, running: true } : one)),
  }),
  'streaming.stopped': withoutEngagements('stream'),
  'streaming.failed': withoutEngagements('stream'),
  'call.recording.saved': (leg) => ({ ...leg, recordings: leg.recordings.slice(1) }),
  'call.recording.error': (leg) => ({ ...leg, recordings: leg.recordings.slice(1) }),
  'call.machine.detection.ended': detected,
  'call.machine.premium.detection.ended': detected,
  'call.refer.completed': (leg) => omit(leg, 'pending'),
  'call.refer.failed': (leg) => omit(leg, 'pending'),
};

/** The leg after a webhook about it. An event about a leg that has ended changes nothing any more. */
export function changeLeg(leg: Leg, event: LegEvent, at: number): Leg {
  const known = identify(leg, event, at);
  return leg.signalling === 'ended' ? known : (changes[event.type]?.(known, event, at) ?? known);
}

/** The leg after its `call.hangup`: nothing plays, nothing holds it. */
export function endLeg(leg: Leg, payload: Readonly<Record<string, unknown>>, at: number): Leg {
  const {
    pending: _pending,
    quietSince: _quiet,
    checking: _checking,
    hangupDueAt: _due,
    answerDueAt: _answer,
    releaseBy: _by,
    ...rest
  } = leg;
  return {
    ...rest,
    signalling: 'ended',
    attachment: { type: 'none' },
    held: false,
    plays: [],
    gathers: [],
    engagements: [],
    endedAt: at,
    cause: {
      hangup_cause: text(payload['hangup_cause']) ?? 'unspecified',
      hangup_source: text(payload['hangup_source']) ?? 'unknown',
      sip_hangup_cause: text(payload['sip_hangup_cause']) ?? 'unspecified',
    },
  };
}

/**
 * The legs after a webhook about `legId`: a bridge has two ends, and Telnyx is not known to report both
 * (Telnyx docs: transfer lists `call.bridged` for leg B only).
 */
export function changeLegs(legs: readonly Leg[], legId: string, event: LegEvent, at: number): readonly Leg[] {
  const changed = legs.map((leg) => (leg.id === legId ? changeLeg(leg, event, at) : leg));
  const leg = changed.find((one) => one.id === legId);
  if (leg === undefined) return changed;
  if (leg.signalling === 'ended') return changed;
  const paired = event.type === 'call.bridged' ? bridgePartner(changed, leg, at) : changed;
  return unpair(paired, paired.find((one) => one.id === legId) ?? leg);
}

/** A leg is bridged with one other at most: whoever was bridged with it before is not any more. */
function unpair(legs: readonly Leg[], leg: Leg): readonly Leg[] {
  const peer = leg.attachment.type === 'bridged' ? leg.attachment.peer : undefined;
  return legs.map((one) => {
    const partner = one.attachment.type === 'bridged' ? one.attachment.peer : undefined;
    const isLeft =
      one.id !== leg.id && one.id !== peer && partner !== undefined && (partner === leg.id || partner === peer);
    return isLeft ? { ...one, attachment: { type: 'none' } } : one;
  });
}

/**
 * The legs after one has ended: its partner is no longer bridged, who supervised it supervises nobody, and a transfer to
 * it is no longer pending.
 */
export function unbridge(legs: readonly Leg[], legId: string): readonly Leg[] {
  return legs.map((leg) => {
    const bridged = leg.attachment.type === 'bridged' && leg.attachment.peer === legId && leg.id !== legId;
    const supervises = leg.supervises === true && leg.linked === legId;
    // Who answers later supervises nobody.
    const known = supervises ? omit(leg, 'supervises') : leg;
    const isFree = bridged || (supervises && leg.attachment.type === 'supervising');
    const free: Leg = isFree ? { ...known, attachment: { type: 'none' } } : known;
    return free.pending?.peer === legId && isEnded(legs, legId) ? omit(free, 'pending') : free;
  });
}

function bridgePartner(legs: readonly Leg[], leg: Leg, at: number): readonly Leg[] {
  const partner = partnerOf(legs, leg);
  if (partner === undefined) return legs;
  return legs.map((one) => {
    if (one.id === partner.id) return attach(speaking(one, at), { type: 'bridged', peer: leg.id });
    return one.id === leg.id ? attach(one, { type: 'bridged', peer: partner.id }) : one;
  });
}

/**
 * Whom a leg is bridged with: whom it asked for, who asked for it, whom it was linked with; else the flow's first leg,
 * else the only other one.
 */
function partnerOf(legs: readonly Leg[], leg: Leg): Leg | undefined {
  const others = legs.filter((one) => one.id !== leg.id && one.signalling !== 'ended');
  const named = peerOf(leg);
  return (
    others.find((one) => one.id === named) ??
    others.find((one) => one.pending?.peer === leg.id) ??
    others.find((one) => one.attachment.type === 'bridged' && one.attachment.peer === leg.id) ??
    others.find((one) => one.linked === leg.id) ??
    others.find((one) => one.attachment.type === 'bridged' && one.attachment.peer === undefined) ??
    others.find((one) => one.first && one.attachment.type !== 'bridged') ??
    (others.length === 1 ? others[0] : undefined)
  );
}

function peerOf(leg: Leg): string | undefined {
  return leg.pending?.peer ?? (leg.attachment.type === 'bridged' ? leg.attachment.peer : undefined) ?? leg.linked;
}

/** A bridge proves that the leg was answered: `call.answered` may come later (Telnyx docs: no order is guaranteed). */
const speaking = (leg: Leg, at: number): Leg =>
  leg.signalling === 'answered' ? leg : { ...omit(leg, 'answerDueAt'), signalling: 'answered', answeredAt: at };

/** A leg that is attached to something else: what it waited for has come. */
function attach(leg: Leg, attachment: Leg['attachment']): Leg {
  const { pending: _pending, ...rest } = leg;
  return { ...rest, attachment };
}

/** The leg out of its queue, also when it was never told to be in it. */
export function dequeued(leg: Leg): Leg {
  if (leg.attachment.type === 'queued') return { ...leg, attachment: { type: 'none' } };
  return leg.pending?.kind === 'enqueue' ? omit(leg, 'pending') : leg;
}

function identify(leg: Leg, { payload }: LegEvent, at: number): Leg {
  return {
    ...leg,
    ...(leg.callControlId === undefined && named('callControlId', payload['call_control_id'])),
    ...(leg.callLegId === undefined && named('callLegId', payload['call_leg_id'])),
    ...(leg.callSessionId === undefined && named('callSessionId', payload['call_session_id'])),
    ...(leg.connectionId === undefined && named('connectionId', payload['connection_id'])),
    ...(leg.from === undefined && named('from', payload['from'])),
    ...(leg.to === undefined && named('to', payload['to'])),
    seenAt: at,
  };
}

/** Telnyx marks the webhooks of an overlay. */
export function playbackKind(payload: Readonly<Record<string, unknown>>): 'playback' | 'overlay' {
  return payload['overlay'] === true ? 'overlay' : 'playback';
}

/** A leg without one of its optional facts. */
export function omit(
  leg: Leg,
  key: 'pending' | 'detecting' | 'checking' | 'hangupDueAt' | 'answerDueAt' | 'supervises',
): Leg {
  const copy: { -readonly [K in keyof Leg]: Leg[K] } = { ...leg };
  delete copy[key];
  return copy;
}

function named<K extends string>(key: K, value: unknown): { readonly [key in K]?: string } {
  const found = text(value);
  return found === undefined ? {} : ({ [key]: found } as { [key in K]: string });
}

const isEnded = (legs: readonly Leg[], legId: string): boolean =>
  legs.find((leg) => leg.id === legId)?.signalling === 'ended';
