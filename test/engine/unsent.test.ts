/** Commands that will not be sent, and the legs that therefore never come to be. */
import { setup } from 'xstate';
import { callActions, dial, speak, transfer, type CallEvents } from 'callchart';
import { describe, expect, test } from 'vitest';
import { Turn } from '../../src/engine/turn.ts';
import { dropCommand, dropWaiting, endUnborn, isUnsent, legMadeBy } from '../../src/engine/unsent.ts';
import { CallHarness } from './call-harness.ts';

const flow = setup({ types: { events: {} as CallEvents<'agent' | 'sales'> }, actions: callActions }).createMachine({
  id: 'unsent',
  version: '1',
  entry: [
    speak({ payload: 'Hi.', voice: 'female' }),
    transfer({ as: 'sales', to: '+15550100' }),
    dial({ as: 'agent', to: '+15550101' }),
    speak({ leg: 'agent', payload: 'Hi.', voice: 'female' }),
    speak({ leg: 'sales', payload: 'Hi.', voice: 'female' }),
  ],
});

const turnOf = (call: CallHarness): Turn => new Turn(call.flow, call.state(), call.now);
const names = (turn: Turn): string[] => turn.commands.map((one) => `${one.command} ${one.legId}`);

test('a command is unsent until it may be sent; a dial until its turn has come', () => {
  const call = CallHarness.incoming(flow);
  const unsent = (): boolean[] => call.state().commands.map((one) => isUnsent(one));
  expect(unsent()).toEqual([false, true, true, true, true]);
  call.attempt('agent#1');
  expect(unsent()).toEqual([false, true, false, true, true]);
});

test('which leg a command makes', () => {
  const { commands } = CallHarness.incoming(flow).state();
  expect(commands.map((one) => legMadeBy(one))).toEqual([undefined, 'sales#1', 'agent#1', undefined, undefined]);
});

describe('dropping', () => {
  test('a dial ends the leg that it would have made, and what waits for that', () => {
    const turn = turnOf(CallHarness.incoming(flow));
    dropWaiting(turn, 'agent#1', 'test');
    expect(names(turn)).toEqual(['speak caller#1', 'transfer caller#1', 'speak sales#1']);
    expect(turn.leg('agent#1')).toMatchObject({ signalling: 'ended', cause: { hangup_cause: 'originator_cancel' } });
  });

  test('a transfer goes with either of its legs', () => {
    const turn = turnOf(CallHarness.incoming(flow));
    dropWaiting(turn, 'sales#1', 'test');
    expect(names(turn)).toEqual(['speak caller#1', 'dial agent#1', 'speak agent#1']);
    expect(turn.leg('caller#1')?.pending).toBeUndefined();
    expect(turn.leg('sales#1')?.signalling).toBe('ended');
  });

  test('twice is once', () => {
    const turn = turnOf(CallHarness.incoming(flow));
    const [command] = turn.commands;
    if (command === undefined) throw new Error('there is a command');
    dropCommand(turn, command, 'test');
    dropCommand(turn, command, 'test');
    expect(turn.effects).toHaveLength(1);
  });

  test('a leg that Telnyx has named is not ended by it', () => {
    const call = CallHarness.incoming(flow).okAll();
    const turn = turnOf(call);
    endUnborn(turn, 'agent#1', 'rejected');
    expect(turn.leg('agent#1')?.signalling).toBe('requested');
  });
});
