import { expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { callGuards } from 'callchart';
import { FlowCoverage, simulate } from 'callchart/testing';

const config = {
  id: 'two-ways',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: { type: 'answer' }, on: { 'call.answered': 'asking' } },
    asking: {
      entry: { type: 'gather', params: { maximum_digits: 1, timeout_millis: 5_000 } },
      on: { 'call.gather.ended': [{ guard: { type: 'digits', params: '1' }, target: 'one' }, { target: 'done' }] },
    },
    one: { after: { 1_000: 'done' } },
    done: { type: 'final' },
  },
} as const;
const machine = createMachine(config as never, { guards: callGuards } as never);

async function callPressing(key: string, coverage: FlowCoverage): Promise<void> {
  const line = await simulate(machine, { coverage });
  const caller = line.call();
  await line.until('gather');
  await line.advance(1_000);
  caller.press(key);
  await line.untilOver();
  await line.close();
}

test('states and transitions that tests go through add up, and what is left is named', async () => {
  const coverage = new FlowCoverage(machine);
  expect(coverage.count()).toMatchObject({ states: 0, ofStates: 4, transitions: 0, ofTransitions: 4 });
  await callPressing('2', coverage);
  expect(coverage.count()).toEqual({
    states: 3,
    ofStates: 4,
    transitions: 2,
    ofTransitions: 4,
    missedStates: ['one'],
    missedTransitions: ['asking: call.gather.ended → one', 'one: after 1000 → done'],
  });
  expect(String(coverage)).toBe(
    'two-ways: 3 of 4 states, 2 of 4 transitions; not gone through: one; asking: call.gather.ended → one; one: after 1000 → done',
  );
  await callPressing('1', coverage);
  expect(String(coverage)).toBe('two-ways: 4 of 4 states, 4 of 4 transitions');
});

test('calls of other flows add nothing', () => {
  const coverage = new FlowCoverage(machine);
  coverage.add('another', [{ from: undefined, to: 'one', events: [] } as never]);
  expect(coverage.count().states).toBe(0);
});
