/**
 * Where a call is in its flow, as an author writes it: `menu.first`. It knows nothing of calls.
 */
import type { StateValue } from 'xstate';

/** The states without inner states that a call is in; several in parallel ones. */
export function placesOf(value: StateValue): string[] {
  if (typeof value === 'string') return [value];
  return Object.entries(value).flatMap(([name, inner]) => {
    const places = inner === undefined ? [] : placesOf(inner);
    return places.length === 0 ? [name] : places.map((place) => `${name}.${place}`);
  });
}

/** Whether a call is in that state, or in one within it. */
export function isWithin(value: StateValue, state: string): boolean {
  return placesOf(value).some((place) => place === state || place.startsWith(`${state}.`));
}
