import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CallchartError, collect, digitBuffer, noKeys, startRecording, type CollectOptions } from 'callchart';
import { MemoryStore } from 'callchart';
import { timingPresets } from 'callchart/simulator';
import { simulate, type TestCall } from 'callchart/testing';
import { findingsOf } from './checked.ts';
import { flowOf } from './made-flow.ts';
import { tryEveryState } from '../../machines/trials.ts';

type Context = { zip: string; last: string };
const otherwise = { noinput: 'silent', nomatch: 'wrong' };
const base = {
  prompt: 'Your code please.',
  nomatch: 'Wrong.',
  noinput: 'No key heard.',
  next: 'right',
  otherwise,
} as const;
const flowWith = (options: Partial<CollectOptions<Context>> = {}, around: Parameters<typeof flowOf>[2] = {}) =>
  flowOf(
    collect<Context>({ ...base, length: 3, into: 'zip', ...options } as CollectOptions<Context>),
    ['right', 'silent', 'wrong'],
    { context: { zip: '', last: '' }, ...around },
  );
const contextOf = async (call: TestCall) => (await call.state()).machine.context as Context;

const confirmed = flowWith({ confirm: true, attempts: 2 });

tryEveryState({
  flow: confirmed,
  passing: {
    silent: 'only speaks',
    wrong: 'only speaks',
    'block.nomatch1Confirming': 'like askingConfirming',
    'block.noinput1Confirming': 'like askingConfirming',
  },
  ways: [
    { state: 'answering', go: (call) => call.advances(8) },
    { state: 'block.asking', go: (call) => call.hears('Your code') },
    { state: 'block.noinput1', go: (call) => call.hears('No key', { within: '1min' }) },
    {
      state: 'block.nomatch1',
      go: async (call) => {
        await call.hears('Your code');
        await call.presses('1#');
        await call.hears('Wrong');
      },
    },
    {
      state: 'block.askingConfirming',
      go: async (call) => {
        await call.hears('Your code');
        await call.presses('123');
        await call.hears('You entered 1 2 3');
      },
    },
    {
      state: 'right',
      go: async (call) => {
        await call.hears('Your code');
        await call.presses('123');
        await call.hears('You entered 1 2 3');
        await call.presses('1');
        await call.hears('Outcome right');
      },
    },
  ],
});

describe('collected digits', () => {
  test('come into the context', async () => {
    const call = await simulate(flowWith()).dial();
    await call.hears('Your code');
    await call.presses('123');
    await call.hears('Outcome right');
    expect(await contextOf(call)).toMatchObject({ zip: '123' });
  });

  test('of different lengths are ended by a key', async () => {
    const call = await simulate(flowWith({ length: { min: 2, max: 6 }, keep: (digits) => Number(digits) })).dial();
    await call.hears('Your code');
    await call.presses('1234#');
    await call.hears('Outcome right');
    expect(await contextOf(call)).toMatchObject({ zip: 1234 });
  });

  test.each([
    ['a function', (digits: string) => digits === '456'],
    ['a schema', z.string().regex(/^4/)],
  ] as const)('are checked by %s, and asked for again', async (_name, validate) => {
    const call = await simulate(flowWith({ validate })).dial();
    await call.hears('Your code');
    await call.presses('123');
    await call.hears('Wrong');
    await call.presses('456');
    await call.hears('Outcome right');
    expect(await contextOf(call)).toMatchObject({ zip: '456' });
  });

  test('that are not right when they are read back are keyed in again', async () => {
    const call = await simulate(flowWith({ confirm: { prompt: (digits) => `Is it ${digits}?` } })).dial();
    await call.hears('Your code');
    await call.presses('123');
    await call.hears('Is it 123?');
    await call.presses('2');
    await call.hears('Wrong');
    await call.presses('124');
    await call.hears('Is it 124?');
    await call.presses('1');
    await call.hears('Outcome right');
    expect(await contextOf(call)).toMatchObject({ zip: '124' });
  });

  test('give up after so many attempts', async () => {
    const call = await simulate(flowWith({ attempts: { all: 5, noinput: 2 } })).dial();
    await call.hears('No key', { within: '1min' });
    await call.hears('Outcome silent', { within: '1min' });
  });

  test('do not count for the digit buffer', async () => {
    const around = { context: { zip: '', last: '', keys: noKeys } };
    const call = await simulate(flowWith({ typed: 'keys' as never }, around)).dial();
    await call.hears('Your code');
    await call.presses('123');
    await call.hears('Outcome right');
    expect((await contextOf(call)) as unknown).toMatchObject({ keys: { typed: [] } });
    expect(digitBuffer('keys')).toBeDefined();
  });
});

