/**
 * A small sample of what `npm run check:mutants` does with every shipped flow: the mistakes are those that are meant, the
 * random calls see harm where there is some, and what does harm is found.
 */
import { expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { type Flow, loadFlow } from 'callchart';
import * as hello from '../../../examples/hello-call/hello.ts';
import { judge } from './campaign.ts';
import { experienceOf } from './harm.ts';
import { mutantsOf } from './mutations.ts';
import { likenessOf } from './same.ts';

const machine = createMachine({
  id: 'small',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: [{ type: 'answer' }], on: { 'call.answered': 'waiting' }, after: { 9_000: 'done' } },
    waiting: {
      on: { 'call.dtmf.received': [{ guard: () => true, target: 'done', actions: { type: 'hangup' } }] },
      after: { 30_000: 'done' },
    },
    done: { type: 'final' },
  },
});

test('one mistake at a time, and the flow itself stays as it is', () => {
  const before = JSON.stringify(machine.config);
  const mutants = mutantsOf({ default: machine });
  expect(mutants.map(({ operator, what }) => `${operator}, ${what}`)).toEqual([
    'handler removed, answering: call.answered',
    'target changed, answering: call.answered → answering rather than waiting',
    'target changed, answering: call.answered → done rather than waiting',
    'timer removed, answering: after 9000',
    'target changed, answering: after 9000 → answering rather than done',
    'target changed, answering: after 9000 → waiting rather than done',
    'command removed, answering: entry: answer',
    'handler removed, waiting: call.dtmf.received',
    'target changed, waiting: call.dtmf.received → answering rather than done',
    'target changed, waiting: call.dtmf.received → waiting rather than done',
    'guard dropped, waiting: call.dtmf.received',
    'command removed, waiting: call.dtmf.received: hangup',
    'timer removed, waiting: after 30000',
    'target changed, waiting: after 30000 → answering rather than done',
    'target changed, waiting: after 30000 → waiting rather than done',
  ]);
  expect(JSON.stringify(machine.config)).toBe(before);
  const [{ module } = { module: { default: machine } }] = mutants;
  expect(module.default.config.states?.['answering']?.on).toEqual({});
});

test(
  'random calls see that somebody hears nothing, and see nothing where all is well',
  { timeout: 120_000 },
  async () => {
    expect([...(await experienceOf({ default: machine }, 6, {})).harms]).toContain('the caller hears nothing');
    expect([...(await experienceOf(hello, 6, {})).harms]).toEqual([]);
  },
);

test('whether callers can tell two flows apart', { timeout: 120_000 }, () => {
  const flow = loadFlow({ default: machine });
  const changed = (waiting: object, answering: object = {}): Flow => {
    const { states } = machine.config as { states: Record<string, object> };
    const config = {
      ...machine.config,
      states: {
        ...states,
        answering: { ...states['answering'], ...answering },
        waiting: { ...states['waiting'], ...waiting },
      },
    };
    return loadFlow({ default: createMachine(config as never, machine.implementations as never) as never });
  };
  // The engine ends the call with its caller as well.
  const same = changed({ on: { ...machine.config.states?.['waiting']?.on, 'call.hangup': 'done' } });
  const later = changed({ after: { 31_000: 'done' } });
  const vain = changed({}, { on: { 'call.answered': 'waiting', 'call.bridged': 'done' } });
  expect([same, later, vain].map((other) => likenessOf(flow, other, 5_000))).toEqual(['same', 'different', 'same']);
});

test('of a sample of mistakes, those that do harm are found', { timeout: 240_000 }, async () => {
  const { judged } = await judge(hello, {}, { mutants: 12, seed: 'mutants', calls: 6, mostStates: 1_000 });
  const harmful = judged.filter(({ harms }) => harms.length > 0);
  expect(harmful.length).toBeGreaterThan(2);
  expect(harmful.filter(({ isCaught }) => !isCaught)).toEqual([]);
});
