import { expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { loadFlow } from 'callchart';
import { type SafetyMatchers, toBeSafe } from 'callchart/testing';
import * as hello from '../../examples/hello-call/hello.ts';

declare module 'vitest' {
  interface Matchers<T> extends SafetyMatchers<T> {}
}
expect.extend({ toBeSafe });

const silent = {
  id: 'silent',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: { type: 'answer' }, on: { 'call.answered': 'waiting' }, after: { 9_000: 'done' } },
    waiting: { after: { 30_000: 'done' } },
    done: { type: 'final' },
  },
} as const;

test('a safe flow passes: its module, its machine, or loaded', () => {
  expect(hello).toBeSafe({ mostStates: 2_000 });
  expect(loadFlow(hello)).toBeSafe({ mostStates: 2_000 });
  expect(() => {
    expect(hello).not.toBeSafe({ mostStates: 200 });
  }).toThrow('The flow hello is safe, and was not to be.');
});

test('one that is not fails with the report: state, reason, and the way there', () => {
  const machine = createMachine(silent);
  expect(machine).not.toBeSafe();
  expect(() => {
    expect(machine).toBeSafe();
  }).toThrow(/error dead-air in waiting[\s\S]*call\.answered[\s\S]*hears nothing for 10 s/);
});

test('one that does not even load fails with what is wrong with it', () => {
  const machine = createMachine({
    ...silent,
    states: { ...silent.states, waiting: { on: { 'call.hangupp': 'done' } } },
  });
  expect(() => {
    expect(machine).toBeSafe();
  }).toThrow(/load\.[a-z-]+ in waiting[\s\S]*call\.hangupp/);
});
