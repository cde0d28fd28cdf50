/** The flows of a process. Routes are proved in routing.test.ts. */
import { expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { loadFlow } from 'callchart';
import { FlowRegistry } from '../../src/runtime/flow-registry.ts';

const flow = (id: string, version: string, state = 'a') =>
  loadFlow(createMachine({ id, version, initial: state, states: { [state]: {} } }));
const incoming = { to: '+1', from: '+2', connectionId: '3', account: 'default', payload: {} };

test('a flow is found by its whole identity, and by its id the last one that was added', () => {
  const [one, two] = [flow('desk', '1'), flow('desk', '2')];
  const registry = new FlowRegistry([one, two], undefined);
  expect(registry.of(one)).toBe(one);
  expect(registry.of(two)).toBe(two);
  expect(registry.of({ id: 'desk', version: '1', hash: two.hash })).toBe(one.hash === two.hash ? one : undefined);
  expect(registry.of({ ...one, hash: 'another' })).toBeUndefined();
  expect(registry.wanted('desk')).toBe(two);
  expect(() => registry.wanted('none')).toThrow('No flow "none"');
  registry.add(one);
  expect(registry.wanted('desk')).toBe(one);
  expect(registry.all()).toEqual([one]);
});

test('the stand-in for a flow that is gone is found by its identity', () => {
  const registry = new FlowRegistry([], undefined);
  expect(registry.of(registry.missing)).toBe(registry.missing);
  expect(registry.all()).toEqual([]);
});

test('without routes the only flow takes every call; of two, or none, none does', () => {
  const one = flow('desk', '1');
  expect(new FlowRegistry([one], undefined).route(incoming)).toEqual({ flow: one, input: {} });
  expect(new FlowRegistry([flow('desk', '1'), flow('desk', '2', 'b')], undefined).route(incoming)).toBeDefined();
  expect(new FlowRegistry([one, flow('other', '1')], undefined).route(incoming)).toBeUndefined();
  expect(new FlowRegistry([], undefined).route(incoming)).toBeUndefined();
});

test('a route takes the newest version of its flow', () => {
  const registry = new FlowRegistry([flow('desk', '1')], { '*': { flow: 'desk', input: { tenant: 'acme' } } });
  const newer = flow('desk', '2');
  registry.add(newer);
  expect(registry.route(incoming)).toEqual({ flow: newer, input: { tenant: 'acme' } });
});

test('anything that can be waited for is waited for', async () => {
  const one = flow('desk', '1');
  // oxlint-disable-next-line unicorn/no-thenable -- drivers of databases answer with such
  const thenable = { then: (resolve: (id: string) => void) => resolve('desk') } as unknown as Promise<string>;
  expect(await new FlowRegistry([one], () => thenable).route(incoming)).toEqual({ flow: one, input: {} });
});