describe('private digits', () => {
  const PIN = '739152';
  const recorded = {
    entry: startRecording({ format: 'mp3', channels: 'single' }),
    after: { 1_000: 'block' },
  };

  test('are in no sink: not in journal, stored state, logs, commands or what listeners see', async () => {
    const sinks: unknown[] = [];
    const store = new MemoryStore();
    const validate = (digits: string): boolean => digits === PIN;
    const flow = flowWith(
      { sensitive: true, length: { min: 4, max: 6 }, validate, into: 'last', keep: (digits) => digits.slice(-1) },
      { before: recorded },
    );
    const line = await simulate(flow, { runtime: { store, log: (entry) => void sinks.push(entry) } });
    line.runtime.subscribe((step) => {
      sinks.push(step);
    });
    const call = await line.dial();
    await call.hears('Your code');
    await call.presses('111111');
    await call.hears('Wrong');
    await call.presses(PIN);
    await call.hears('Outcome right');
    expect(await contextOf(call)).toMatchObject({ zip: '', last: '2' });
    sinks.push(await call.state(), await call.journal(), line.sent, await call.sent(), store);
    const text = inspect(sinks);
    expect(text).toContain('call.gather.ended');
    for (const secret of [PIN, '111111']) expect(text).not.toContain(secret);
  });

  test('pause the recording meanwhile', async () => {
    const call = await simulate(flowWith({ sensitive: true, into: undefined }, { before: recorded }), {
      simulator: { timing: { ...timingPresets.instant, speechMinimumMs: 2_000 } },
    }).dial();
    await call.sends('startRecording');
    await call.sends('pauseRecording');
    await call.sends('gatherUsingSpeak');
    await call.hears('Your code');
    await call.presses('123');
    await call.sends('resumeRecording');
    await call.hears('Outcome right');
  });

  test('cannot be stored or said by mistake', () => {
    expect(() => flowWith({ sensitive: true })).toThrow(/private digits must not be stored/);
    expect(() => flowWith({ sensitive: true, into: undefined, confirm: true } as never)).toThrow(/read back/);
    // @ts-expect-error private digits are not read back
    expect(() => collect({ ...base, length: 3, sensitive: true, confirm: true })).toThrow(CallchartError);
  });
});

describe('collect', () => {
  test('passes the checker', () => {
    expect(findingsOf(confirmed)).toEqual([]);
    expect(
      findingsOf(flowWith({ sensitive: true, into: undefined, pauseRecording: false, validate: () => true })),
    ).toEqual([]);
  });

  test.each([
    [{ length: 0 }, /length/],
    [{ length: { min: 4, max: 2 } }, /min must not be above max/],
    [{ length: 129 }, /length/],
    [{ validate: 7 as never }, /validate/],
    [{ attempts: 0 }, /attempts/],
    [{ into: undefined, keep: String }, /say with `into`/],
    [{ terminator: '7' as never }, /terminator/],
  ] as const)('refuses %j', (options, message) => {
    expect(() => flowWith(options as never)).toThrow(message);
  });
});

/** All of it as text, class instances and maps included. */
function inspect(value: unknown): string {
  const seen = new Set<unknown>();
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return String(part);
    if (part instanceof Map) return [...part.entries()];
    if (part instanceof Set) return [...part];
    if (typeof part === 'object' && part !== null) {
      if (seen.has(part)) return undefined;
      seen.add(part);
    }
    return part;
  });
}
