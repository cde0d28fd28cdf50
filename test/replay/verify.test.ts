/** The same flow does the same again, to the byte; and when it does not, the first difference and its cause are found. */
import { callActions, loadFlow, recordCall, type RecordedCall, speak, verifyRecord } from 'callchart';
import { expectReplay, simulate } from 'callchart/testing';
import { describe, expect, test } from 'vitest';
import { assign, setup } from 'xstate';
import type { AnyStateMachine } from 'xstate';
import { type Caller, menuFlow, playCall } from './recorded-calls.ts';

const rounds = Number(process.env['CALLCHART_REPLAY_ROUNDS'] ?? 3);

describe('byte-equal', () => {
  test.each(['1', '2', 'wait', 'leave'] satisfies Caller[])(
    'calls under load with faults: %s',
    async (caller) => {
      for (let seed = 1; seed <= rounds; seed++) {
        const flow = menuFlow();
        const record = await playCall(flow, caller, seed);
        const { steps, difference } = verifyRecord(record, loadFlow(flow));
        expect(difference).toBeUndefined();
        expect(steps).toBe(record.journal.length);
      }
    },
    120_000,
  );

  test('a call whose flow had to be looked up: what waited for it is applied once', async () => {
    const flow = loadFlow(menuFlow());
    const line = await simulate([flow, loadFlow(other)], {
      runtime: { routes: async () => ({ flow: 'menu-flow', input: { tenant: 'a' } }) },
    });
    line.call();
    await line.advance(60_000);
    const record = await recordCall(line.runtime, 'call-1');
    await line.close();
    expect(record.journal.filter((entry) => entry.opening === undefined && entry.to === undefined)).not.toEqual([]);
    expect(expectReplay(record, flow).steps).toBeGreaterThan(4);
  });
});

const other = setup({ actions: callActions }).createMachine({
  id: 'other',
  version: '1',
  initial: 'a',
  states: { a: {} },
});

describe('private digits', () => {
  const flow = pinFlow();
  test('were never stored, and yet the call repeats itself', async () => {
    const record = await recorded(flow, '4711#');
    expect(JSON.stringify(record)).not.toContain('4711');
    expect(verifyRecord(record, loadFlow(flow)).difference).toBeUndefined();
  });

  test('a call whose digits lead elsewhere now is told by its cause', async () => {
    const record = await recorded(flow, '4711#');
    const changed = { ...loadFlow(pinFlow('nothing that can be keyed')), hash: loadFlow(flow).hash };
    expect(verifyRecord(record, changed).difference).toMatchObject({
      path: 'to',
      recorded: 'right',
      made: 'wrong',
      cause: 'private',
    });
  });
});

describe('the first difference and its cause', () => {
  test('a clock', async () => {
    const flow = withGreeting(() => `It is ${Date.now()}.`);
    const { difference } = verifyRecord(await recorded(flow), loadFlow(flow));
    expect(difference).toMatchObject({ seq: 1, path: 'effects[0].params.payload', cause: 'clock' });
  });

  test('randomness', async () => {
    const flow = withGreeting(() => `Your number is ${Math.random()}.`);
    const { difference } = verifyRecord(await recorded(flow), loadFlow(flow));
    expect(difference).toMatchObject({ seq: 1, cause: 'randomness' });
  });

  test('a context that begins differently', async () => {
    const greeting = { text: 'Hello.' };
    const flow = withContext(() => ({ text: greeting.text }));
    const record = await recorded(flow);
    greeting.text = 'Good morning.';
    expect(verifyRecord(record, loadFlow(flow)).difference).toMatchObject({
      seq: 1,
      path: 'context',
      cause: 'context',
    });
  });

  test('a function that the hash does not cover', async () => {
    const count = { by: 1 };
    const flow = setup({ actions: callActions, types: { context: {} as { count: number } } }).createMachine({
      id: 'counting',
      version: '1',
      context: { count: 0 },
      initial: 'a',
      states: {
        a: {
          entry: { type: 'answer' },
          on: { 'call.answered': { actions: assign({ count: ({ context }) => context.count + count.by }) } },
        },
      },
    });
    const record = await recorded(flow);
    count.by = 2;
    const { difference, steps } = verifyRecord(record, loadFlow(flow));
    expect(difference).toMatchObject({ path: 'context', cause: 'code' });
    expect(steps).toBeGreaterThan(0);
    expect(() => expectReplay(record, flow)).toThrow(/call\.answered.*s after its beginning[^]*imported function/);
  });

  test('another structure', async () => {
    const record = await playCall(menuFlow(), '2', 1, false);
    const { difference } = verifyRecord(record, loadFlow(menuFlow({ prompt: 'Bye.' })));
    expect(difference).toMatchObject({ recorded: 'Goodbye.', made: 'Bye.', cause: 'flow' });
  });
});

function withGreeting(text: () => string): AnyStateMachine {
  return setup({ actions: callActions }).createMachine({
    id: 'greeting',
    version: '1',
    initial: 'a',
    states: { a: { entry: speak(() => ({ payload: text(), voice: 'female' })) } },
  });
}

function withContext(context: () => { text: string }): AnyStateMachine {
  return setup({ actions: callActions, types: { context: {} as { text: string } } }).createMachine({
    id: 'context',
    version: '1',
    context,
    initial: 'a',
    states: { a: {} },
  });
}

function pinFlow(pin = '4711'): AnyStateMachine {
  return setup({ actions: callActions }).createMachine({
    id: 'pin',
    version: '1',
    initial: 'a',
    states: {
      a: { entry: { type: 'answer' }, on: { 'call.answered': 'ask' } },
      ask: {
        entry: {
          type: 'gather',
          params: { sensitive: true, maximum_digits: 4, minimum_digits: 4, initial_timeout_millis: 30_000 },
        },
        on: {
          'call.gather.ended': [
            {
              guard: ({ event }: { event: Record<string, { digits: string }> }) => event['payload']?.digits === pin,
              target: 'right',
            },
            { target: 'wrong' },
          ],
        },
      },
      right: { meta: { pin } },
      wrong: {},
    },
  } as never) as unknown as AnyStateMachine;
}

async function recorded(flow: AnyStateMachine, keys = ''): Promise<RecordedCall> {
  const line = await simulate(flow);
  const caller = line.call();
  await line.advance(6_000);
  if (keys !== '') caller.press(keys);
  await line.advance(20_000);
  caller.hangUp();
  await line.advance(60_000);
  const record = await recordCall(line.runtime, 'call-1');
  await line.close();
  return JSON.parse(JSON.stringify(record)) as RecordedCall;
}
