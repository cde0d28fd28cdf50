import { and, assign, createMachine, fromPromise, type AnyStateMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { callActions, callGuards, gatherUsingSpeak, speak } from 'callchart';
import { structureHash, structureOf } from '../../src/flow/structure.ts';
import designFlow from './design-flow.ts';
import designFlowRaw from './design-flow-raw.ts';

const machine = (config: object, implementations: object = {}): AnyStateMachine =>
  createMachine(
    { id: 'made-up', ...config } as never,
    { actions: callActions, guards: callGuards, ...implementations } as never,
  );
const hash = (config: object, implementations?: object): string => structureHash(machine(config, implementations));

const menu = (change: object = {}) => ({
  initial: 'menu',
  states: {
    menu: {
      entry: gatherUsingSpeak({ payload: 'Press 1.', voice: 'female', maximum_digits: 1 }),
      on: { 'call.gather.ended': [{ guard: { type: 'digits', params: '1' }, target: 'done' }] },
      ...change,
    },
    done: { type: 'final' },
  },
});

test('it is 16 hexadecimal digits, the same in every run', () => {
  expect(structureHash(designFlow)).toMatch(/^[0-9a-f]{16}$/);
  expect(hash(menu())).toBe(hash(menu()));
});

test('key order does not count, and neither does how an action was written', () => {
  const turned = {
    states: {
      done: { type: 'final' },
      menu: {
        on: { 'call.gather.ended': [{ target: 'done', guard: { params: '1', type: 'digits' } }] },
        entry: { params: { maximum_digits: 1, voice: 'female', payload: 'Press 1.' }, type: 'gatherUsingSpeak' },
      },
    },
    initial: 'menu',
  };
  expect(hash(turned)).toBe(hash(menu()));
  expect(structureHash(designFlowRaw)).toBe(structureHash(designFlow));
});

describe('it changes with', () => {
  test.each<[string, object]>([
    ['a param', { entry: gatherUsingSpeak({ payload: 'Press 2.', voice: 'female', maximum_digits: 1 }) }],
    ['a guard', { on: { 'call.gather.ended': [{ guard: 'noinput', target: 'done' }] } }],
    ["a guard's params", { on: { 'call.gather.ended': [{ guard: { type: 'digits', params: '2' }, target: 'done' }] } }],
    ['an inline guard', { on: { 'call.gather.ended': [{ guard: () => true, target: 'done' }] } }],
    ['a delay', { after: { 500: 'done' } }],
    ['the order of actions', { entry: ['answer', 'hangup'] }],
    ['an assignment', { entry: assign({ rounds: 1 }) }],
    ['a function of params', { entry: speak(() => ({ payload: 'Hi.', voice: 'female' })) }],
  ])('%s', (_what, change) => {
    expect(hash(menu(change))).not.toBe(hash(menu()));
  });

  test.each<[string, object, object]>([
    ['an inline guard', { guard: () => true }, { guard: () => false }],
    ['a combined guard', { guard: and(['noinput', 'nomatch']) }, { guard: and(['nomatch', 'noinput']) }],
    ['an assignment', { actions: assign({ rounds: 1 }) }, { actions: assign({ rounds: 2 }) }],
    ['an assigner', { actions: assign({ rounds: () => 1 }) }, { actions: assign({ rounds: () => 2 }) }],
    [
      'dynamic params',
      { actions: speak(() => ({ payload: 'A.', voice: 'female' })) },
      { actions: speak(() => ({ payload: 'B.', voice: 'female' })) },
    ],
  ])('the inside of %s', (_what, before, after) => {
    const on = (transition: object) => menu({ on: { 'call.gather.ended': transition } });
    expect(hash(on(before))).not.toBe(hash(on(after)));
    expect(hash(on(before))).toBe(hash(on(before)));
  });

  test('an implementation that decides how it runs', () => {
    const open = { guards: { ...callGuards, isOpen: () => true } };
    const shut = { guards: { ...callGuards, isOpen: () => false } };
    expect(hash(menu(), open)).not.toBe(hash(menu(), shut));
    expect(hash(menu(), { delays: { patience: 5 } })).not.toBe(hash(menu(), { delays: { patience: 6 } }));
  });
});

test('it does not change with a task, which is outside the machine', () => {
  const one = { actors: { lookup: fromPromise(async () => 1) } };
  const two = { actors: { lookup: fromPromise(async () => 2) } };
  expect(hash(menu(), one)).toBe(hash(menu(), two));
});

test('our own guards and actions stand there by name, not by source', () => {
  const text = structureOf(designFlow);
  expect(text).toContain('callGuards.digits');
  expect(text).not.toContain('=>');
});

test('a circle in the config does not hang it', () => {
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  expect(hash({ meta: circle })).toMatch(/^[0-9a-f]{16}$/);
});
