/** How far a record leads on a changed flow, step by step. What is made of it is in call-difference.test.ts. */
import { loadFlow, type RecordedCall } from 'callchart';
import { beforeAll, expect, test } from 'vitest';
import { commandsOf, drive } from '../../src/replay/drive.ts';
import { menuFlow, playCall } from './recorded-calls.ts';

let record: RecordedCall;
beforeAll(async () => {
  record = await playCall(menuFlow(), 'wait', 1, false);
}, 60_000);
const on = (change: Parameters<typeof menuFlow>[0]) => drive(record, loadFlow(menuFlow({ ...change, version: '2' })));

test('to its end, while the same commands are asked for; words and names may be others', () => {
  const { steps, leaves, state } = on({ prompt: 'Bye.', endName: 'farewell' });
  expect([leaves, state.phase, state.machine.value]).toEqual([false, 'closed', 'done']);
  expect(steps.every(({ recorded, made }) => recorded?.seq === made?.seq)).toBe(true);
  const said = steps
    .flatMap(({ made }) => commandsOf(made))
    .map(({ params }) => (params as { payload?: string }).payload);
  expect(said).toContain('Bye.');
});

test('up to the timer that is no more: that step stands alone, and the way ends there', () => {
  const { steps, leaves } = on({ menuTimerMs: undefined });
  const last = steps.at(-1);
  expect([leaves, last?.made]).toEqual([true, undefined]);
  expect(last?.recorded?.input.name).toBe('xstate.after.12000.menu-flow.menu');
});

test('up to a timer that fires only now, long before what the record has next', () => {
  const { steps, leaves, state } = on({ menuTimerMs: 3_000 });
  const last = steps.at(-1);
  expect([leaves, last?.recorded]).toEqual([true, undefined]);
  expect(last?.made?.input.name).toBe('xstate.after.3000.menu-flow.menu');
  expect(state.machine.value).toBe('again');
});
