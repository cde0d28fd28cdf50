/** When a call's work may move to whoever steps it: when nobody can be at it. */
import { expect, test } from 'vitest';
import type { CallState } from 'callchart';
import { isIdle } from '../../src/runtime/idle.ts';
import { greeting } from './flows.ts';
import { startRig } from './rig.ts';

async function greeted(): Promise<CallState> {
  const rig = await startRig(greeting);
  await rig.ringAndAnswer();
  return rig.state();
}

test('a call that only waits for webhooks is idle', async () => {
  const state = await greeted();
  expect(state.commands).toEqual([]);
  expect(isIdle(state, true)).toBe(true);
});

test('one with a command that may be on its way, a task, a question or a report is not', async () => {
  const state = await greeted();
  const command = { id: 'c', command: 'speak', legId: 'caller#1', needs: [], params: {}, origin: [] } as const;
  const waiting = { ...command, step: 1, issuedAt: 0, by: 'flow' } as const;
  expect(isIdle({ ...state, commands: [waiting] }, true)).toBe(true);
  expect(isIdle({ ...state, commands: [{ ...waiting, readyAt: 0 }] }, true)).toBe(false);
  expect(isIdle({ ...state, tasks: [{ id: 't', generation: 1, src: 'look up' }] }, true)).toBe(false);
  expect(isIdle({ ...state, legs: state.legs.map((leg) => ({ ...leg, checking: true })) }, true)).toBe(false);
  const closed = { ...state, phase: 'closed' } as const;
  expect(isIdle(closed, true)).toBe(false);
  expect(isIdle(closed, false)).toBe(true);
  expect(isIdle({ ...closed, reported: true }, true)).toBe(true);
});

test('one whose flow is looked up is not', () => {
  const webhook = {
    type: 'webhook',
    at: 0,
    id: 'w',
    event_type: 'call.initiated',
    payload: {},
    occurred_at: undefined,
  } as const;
  const call = { callId: 'a', phase: 'routing', step: 1, at: 0, createdAt: 0, account: 'default' } as const;
  expect(isIdle({ ...call, webhook, queued: [] }, false)).toBe(false);
});
