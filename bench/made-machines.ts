/** Machines of any size to step through: states in a ring, with what call flows have in them. They know no call. */
import { createMachine, type AnyStateMachine } from 'xstate';

/**
 * A ring of menus: each state speaks, waits for digits under a guard, and has a timer and a way back; a root handler
 * stands over all of them.
 *
 * @param states how many
 * @param contextBytes about how large the context is as JSON
 */
export function ringOfMenus(states: number, contextBytes: number): AnyStateMachine {
  const names = Array.from({ length: states }, (_, at) => `menu${at}`);
  const next = (at: number): string => names[(at + 1) % states] ?? '';
  return createMachine(
    {
      id: `ring-${states}`,
      version: '1',
      initial: 'menu0',
      context: () => ({ tries: 0, notes: 'x'.repeat(Math.max(0, contextBytes - 40)) }),
      on: { 'call.hangup': { actions: { type: 'hangup', params: {} } } },
      states: Object.fromEntries(
        names.map((name, at) => [
          name,
          {
            entry: { type: 'gatherUsingSpeak', params: { payload: `Menu ${at}. Press 1.`, maximum_digits: 1 } },
            on: {
              'call.gather.ended': [
                { guard: { type: 'digits', params: '1' }, target: next(at) },
                { target: name, reenter: true },
              ],
            },
            after: { 45_000: next(at) },
          },
        ]),
      ),
    },
    {
      actions: { gatherUsingSpeak: () => undefined, hangup: () => undefined },
      guards: { digits: ({ event }, digits: unknown) => (event as unknown as DigitsEvent).payload.digits === digits },
    },
  );
}

interface DigitsEvent {
  readonly type: 'call.gather.ended';
  readonly payload: { readonly digits: string };
}

/** A key press that moves any of the menus on. */
export const pressOne = {
  type: 'call.gather.ended',
  leg: 'caller#1',
  id: 'evt',
  occurred_at: '2026-01-01T00:00:00Z',
  payload: { digits: '1', status: 'valid' },
} as const;
