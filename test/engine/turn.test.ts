/** One input's desk: what is changed on it is the next state, and the state that came in is never written to. */
import { createMachine } from 'xstate';
import { expect, test } from 'vitest';
import { Turn } from '../../src/engine/turn.ts';
import { CallHarness, START } from './call-harness.ts';

const turnAt = (at: number): { readonly turn: Turn; readonly call: CallHarness } => {
  const call = CallHarness.incoming(createMachine({ id: 'm', version: '1', entry: 'answer' }));
  return { turn: new Turn(call.flow, call.state(), at), call };
};

test('untouched, it gives the state back, one step and some time later', () => {
  const { turn, call } = turnAt(START + 5);
  expect(turn.state()).toEqual({ ...call.state(), step: 2, at: START + 5 });
});

test('time does not go back', () => {
  expect(turnAt(START - 1_000).turn.at).toBe(START);
});

test('ids are counted per step', () => {
  const { turn } = turnAt(START);
  expect([turn.nextCommandId(), turn.nextCommandId()]).toEqual(['call-1-2-0', 'call-1-2-1']);
  expect([turn.nextGeneration(), turn.nextGeneration()]).toEqual([1, 2]);
  expect(turn.engineEvent('leg.silent', 'caller#1', { silent_ms: 1 })).toEqual({
    type: 'leg.silent',
    leg: 'caller#1',
    id: 'call-1-2-e0',
    occurred_at: new Date(START).toISOString(),
    payload: { silent_ms: 1 },
    silent_ms: 1,
  });
});

test('a phase is entered once, and says why', () => {
  const { turn } = turnAt(START);
  turn.enter('finishing', 'first');
  turn.enter('finishing', 'second');
  expect(turn.effects).toEqual([{ type: 'phase', to: 'finishing', why: 'first' }]);
});
