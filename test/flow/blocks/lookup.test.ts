import { describe, expect, test } from 'vitest';
import { fromPromise } from 'xstate';
import { lookup, type LookupOptions } from 'callchart';
import { simulate, type TaskStandIn } from 'callchart/testing';
import { findingsOf } from './checked.ts';
import { flowOf } from './made-flow.ts';
import { tryEveryState } from '../../machines/trials.ts';

type Context = { found: unknown; from: string };
const flowWith = (options: Partial<LookupOptions<Context>> = {}) =>
  flowOf(
    lookup<Context>({
      src: 'find',
      filler: 'One moment please.',
      input: ({ context }) => ({ from: context.from }),
      into: 'found',
      next: 'known',
      failed: 'unknown',
      timeout: 'late',
      ...options,
    }),
    ['known', 'unknown', 'late'],
    {
      context: { found: null, from: '7' },
      actors: { find: fromPromise<unknown, unknown>(async () => 'real') },
      options: { tasks: { find: { timeoutMs: 60_000, retries: 0 } } },
    },
  );
const slow =
  (duration: string): TaskStandIn =>
  async ({ input, pause }) => {
    await pause(duration);
    return { asked: input };
  };

const flow = flowWith({ budgetMs: 20_000 });

tryEveryState({
  flow,
  options: { tasks: { find: slow('15s') } },
  passing: { known: 'only speaks', unknown: 'only speaks', late: 'only speaks' },
  ways: [
    { state: 'answering', go: (call) => call.advances(8) },
    { state: 'block.filler', go: (call) => call.hears('One moment') },
    {
      state: 'block.pause',
      go: async (call) => {
        await call.hears('One moment');
        await call.isIn('block.pause');
      },
    },
  ],
});

describe('a lookup', () => {
  test('goes on with what it found; meanwhile the caller hears the filler again and again', async () => {
    const call = await simulate(flow, { tasks: { find: slow('15s') } }).dial();
    await call.hears('Outcome known');
    expect((await call.state()).machine.context).toMatchObject({ found: { asked: { from: '7' } } });
    expect((await call.commands()).filter((name) => name === 'speak').length).toBeGreaterThan(2);
    await call.waitedInSilence({ atMost: '5s' });
  });

  test('goes on with the failure', async () => {
    const find: TaskStandIn = async () => {
      throw new Error('no');
    };
    const call = await simulate(flow, { tasks: { find } }).dial();
    await call.hears('Outcome unknown');
  });

  test('goes on when the budget is used up, and drops what comes later', async () => {
    const call = await simulate(flow, { tasks: { find: slow('25s') } }).dial();
    await call.hears('Outcome late');
    await call.advances('30s');
    await call.isOver();
    expect((await call.state()).machine.context).toMatchObject({ found: null });
    await call.hasNotFailed();
  });

  test('plays audio in a loop and stops it', async () => {
    const audio = flowWith({ filler: { audio_url: 'https://example.com/typing.mp3' } });
    const call = await simulate(audio, { tasks: { find: slow('6s') } }).dial();
    await call.hears('typing.mp3');
    await call.sends('startPlayback', { loop: 'infinity' });
    await call.sends('stopPlayback', { stop: 'all' });
    await call.hears('Outcome known');
    expect(findingsOf(audio)).toEqual([]);
  });

  test('passes the checker', () => {
    expect(findingsOf(flow)).toEqual([]);
  });

  test('refuses options that are not right', () => {
    expect(() => flowWith({ src: '' })).toThrow(/must name an actor/);
    expect(() => flowWith({ budgetMs: 0 })).toThrow(/budgetMs/);
  });
});
