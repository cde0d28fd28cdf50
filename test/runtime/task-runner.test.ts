/** The runner of tasks. That they survive, time out and are tried again is proved in contract 7. */
import { expect, test } from 'vitest';
import { assign, fromPromise, setup } from 'xstate';
import { type CallEvents, callActions, type Flow, loadFlow } from 'callchart';
import { startRig } from './rig.ts';
import { failing } from './watched-store.ts';

/** Looks something up with what the machine knows. */
function asking(run: (input: unknown) => Promise<unknown>, options = {}): Flow {
  const machine = setup({
    types: { context: {} as { answer: unknown }, events: {} as CallEvents },
    actions: callActions,
    actors: { ask: fromPromise<unknown, { number: string }>(({ input }) => run(input)) },
  }).createMachine({
    id: 'asking',
    version: '1',
    context: { answer: null },
    initial: 'asking',
    states: {
      asking: {
        invoke: {
          id: 'ask',
          src: 'ask',
          input: { number: '+15550001' },
          onDone: { target: 'told', actions: assign({ answer: ({ event }) => event.output }) },
        },
      },
      told: {},
    },
  });
  return loadFlow({ default: machine, options });
}

test('a task has its input, and begins after the commit', async () => {
  const seen: unknown[] = [];
  const rig = await startRig(asking((input) => Promise.resolve(seen.push(input))));
  rig.store.beforeCommit = failing(1);
  await expect(rig.ring('A', {}, 'ring')).rejects.toMatchObject({ retryable: true });
  await rig.settle();
  expect(seen).toEqual([]);
  await rig.ring('A', {}, 'ring');
  await rig.settle();
  expect(seen).toEqual([{ number: '+15550001' }]);
});

test('pauses between attempts double, and each failure is logged', async () => {
  const times: number[] = [];
  const rig = await startRig(
    asking(
      () => {
        times.push(rig.clock.now());
        return Promise.reject(new Error('down'));
      },
      { tasks: { ask: { retries: 3, timeoutMs: 1_000 } } },
    ),
  );
  await rig.ring();
  await rig.clock.advance(10_000);
  expect(times.slice(1).map((at, index) => at - (times[index] ?? 0))).toEqual([150, 300, 600]);
  expect(rig.log.filter((line) => line.message === 'a task failed')).toHaveLength(3);
});

test('without retries one attempt is made; the failure that nobody handles is the fallback', async () => {
  let attempts = 0;
  const rig = await startRig(
    asking(
      () => {
        attempts += 1;
        return Promise.reject(new Error('down'));
      },
      { tasks: { ask: { retries: 0 } } },
    ),
  );
  await rig.ring();
  await rig.clock.advance(1_000);
  expect(attempts).toBe(1);
  expect(await rig.state()).toMatchObject({ phase: 'fallback', failure: expect.stringContaining('down') as string });
  expect(rig.carrier.names).toEqual(['reject']);
});

test.each([
  ['a text', 'no luck', 'no luck'],
  ['an object', { code: 7 }, '{"code":7}'],
  ['nothing', undefined, 'unknown'],
])('%s may be thrown', async (_what, thrown, message) => {
  // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- drivers throw anything
  const rig = await startRig(asking(() => Promise.reject(thrown), { tasks: { ask: { retries: 0 } } }));
  await rig.ring();
  await rig.clock.advance(1_000);
  expect((await rig.journal()).find((entry) => entry.input.kind === 'task')?.input.payload).toEqual({
    ok: false,
    error: { name: 'Error', message },
  });
});

test('a task that gives nothing gives nothing', async () => {
  const rig = await startRig(asking(() => Promise.resolve()));
  await rig.ring();
  await rig.settle();
  expect((await rig.state()).machine.value).toBe('told');
});

test('stopping ends what runs, and the next process runs it again', async () => {
  let attempts = 0;
  const rig = await startRig(asking(() => (++attempts === 1 ? new Promise(() => {}) : Promise.resolve('here'))));
  await rig.ring();
  await rig.settle();
  let stopped = false;
  void rig.runtime.stop().then(() => (stopped = true));
  await rig.settle();
  expect(stopped).toBe(true);
  await rig.revive();
  expect((await rig.state()).machine).toMatchObject({ value: 'told', context: { answer: 'here' } });
});

test('a result that the store cannot take is brought again, and the task is not run again', async () => {
  let attempts = 0;
  const rig = await startRig(asking(() => Promise.resolve(++attempts)));
  await rig.ring();
  rig.store.beforeCommit = failing(3);
  await rig.clock.advance(10_000);
  expect((await rig.state()).machine).toMatchObject({ value: 'told', context: { answer: 1 } });
  expect(attempts).toBe(1);
});
