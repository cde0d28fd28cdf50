/** One event into the machine: a flow that throws loses the step, and nothing else; media expire; circles end. */
import { assign, raise, setup } from 'xstate';
import { answer, callActions, gather, speak, startRecording, type CallEvents } from 'callchart';
import { describe, expect, test } from 'vitest';
import { CallHarness } from './call-harness.ts';

const boom = (): never => {
  throw new Error('boom');
};

const typed = setup({
  types: { context: {} as { count: number; given?: unknown }, events: {} as CallEvents },
  actions: callActions,
});

describe('a flow that throws', () => {
  const throwing: readonly (readonly [string, object])[] = [
    ['in a guard', { on: { 'call.dtmf.received': { guard: boom, target: '.b' } } }],
    ['in an assign', { on: { 'call.dtmf.received': { actions: assign(boom) } } }],
    ['in params', { on: { 'call.dtmf.received': { actions: speak(boom) } } }],
    ['in an entry of the next state', { on: { 'call.dtmf.received': '.c' } }],
    ['in a circle of always', { on: { 'call.dtmf.received': '.d' } }],
    [
      'in a circle of raise',
      { on: { 'call.dtmf.received': { actions: raise({ type: 'x' }) }, x: { actions: raise({ type: 'x' }) } } },
    ],
    [
      'with a context that is no JSON',
      { on: { 'call.dtmf.received': { actions: assign({ given: () => new Date(0) }) } } },
    ],
  ];
  const flowOf = (more: object) =>
    setup({ types: { context: {} as { count: number; given?: unknown } }, actions: callActions }).createMachine({
      id: 'throws',
      version: '1',
      context: { count: 0 },
      entry: answer(),
      initial: 'a',
      states: {
        a: { on: { 'call.answered': { actions: assign({ count: ({ context }) => context.count + 1 }) } } },
        b: {},
        c: { entry: speak(boom) },
        d: { always: { target: 'e' } },
        e: { always: { target: 'd' } },
      },
      ...more,
    });

  test.each(throwing)('%s: the step is undone, the journal has the stack, the fallback takes over', (_name, more) => {
    const call = CallHarness.incoming({ default: flowOf(more), options: { events: {} } });
    call.ok('answer');
    call.webhook('call.answered');
    const before = call.state().machine;
    const entry = call.webhook('call.dtmf.received', { digit: '7' }, 'caller#1', { id: 'wh-boom' });
    expect(entry.outcome).toBe('rolled_back');
    expect(entry.note).toMatch(/\n\s+at /);
    expect(entry.input).toMatchObject({
      name: 'call.dtmf.received',
      id: 'wh-boom',
      leg: 'caller#1',
      payload: { digit: '7' },
    });
    expect(call.state().machine).toEqual(before);
    expect(call.phase).toBe('fallback');
    expect(call.sent()).toEqual(['speak caller#1']);
    expect(call.state().failure).toBeDefined();
  });

  test('in its first step: the leg that rings is rejected', () => {
    const call = CallHarness.incoming(typed.createMachine({ id: 't', version: '1', context: boom, entry: answer() }));
    expect(call.last.outcome).toBe('rolled_back');
    expect(call.sent()).toEqual(['reject caller#1']);
    call.ok('reject');
    call.webhook('call.hangup', { hangup_cause: 'call_rejected' });
    call.tick(120_000);
    expect(call.phase).toBe('closed');
  });

  test('at a timer: the journal names the timer', () => {
    const call = CallHarness.incoming(
      typed.createMachine({
        id: 't',
        version: '1',
        context: { count: 0 },
        initial: 'a',
        states: { a: { after: { 1_000: { actions: assign(boom) } } } },
      }),
    );
    call.tick(1_000);
    expect(call.last).toMatchObject({ outcome: 'rolled_back', input: { kind: 'timer', name: /after/ } });
    expect(call.phase).toBe('fallback');
  });

  test('at a leg’s hangup: the leg is over all the same', () => {
    const call = CallHarness.incoming(
      typed.createMachine({
        id: 't',
        version: '1',
        context: { count: 0 },
        on: { 'call.hangup': { actions: assign(boom) } },
      }),
    );
    call.webhook('call.hangup', {});
    expect(call.leg('caller#1').signalling).toBe('ended');
    call.tick(120_000);
    expect(call.phase).toBe('closed');
  });
});

