/**
 * Calls to replay: made by the real runtime and the simulated carrier, with faults, crashes, keys and private digits.
 */
import { type RecordedCall, recordCall } from 'callchart';
import { simulate } from 'callchart/testing';
import type { AnyStateMachine } from 'xstate';
import { setup } from 'xstate';
import { answer, callActions, callGuards, gatherUsingSpeak, speak, transfer, type CallEvents } from 'callchart';

/** A menu whose parts can be changed: a prompt, a timer, the name of a state. */
export function menuFlow(
  change: {
    readonly prompt?: string;
    readonly menuTimerMs?: number | undefined;
    readonly endName?: string;
    readonly version?: string;
  } = {},
): AnyStateMachine {
  const { prompt = 'Goodbye.', endName = 'goodbye', version = '1' } = change;
  const menuTimerMs = 'menuTimerMs' in change ? change.menuTimerMs : 12_000;
  return setup({
    types: { events: {} as CallEvents<'sales'>, context: {} as { pressed: string[] } },
    actions: callActions,
    guards: callGuards,
  }).createMachine({
    id: 'menu-flow',
    version,
    context: { pressed: [] },
    initial: 'answering',
    states: {
      answering: { entry: answer(), on: { 'call.answered': 'menu' } },
      menu: {
        entry: gatherUsingSpeak({
          payload: 'Press 1 for sales, 2 to leave.',
          voice: 'female',
          maximum_digits: 1,
          timeout_millis: 20_000,
        }),
        on: {
          'call.gather.ended': [
            { guard: { type: 'digits', params: '1' }, target: 'sales' },
            { guard: { type: 'digits', params: '2' }, target: endName },
            { target: 'again' },
          ],
        },
        ...(menuTimerMs !== undefined && { after: { [menuTimerMs]: 'again' } }),
      },
      again: {
        entry: speak({ payload: 'Nobody chose anything.', voice: 'female' }),
        on: { 'call.speak.ended': endName },
        after: { 15_000: endName },
      },
      sales: {
        entry: transfer({ as: 'sales', to: '+15550100', timeout_secs: 20 }),
        on: {
          'sales.call.bridged': 'connected',
          'legs.ended.sales': endName,
          'command.failed.transfer': endName,
        },
        after: { 40_000: endName },
      },
      connected: { on: { 'legs.ended.sales': 'done' } },
      [endName]: {
        entry: speak({ payload: prompt, voice: 'female' }),
        on: { 'call.speak.ended': 'done' },
        after: { 15_000: 'done' },
      },
      done: { type: 'final' },
    },
  } as never) as unknown as AnyStateMachine;
}

/** How a caller behaves: `1` is put through, `2` leaves, `wait` does nothing, `leave` hangs up in the menu. */
export type Caller = '1' | '2' | 'wait' | 'leave';

/** One call, under the faults that the seed draws. */
export async function playCall(
  flow: AnyStateMachine,
  caller: Caller,
  seed: number,
  withFaults = true,
): Promise<RecordedCall> {
  const line = await simulate(flow, { seed, runtime: { newId: () => `call-${caller}-${seed}` } });
  const { faults } = line.simulator;
  if (withFaults) {
    faults.webhook({ probability: 0.15 }, 'duplicate');
    faults.webhook({ probability: 0.15 }, 'reorder');
    faults.webhook({ probability: 0.2 }, { delayMs: 700 });
    faults.command({ probability: 0.2 }, { status: 503 });
    faults.command({ name: 'transfer', probability: 0.3 }, { status: 422, code: '90015' });
    faults.command({ probability: 0.1 }, 'answer lost');
  }
  line.simulator.onDial('+15550100', { does: 'answer', afterMs: 3_000 });
  const party = line.call({ from: '+15550100010' });
  await line.advance(6_000);
  if (withFaults && seed % 3 === 0) await line.crash();
  if (caller === '1' || caller === '2') party.press(caller);
  if (caller === 'leave') party.hangUp();
  await line.advance(40_000);
  party.hangUp();
  await line.advance(20 * 60_000);
  const record = await recordCall(line.runtime, `call-${caller}-${seed}`);
  await line.close();
  // As a file would give it back.
  return JSON.parse(JSON.stringify(record)) as RecordedCall;
}
