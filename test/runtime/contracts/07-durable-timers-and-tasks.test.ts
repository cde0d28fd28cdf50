/**
 * Contract 7: timers and tasks are durable, and keep their deadline over a restart.
 */
import { describe, expect, test } from 'vitest';
import { assign, fromPromise, setup } from 'xstate';
import { type CallEvents, callActions, type Flow, type FlowOptions, hangup, loadFlow } from 'callchart';
import { startRig } from '../rig.ts';
import { everyStore } from '../stores.ts';

const timed = loadFlow(
  setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
    id: 'timed',
    version: '1',
    initial: 'waiting',
    states: {
      waiting: {
        after: { 60_000: 'over' },
        on: { 'call.dtmf.received': { target: 'waiting', reenter: true }, 'call.answered': 'left' },
      },
      left: {},
      over: { entry: hangup() },
    },
  }),
);

/** A lookup under the test's control. */
function lookup(run: (attempt: number, signal: AbortSignal) => Promise<unknown>): {
  readonly flow: Flow;
  readonly attempts: () => number;
} {
  let attempts = 0;
  const options = { tasks: { look: { timeoutMs: 5_000, retries: 2 } } } satisfies FlowOptions;
  const machine = setup({
    types: { context: {} as { found: unknown }, events: {} as CallEvents },
    actions: callActions,
    actors: { look: fromPromise<unknown>(({ signal }) => run(++attempts, signal)) },
  }).createMachine({
    id: 'lookup',
    version: '1',
    context: { found: null },
    initial: 'looking',
    states: {
      looking: {
        invoke: {
          id: 'look',
          src: 'look',
          onDone: { target: 'found', actions: assign({ found: ({ event }) => event.output }) },
          onError: { target: 'lost', actions: assign({ found: ({ event }) => (event.error as Error).message }) },
        },
        on: { 'call.dtmf.received': { target: 'looking', reenter: true }, 'call.answered': 'left' },
      },
      left: {},
      found: {},
      lost: {},
    },
  });
  return { flow: loadFlow({ default: machine, options }), attempts: () => attempts };
}

const never = (): Promise<never> => new Promise(() => {});

describe('contract 7: timers', () => {
  test.each(everyStore)(
    'a timer fires at its original deadline, whatever restarts there were: %s',
    async (_name, open) => {
      const kept = await open();
      const rig = await startRig(timed, {}, kept.store);
      await rig.ring();
      for (let at = 0; at < 3; at++) {
        await rig.clock.advance(15_000);
        await kept.crash(rig);
      }
      await rig.clock.advance(14_999);
      expect((await rig.state()).machine.value).toBe('waiting');
      await rig.clock.advance(1);
      expect((await rig.state()).machine.value).toBe('over');
      expect(rig.carrier.names).toEqual(['hangup']);
      await kept.remove();
    },
  );

  test('one that came due while nobody was there fires once, as soon as somebody is', async () => {
    const rig = await startRig(timed);
    await rig.ring();
    rig.kill();
    await rig.clock.advance(3_000_000);
    await rig.revive();
    await rig.clock.advance(10);
    expect((await rig.state()).machine.value).toBe('over');
    expect((await rig.told()).filter((type) => type.startsWith('xstate.after'))).toHaveLength(1);
  });

  test('one whose state was left does not fire; one that was set again has a new deadline', async () => {
    const rig = await startRig(timed);
    await rig.ring('A');
    await rig.ring('B');
    await rig.clock.advance(30_000);
    await rig.webhook('call.answered', 'A');
    await rig.webhook('call.dtmf.received', 'B', { digit: '1' });
    await rig.crash();
    await rig.clock.advance(31_000);
    expect([(await rig.state('call-1')).machine.value, (await rig.state('call-2')).machine.value]).toEqual([
      'left',
      'waiting',
    ]);
    await rig.clock.advance(29_000);
    expect((await rig.state('call-2')).machine.value).toBe('over');
  });

  test('a thousand calls are woken each in its time', async () => {
    const rig = await startRig(timed);
    for (let batch = 0; batch < 10; batch++) {
      await Promise.all(Array.from({ length: 100 }, (_one, at) => rig.ring(`leg ${batch}-${at}`)));
      await rig.clock.advance(1_000);
    }
    await rig.clock.advance(70_000);
    const late = await Promise.all(
      (await rig.runtime.calls({ limit: 1_000 })).map(async ({ callId, createdAt }) => {
        const fired = (await rig.journal(callId)).find((entry) => entry.input.kind === 'timer');
        return (fired?.at ?? 0) - createdAt;
      }),
    );
    expect(late).toHaveLength(1_000);
    expect(new Set(late)).toEqual(new Set([60_000]));
  });
});

