/** One call on another version, before anybody writes it. Whole calls are moved in migrate-calls.test.ts. */
import { loadFlow } from 'callchart';
import { expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { openCall } from '../../src/engine/advance.ts';
import { moveCall } from '../../src/runtime/moved-call.ts';
import type { CallRecord } from '../../src/stores/store.ts';

const flow = (version: string, id = 'f') =>
  loadFlow(createMachine({ id, version, initial: 'a', states: { a: { after: { 5_000: 'b' } }, b: {} } }));
const { state } = openCall(flow('1'), { callId: 'c', at: 1_000, account: 'default', input: {} });
const move = { to: flow('2'), by: 'ada', at: 500, hasHook: false };

test('it builds on the step that was seen, and time does not run backwards', () => {
  const { plan, moved } = moveCall(state, move);
  expect(plan.ok).toBe(true);
  expect(moved?.state).toMatchObject({ flow: { version: '2' }, at: 1_000, step: 2 });
  expect(moved?.commit).toMatchObject({
    expectedStep: 1,
    summary: { version: '2' },
    wakeAt: 6_000,
    entries: [{ input: { name: 'migrate', by: 'ada' } }],
  });
});

test.each<[string, CallRecord, typeof move, string]>([
  ['moved', state, { ...move, to: flow('1') }, 'it was moved meanwhile'],
  ['over', { ...state, phase: 'late' }, move, 'its flow is over'],
  ['handed on', state, { ...move, to: flow('2', 'g') }, 'it runs on flow f by now'],
  ['not begun', { ...state, phase: 'routing' } as never, move, 'its flow is still being looked up'],
])('a call that is %s stays where it is', (_what, record, to, why) => {
  expect(moveCall(record, to)).toEqual({ plan: { ok: false, why } });
});
