/** Which version takes a new call. */
import { loadFlow } from 'callchart';
import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { FlowRegistry } from '../../src/runtime/flow-registry.ts';
import { isNotOlder } from '../../src/runtime/shares.ts';

const version = (number: string) =>
  loadFlow(createMachine({ id: 'desk', version: number, initial: 'a', states: { a: {} }, meta: { number } }));
const [one, two, ten] = ['1', '2', '10'].map(version) as [
  ReturnType<typeof version>,
  ReturnType<typeof version>,
  ReturnType<typeof version>,
];
const counted = (registry: FlowRegistry): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (let lot = 0; lot < 2_000; lot++) {
    const { version: taken } = registry.wanted('desk', `call ${lot}`);
    counts[taken] = (counts[taken] ?? 0) + 1;
  }
  return counts;
};

test('the newest takes all, in whatever order they are named', () => {
  expect(counted(new FlowRegistry([ten, one, two], undefined))).toEqual({ '10': 2_000 });
  expect([isNotOlder('10', '9'), isNotOlder('1.9', '1.10'), isNotOlder('2', '2')]).toEqual([true, false, true]);
});

describe('a share', () => {
  test('is taken about as often as it says; the rest goes to the newest without one', () => {
    const counts = counted(new FlowRegistry([one, two], undefined, { 'desk@2': 10 }));
    expect(counts['2']).toBeGreaterThan(140);
    expect(counts['2']).toBeLessThan(260);
    expect((counts['1'] ?? 0) + (counts['2'] ?? 0)).toBe(2_000);
  });

  test('is drawn alike each time that the same call is asked about', () => {
    const registry = new FlowRegistry([one, two], undefined, { 'desk@2': 50 });
    const call = { to: '+1', from: '+2', connectionId: '3', account: 'default', payload: { call_session_id: 's' } };
    const taken = Array.from({ length: 20 }, () => registry.route(call));
    expect(
      new Set(taken.map((found) => JSON.stringify(found && 'flow' in found ? found.flow.version : ''))),
    ).toHaveProperty('size', 1);
  });

  test('that cannot be is refused', () => {
    const make = (shares: Record<string, number>) => () => new FlowRegistry([one, two], undefined, shares);
    expect(make({ 'desk@3': 10 })).toThrow('"desk@3" is no flow that is loaded');
    expect(make({ desk: 10 })).toThrow('write it as front-desk@2');
    expect(make({ 'desk@2': 101 })).toThrow('0 to 100 per cent');
    expect(make({ 'desk@2': 60, 'desk@1': 60 })).toThrow('make 120 per cent');
  });
});
