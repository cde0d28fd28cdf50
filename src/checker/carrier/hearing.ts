/**
 * What the party of a leg hears, and since when it has heard nothing though nobody waits for it. It changes nothing but
 * that note.
 */
import type { CarrierLeg, CarrierState } from './carrier-state.ts';

/** Whether the party hears anything. */
export function hearsAnything(state: CarrierState, leg: CarrierLeg): boolean {
  if (leg.media.some((item) => item.state === 'playing' && item.target !== 'opposite')) return true;
  if (leg.conversation !== undefined || leg.streams.some(({ talks }) => talks)) return true;
  const { attachment } = leg;
  switch (attachment.kind) {
    case 'bridged': {
      const peer = state.legs[attachment.peer];
      if (peer?.media.some((item) => item.state === 'playing' && item.target !== 'self') === true) return true;
      return peer?.held !== true;
    }
    case 'queued':
      if (attachment.music) return true;
      break;
    case 'conference':
    case 'supervising':
      return true;
    case 'none':
  }
  return state.legs.some((other) => other.ringsFor === leg.index);
}

/** Notes on every leg since when there is dead air. A machine that answered does not mind. */
export function noteSilence(state: CarrierState): void {
  for (const leg of state.legs) {
    const isDead =
      leg.signalling === 'answered' &&
      leg.by?.verdict !== 'machine' &&
      leg.by?.verdict !== 'fax_detected' &&
      leg.gather === undefined &&
      leg.recordings.length === 0 &&
      !leg.held &&
      !hearsAnything(state, leg);
    if (!isDead) leg.deadSince = undefined;
    else leg.deadSince ??= state.now;
  }
}
