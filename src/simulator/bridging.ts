/**
 * Two legs that hear each other: how they come together, and what becomes of one when the other leaves. It knows queues
 * only as something a leg leaves when it is bridged. Source: Telnyx OpenAPI, bridge; Telnyx docs, Queueing calls.
 */
import { limitDuration, longestCallSecs } from './dialling.ts';
import type { Leg } from './leg.ts';
import { drawMs } from './timing.ts';
import type { WaitingQueues } from './waiting-queue.ts';
import { ownHangup } from './world.ts';

/** A bridge to be made. */
export interface BridgeWish {
  readonly first: Leg;
  readonly second: Leg;
  /** Which of them get `call.bridged`. */
  readonly announced: 'both' | 'second';
  readonly onBridged?: (() => void) | undefined;
}

/** Joins two legs after a moment; an incoming one that still rings is answered first (variant V6). */
export function bridgeSoon(queues: WaitingQueues, wish: BridgeWish): void {
  const { first, second } = wish;
  answerIfAlerting(first);
  answerIfAlerting(second);
  const firstInMs = drawMs(first.random, first.timing.bridge);
  const secondInMs = Math.max(1, firstInMs + drawMs(first.random, first.timing.bridgePartner));
  first.after(Math.min(firstInMs, secondInMs), () => {
    if (!second.alive) return;
    join(queues, first, second);
    const joinedInMs = Math.min(firstInMs, secondInMs);
    if (wish.announced === 'both') announce(first, firstInMs - joinedInMs);
    announce(second, secondInMs - joinedInMs);
    wish.onBridged?.();
  });
}

function announce(leg: Leg, delayMs: number): void {
  // Captured: start_time is in call.bridged, though no schema lists it.
  const payload = { start_time: new Date(leg.initiatedAt).toISOString().replace('Z', '000Z') };
  if (delayMs === 0) leg.emit('call.bridged', payload);
  else leg.emitLater(delayMs, 'call.bridged', payload);
}

function answerIfAlerting(leg: Leg): void {
  if (leg.direction === 'incoming' && leg.signalling === 'alerting') {
    leg.answered(leg.variants.bridgeOfAlertingLegEmitsAnswered);
    limitDuration(leg, longestCallSecs);
  }
}

function join(queues: WaitingQueues, first: Leg, second: Leg): void {
  for (const leg of [first, second]) {
    unbridge(leg);
    queues.leave(leg, 'bridged');
    if (leg.variants.mediaOnBridge === 'stops') leg.media.cut('cancelled');
    leg.hold(false);
  }
  first.attach({ kind: 'bridged', peer: second });
  second.attach({ kind: 'bridged', peer: first });
  first.whenEnded(() => partnerLeft(second, first));
  second.whenEnded(() => partnerLeft(first, second));
}

/** Takes a leg out of its bridge; the partner hangs up or parks, the leg itself stays, parked. */
export function unbridge(leg: Leg): void {
  if (leg.attachment.kind !== 'bridged') return;
  const { peer } = leg.attachment;
  leg.attach({ kind: 'none' });
  partnerLeft(peer, leg);
}

/** No event tells a parked leg that its partner has gone. */
function partnerLeft(leg: Leg, partner: Leg): void {
  if (!leg.alive || leg.attachment.kind !== 'bridged' || leg.attachment.peer !== partner) return;
  leg.attach({ kind: 'none' });
  if (leg.parksAfterUnbridge) return;
  if (leg.holdsAfterUnbridge) {
    leg.hold(true);
    return;
  }
  leg.after(drawMs(leg.random, leg.timing.unbridge), () => {
    if (leg.attachment.kind === 'none') leg.end({ ...ownHangup(leg), sip: '200' });
  });
}