describe('contract 7: tasks', () => {
  test.each(everyStore)(
    'one that a crash interrupted runs again, and its result is taken once: %s',
    async (_name, open) => {
      const kept = await open();
      const { flow, attempts } = lookup((attempt) => (attempt === 1 ? never() : Promise.resolve('gold')));
      const rig = await startRig(flow, {}, kept.store);
      await rig.ring();
      await rig.settle();
      await kept.crash(rig);
      await rig.settle();
      expect(attempts()).toBe(2);
      expect((await rig.state()).machine).toMatchObject({ value: 'found', context: { found: 'gold' } });
      expect((await rig.told()).filter((type) => type === 'xstate.done.actor.look')).toHaveLength(1);
      await kept.remove();
    },
  );

  test('one that takes too long is ended, its signal aborted, and tried again', async () => {
    const aborted: boolean[] = [];
    const { flow, attempts } = lookup((attempt, signal) => {
      signal.addEventListener('abort', () => aborted.push(true));
      return attempt < 3 ? never() : Promise.resolve('at last');
    });
    const rig = await startRig(flow);
    await rig.ring();
    await rig.clock.advance(5_000);
    expect(aborted).toHaveLength(1);
    await rig.clock.advance(20_000);
    expect(attempts()).toBe(3);
    expect((await rig.state()).machine).toMatchObject({ value: 'found', context: { found: 'at last' } });
  });

  test('one that keeps failing is an error after its retries', async () => {
    const { flow, attempts } = lookup((attempt) => Promise.reject(new Error(`no database, attempt ${attempt}`)));
    const rig = await startRig(flow);
    await rig.ring();
    await rig.clock.advance(30_000);
    expect(attempts()).toBe(3);
    expect((await rig.state()).machine).toMatchObject({ value: 'lost', context: { found: 'no database, attempt 3' } });
  });

  test('one that throws before it returns a promise, or whose result is no JSON, is an error as well', async () => {
    const throwing = lookup(() => {
      throw new Error('at once');
    });
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const unwritable = lookup(() => Promise.resolve(circle));
    for (const [{ flow }, message] of [
      [throwing, 'at once'],
      [unwritable, 'circular'],
    ] as const) {
      const rig = await startRig(flow);
      await rig.ring();
      await rig.clock.advance(30_000);
      expect((await rig.state()).machine.value).toBe('lost');
      expect((await rig.state()).machine.context['found']).toContain(message);
    }
  });

  test('its result comes as a restart would read it', async () => {
    const { flow } = lookup(() => Promise.resolve({ at: new Date(0), none: undefined, list: [undefined] }));
    const rig = await startRig(flow);
    await rig.ring();
    await rig.settle();
    expect((await rig.state()).machine.context).toEqual({ found: { at: '1970-01-01T00:00:00.000Z', list: [null] } });
  });

  test('the state that asked for it was left: it is aborted, and a late result is dropped', async () => {
    let finish = (_value: string): void => {};
    let aborted = false;
    const { flow } = lookup((_attempt, signal) => {
      signal.addEventListener('abort', () => (aborted = true));
      return new Promise((resolve) => (finish = resolve));
    });
    const rig = await startRig(flow);
    await rig.ring();
    await rig.settle();
    await rig.webhook('call.answered', 'A');
    await rig.settle();
    expect(aborted).toBe(true);
    finish('late');
    await rig.settle();
    expect((await rig.state()).machine).toMatchObject({ value: 'left', context: { found: null } });
  });

  test('the state was left and entered again: only the new one counts', async () => {
    const finish: ((value: string) => void)[] = [];
    const { flow } = lookup(() => new Promise((resolve) => finish.push(resolve)));
    const rig = await startRig(flow);
    await rig.ring();
    await rig.settle();
    await rig.webhook('call.dtmf.received', 'A', { digit: '1' });
    await rig.settle();
    finish[0]?.('old');
    await rig.settle();
    expect((await rig.state()).machine.value).toBe('looking');
    finish[1]?.('new');
    await rig.settle();
    expect((await rig.state()).machine.context).toEqual({ found: 'new' });
  });

  test('started and stopped in one commit: it never runs', async () => {
    const { flow, attempts } = lookup(never);
    const rig = await startRig(flow);
    await Promise.all([rig.ring(), rig.webhook('call.answered', 'A')]);
    await rig.settle();
    expect((await rig.state()).machine.value).toBe('left');
    expect(attempts()).toBe(0);
  });
});
