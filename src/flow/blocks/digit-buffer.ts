/**
 * The digit buffer: keys that a caller presses before a menu or a collect asks for them, kept in a member of the
 * context. What a buffer holds is `typed-keys.ts`.
 */
import { assign } from 'xstate';
import { bufferIn, dropStrays, noteKey, takeGathered, takeKeys, type DigitBuffer } from '../typed-keys.ts';
import { checkBlock, MemberOption } from './block-options.ts';

/**
 * Transitions that keep what a caller keys while nobody asks: spread them into `on` of the machine, or of the states in
 * which keys count. `menu` and `collect` with `typed: 'keys'` take keys from the buffer before they listen.
 *
 * @param member the member of the context, a `DigitBuffer`
 *
 * @example
 * ```ts
 * import { setup } from 'xstate';
 * import { callActions, callGuards, digitBuffer, menu, noKeys, say, type CallEvents, type DigitBuffer } from 'callchart';
 *
 * setup({
 *   types: { context: {} as { keys: DigitBuffer }, events: {} as CallEvents },
 *   actions: callActions,
 *   guards: callGuards,
 * }).createMachine({
 *   id: 'impatient',
 *   version: '1',
 *   context: { keys: noKeys },
 *   on: { ...digitBuffer('keys') },
 *   initial: 'welcome',
 *   states: {
 *     welcome: say({ prompt: 'Welcome to the shop.', next: 'menu' }),
 *     menu: menu({ prompt: 'Press 1 for sales.', choices: { 1: 'sales' }, otherwise: 'sales', typed: 'keys' }),
 *     sales: {},
 *   },
 * });
 * ```
 */
export function digitBuffer(member: string): {
  readonly 'call.dtmf.received': { readonly actions: (args: unknown) => void };
} {
  checkBlock('digitBuffer', { member: MemberOption }, { member });
  return { 'call.dtmf.received': { actions: changing(member, noteKey) } };
}

/** An `assign` that fits every machine. */
type BufferAction = (args: unknown) => void;

/** After a gather: it has taken its keys. */
export const gathered = (member: string): BufferAction => changing(member, takeGathered);

/** After a choice from the buffer: so many keys have been taken. */
export const took = (member: string, count: number): BufferAction =>
  changing(member, (buffer) => takeKeys(buffer, count));

/** Before a choice: keys that cannot be meant are dropped. */
export const sifted = (member: string, wanted: readonly string[]): BufferAction =>
  changing(member, (buffer) => dropStrays(buffer, wanted));

/** Notes a key that can be meant. */
export const noted = (member: string, wanted: readonly string[]): BufferAction =>
  changing(member, (buffer, event) => dropStrays(noteKey(buffer, event), wanted));

function changing(member: string, change: (buffer: DigitBuffer, event: unknown) => DigitBuffer): BufferAction {
  return assign<Readonly<Record<string, unknown>>, { type: string }, undefined, { type: string }, never>({
    [member]: ({ context, event }: { readonly context: unknown; readonly event: unknown }) =>
      change(bufferIn(context, member), event),
  }) as unknown as BufferAction;
}
