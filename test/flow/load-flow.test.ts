import { createMachine, initialTransition, setup, transition } from 'xstate';
import { describe, expect, test } from 'vitest';
import { callActions, callGuards, CallchartError, loadFlow, speak, type CallEvents } from 'callchart';
import designFlow from './design-flow.ts';
import designFlowRaw from './design-flow-raw.ts';
import * as consult from './flows/consult.ts';
import * as reminder from './flows/reminder.ts';
import * as ringGroup from './flows/ring-group.ts';

const refusalOf = (load: () => unknown): CallchartError => {
  try {
    load();
  } catch (error) {
    if (error instanceof CallchartError) return error;
    throw error;
  }
  throw new Error('it loaded');
};

describe('flows that a user would write load', () => {
  test.each([
    ['the front desk', { default: designFlow }, 'front-desk', '1'],
    ['the raw front desk', { default: designFlowRaw }, 'front-desk', '1'],
    ['a ring group', ringGroup, 'ring-group', '3'],
    ['an outbound reminder', reminder, 'reminder', '1'],
    ['a consultation with whisper', consult, 'consult', '2'],
  ])('%s', (_what, module, id, version) => {
    const flow = loadFlow(module, `${id}.ts`);
    expect(flow).toMatchObject({ id, version, source: `${id}.ts` });
    expect(flow.hash).toMatch(/^[0-9a-f]{16}$/);
  });

  test('a machine alone', () => {
    expect(loadFlow(designFlow)).toMatchObject({ id: 'front-desk', source: undefined });
  });

  test('their options are read', () => {
    expect(loadFlow(ringGroup).options.fallback).toMatchObject({ say: 'Sorry, we cannot take your call.' });
    expect(loadFlow(reminder).options.tasks).toEqual({ lookupAppointment: { timeoutMs: 3_000, retries: 1 } });
  });
});

describe('a flow with faults', () => {
  const faulty = () =>
    createMachine(
      {
        id: 'faulty',
        initial: 'menu',
        states: { menu: { entry: 'anwser', on: { 'call.hangupp': {} }, after: { '1s': {} } } },
      } as never,
      { actions: callActions, guards: callGuards } as never,
    );

  test('is refused with all of them at once, readable and as data', () => {
    const error = refusalOf(() => loadFlow({ default: faulty() }, 'flows/faulty.ts'));
    expect(error.code).toBe('flow.invalid');
    expect(error.message).toBe(
      [
        'Flow "faulty" (flows/faulty.ts) cannot load, 4 problems:',
        '- (machine): the machine has no version: calls are stored with it, and go on in the version in which they began.',
        "  Write `version: '1'` beside `initial`, as text.",
        '- menu: listens to "call.hangupp", but no event has that name.',
        '  Did you mean "call.hangup"? The events of an application are declared in options.events.',
        '- menu: entry: there is no command or action named "anwser".',
        '  Did you mean "answer"?',
        '- menu: after 1s: there is no delay named "1s", so XState would fire it at once.',
        '  Write milliseconds as a number: `after: { 45_000: … }`.',
      ].join('\n'),
    );
    expect(error.details).toMatchObject({ flow: 'faulty', source: 'flows/faulty.ts' });
    expect(error.details['findings']).toHaveLength(4);
  });

  test('options that break their rules are told, too', () => {
    const error = refusalOf(() =>
      loadFlow({ default: designFlow, options: { limits: { silenceMs: '30s' } } } as never),
    );
    expect(error.details['findings']).toEqual([
      expect.objectContaining({ state: 'options', message: expect.stringContaining('limits.silenceMs') }),
    ]);
  });

  test.each([
    ['no default export', {}],
    ['something else as default', { default: {} }],
    ['nothing', undefined],
    ['a function', () => designFlow],
  ])('%s is refused with what to write', (_what, module) => {
    const error = refusalOf(() => loadFlow(module as never, 'flows/empty.ts'));
    expect(error.code).toBe('flow.invalid');
    expect(error.message).toContain('flows/empty.ts exports no machine as its default. Write `export default setup(');
  });
});

describe('the machine that runs', () => {
  test('has a context of its own in every call, though it was written once for all', () => {
    const machine = createMachine({ id: 'shared', version: '1', context: { heard: [] as string[] } });
    const flow = loadFlow({ default: machine });
    const [first] = initialTransition(flow.machine);
    (first.context as { heard: string[] }).heard.push('mine');
    const [second] = initialTransition(flow.machine);
    expect(second.context).toEqual({ heard: [] });
    expect(machine.config.context).toEqual({ heard: [] });
    expect(loadFlow({ default: machine }).hash).toBe(flow.hash);
  });

  test('ends a circle of always instead of hanging', () => {
    const machine = setup({ types: { events: {} as CallEvents } }).createMachine({
      id: 'circle',
      version: '1',
      initial: 'waiting',
      states: {
        waiting: { on: { 'call.answered': 'left' } },
        left: { always: 'right' },
        right: { always: 'left' },
      },
    });
    const options = { limits: { alwaysIterations: 7 } };
    const flow = loadFlow({ default: machine, options });
    const [snapshot] = initialTransition(flow.machine);
    expect(() => transition(flow.machine, snapshot, { type: 'call.answered' })).toThrow('more than 7 microsteps');
    expect(machine.options.maxIterations).toBe(Infinity);
  });

  test("keeps an author's own, tighter bound", () => {
    const machine = createMachine({ id: 'tight', version: '1', options: { maxIterations: 5 } });
    expect(loadFlow({ default: machine }).machine.options.maxIterations).toBe(5);
    expect(loadFlow({ default: designFlow }).machine.options.maxIterations).toBe(100);
  });

  test('is otherwise the one that was written', () => {
    const written = createMachine({ id: 'same', version: '1', entry: speak({ payload: 'Hi.', voice: 'female' }) }, {
      actions: callActions,
    } as never);
    const flow = loadFlow({ default: written });
    expect(flow.machine.implementations.actions).toEqual(written.implementations.actions);
    expect(flow.machine.root.config.entry).toBe(written.root.config.entry);
  });
});