describe('media of a state that was left before they were sent', () => {
  const flow = typed.createMachine({
    id: 'expiry',
    version: '1',
    context: { count: 0 },
    entry: answer(),
    initial: 'greeting',
    states: {
      greeting: {
        entry: [startRecording({ channels: 'single', format: 'mp3' }), speak({ payload: 'Hello.', voice: 'female' })],
        on: { 'call.dtmf.received': 'menu', 'call.bridged': 'transit' },
      },
      menu: { entry: gather({ maximum_digits: 1 }) },
      transit: { entry: speak({ payload: 'One moment.', voice: 'female' }), always: 'menu' },
    },
  });

  test('are dropped, other commands are not', () => {
    const call = CallHarness.incoming(flow);
    expect(call.waiting()).toEqual(['startRecording caller#1', 'speak caller#1']);
    call.webhook('call.dtmf.received', { digit: '1' });
    expect(call.waiting()).toEqual(['startRecording caller#1', 'gather caller#1']);
    expect(call.leg('caller#1').plays).toEqual([]);
    expect(call.last.effects[0]).toMatchObject({ type: 'dropped', command: 'speak', why: /^expired/ });
    call.okAll();
    expect(call.phase).toBe('active');
  });

  test('what is on its way already is marked, so that it is not sent again', () => {
    const call = CallHarness.incoming(flow);
    call.ok('answer');
    call.ok('startRecording');
    call.webhook('call.dtmf.received', { digit: '1' });
    expect(call.state().commands).toMatchObject([{ command: 'speak', stale: true }, { command: 'gather' }]);
    expect(call.sent()).toEqual(['speak caller#1']);
  });

  test('a state that is only passed through leaves nothing behind: what it said is sent', () => {
    const call = CallHarness.incoming(flow);
    call.webhook('call.bridged');
    expect(call.value).toBe('menu');
    expect(call.waiting()).toEqual(['startRecording caller#1', 'speak caller#1', 'gather caller#1']);
    // Nor at the next event.
    call.webhook('call.dtmf.received', { digit: '1' });
    expect(call.waiting()).toEqual(['startRecording caller#1', 'speak caller#1', 'gather caller#1']);
  });

  test('a parent that asked is still there when its child is left', () => {
    const nested = typed.createMachine({
      id: 'nested',
      version: '1',
      context: { count: 0 },
      entry: answer(),
      initial: 'shop',
      states: {
        shop: {
          entry: speak({ payload: 'Welcome.', voice: 'female' }),
          initial: 'a',
          states: { a: { on: { 'call.dtmf.received': 'b' } }, b: {} },
        },
      },
    });
    const call = CallHarness.incoming(nested);
    call.webhook('call.dtmf.received', { digit: '1' });
    expect(call.waiting()).toEqual(['speak caller#1']);
  });
});

test('events that the engine makes in a row are bounded: a flow that goes round in a circle is stopped', () => {
  // A static mistake is refused when the flow loads; one that is made at run time is not seen there.
  const flow = typed.createMachine({
    id: 'circle',
    version: '1',
    context: { count: 0 },
    on: {
      'call.answered': { actions: speak(() => ({ payload: '', voice: 'female' })) },
      'command.failed.speak': { actions: speak(() => ({ payload: '', voice: 'female' })) },
    },
  });
  const call = CallHarness.incoming({ default: flow, options: { limits: { engineEvents: 10 } } });
  call.webhook('call.answered');
  expect(call.events().filter((one) => one === 'command.failed.speak')).toHaveLength(10);
  expect(call.phase).toBe('fallback');
  expect(call.state().failure).toContain('more than 10 engine-made events');
});

test('short timers in a row are bounded as well; a webhook between them starts the count anew', () => {
  const flow = typed.createMachine({
    id: 'ticking',
    version: '1',
    context: { count: 0 },
    initial: 'a',
    states: { a: { after: { 100: 'b' } }, b: { after: { 100: 'a' } } },
  });
  const call = CallHarness.incoming({ default: flow, options: { limits: { engineEvents: 10 } } });
  call.tick(900);
  call.webhook('call.dtmf.received', { digit: '1' });
  call.tick(950);
  expect(call.phase).toBe('active');
  call.tick(1_000);
  expect(call.phase).toBe('fallback');
});

test('long timers are no circle', () => {
  const flow = typed.createMachine({
    id: 'patient',
    version: '1',
    context: { count: 0 },
    initial: 'a',
    states: { a: { after: { 20_000: 'b' } }, b: { after: { 20_000: 'a' } } },
  });
  const call = CallHarness.incoming({ default: flow, options: { limits: { engineEvents: 3 } } });
  call.tick(500_000);
  expect(call.phase).toBe('active');
});
