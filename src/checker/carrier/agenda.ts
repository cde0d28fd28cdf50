/**
 * The carrier's agenda: what happens when, ties in the order in which they were asked for, as the simulator's virtual
 * clock does it. It knows no leg but by its number.
 */
import type { CarrierState, Due, Happening } from './carrier-state.ts';

/** Puts something on the agenda that a leg's end takes off it. */
export function after(state: CarrierState, leg: number, delayMs: number, what: Happening): void {
  put(state, leg, delayMs, what, true);
}

/** Puts something on the agenda that happens whatever becomes of the leg. */
export function later(state: CarrierState, leg: number, delayMs: number, what: Happening): void {
  put(state, leg, delayMs, what, false);
}

function put(state: CarrierState, leg: number, delayMs: number, what: Happening, bound: boolean): void {
  const due: Due = { at: state.now + Math.max(0, Math.ceil(delayMs)), order: state.order++, leg, bound, what };
  state.agenda = [...state.agenda, due];
}

/** Takes things off the agenda. */
export function cancel(state: CarrierState, fits: (due: Due) => boolean): void {
  if (state.agenda.some((due) => fits(due))) state.agenda = state.agenda.filter((due) => !fits(due));
}

/** What comes first. */
export function firstDue(state: CarrierState): Due | undefined {
  let first: Due | undefined;
  for (const due of state.agenda) {
    if (first === undefined || due.at < first.at || (due.at === first.at && due.order < first.order)) first = due;
  }
  return first;
}
