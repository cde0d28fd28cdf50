/**
 * Transfers: a second leg that rings on behalf of a first one and is bridged with it when it answers. If nobody answers
 * the first leg stays, parked, in silence. Source: Telnyx OpenAPI, transfer.
 */
import { bridgeSoon } from './bridging.ts';
import { dial, type Dialling } from './dialling.ts';
import type { Leg } from './leg.ts';
import { drawMs } from './timing.ts';
import type { WaitingQueues } from './waiting-queue.ts';
import type { World } from './world.ts';

/** A transfer to be made. */
export interface TransferWish extends Pick<Dialling, 'timeoutSecs' | 'timeLimitSecs' | 'detection' | 'recording'> {
  readonly to: string;
  /** Default: the number that the transferred leg called (Telnyx OpenAPI: transfer, `from`). */
  readonly from?: string | undefined;
  readonly target: Pick<Dialling['leg'], 'clientState' | 'delivery' | 'customHeaders'>;
  /** What the transferred leg hears meanwhile; undefined: the far end's ringback. */
  readonly media?: string | undefined;
}

/** Dials the target; the answer is its leg. */
export function transfer(world: World, queues: WaitingQueues, leg: Leg, wish: TransferWish): Leg {
  // Any command that gets a leg bridged elsewhere takes it out of its queue (Telnyx docs: Queueing calls).
  queues.leave(leg, 'bridging-in-process');
  const stopRinging = leg.hearsRinging(wish.media);
  const { to } = wish;
  const from = wish.from ?? leg.identity.to;
  const target = dial(world, {
    ...wish,
    leg: { ...wish.target, to, from, callSessionId: leg.identity.callSessionId },
    farEnd: world.farEnds.decide({ to, from, by: 'transfer' }),
    initiatedInMs:
      drawMs(leg.random, leg.timing.commandAnswer) + Math.max(1, drawMs(leg.random, leg.timing.dialInitiated)),
    retriesOnTimeout: true,
    onAnswered: (answered) => {
      if (!leg.alive) return;
      const announced = leg.variants.transferBridgedOn === 'both legs' ? 'both' : 'second';
      bridgeSoon(queues, { first: leg, second: answered, announced, onBridged: stopRinging });
    },
  });
  target.whenEnded(stopRinging);
  leg.whenEnded(() => {
    if (target.attachment.kind !== 'none') return;
    target.end(
      target.signalling === 'answered'
        ? { cause: 'normal_clearing', source: 'caller', sip: '200' }
        : { cause: 'originator_cancel', source: 'caller', sip: '487' },
    );
  });
  return target;
}
