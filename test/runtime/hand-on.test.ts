import { expect, test } from 'vitest';
import { setup } from 'xstate';
import { answer, callActions, handoff, loadFlow, type CallEvents } from 'callchart';
import { openCall } from '../../src/engine/advance.ts';
import { FlowRegistry } from '../../src/runtime/flow-registry.ts';
import { handOn } from '../../src/runtime/hand-on.ts';
import type { WriterParts } from '../../src/runtime/writer-parts.ts';
import type { CallCommit } from '../../src/stores/store.ts';

const made = setup({ types: { events: {} as CallEvents }, actions: callActions });
const end = { type: 'final' } as const;
const front = loadFlow(
  made.createMachine({ id: 'front', version: '1', initial: 'a', states: { a: handoff({ flow: 'billing' }) } }),
);
const billing = loadFlow(
  made.createMachine({
    id: 'billing',
    version: '1',
    initial: 'a',
    states: { a: { entry: answer(), on: { 'call.answered': 'b' } }, b: end },
  }),
);
const handedOn = () =>
  openCall(front, { callId: 'call-1', at: 1_000, account: 'default', key: 'k', input: { trigger: {} } }).state;
const partsWith = (...flows: readonly (typeof front)[]): WriterParts =>
  ({ registry: new FlowRegistry(flows, undefined), hasHook: false }) as unknown as WriterParts;

test('the flow that takes the call is one more step of the same commit', () => {
  const commits: CallCommit[] = [];
  const state = handOn(partsWith(front, billing), 1_000, front, handedOn(), commits);
  expect(state.flow.id).toBe('billing');
  expect(commits).toHaveLength(1);
  expect(commits[0]).toMatchObject({ expectedStep: 1, summary: { flow: 'billing' } });
});

test('without that flow the fallback has the call', () => {
  const commits: CallCommit[] = [];
  const state = handOn(partsWith(front), 1_000, front, handedOn(), commits);
  expect(state.failure).toMatch(/"billing".*is not loaded/);
  expect(commits).toHaveLength(1);
});

test('a call that nobody handed on stays as it is', () => {
  const { handoff: _handoff, ...state } = handedOn();
  expect(handOn(partsWith(front, billing), 1_000, front, state, [])).toBe(state);
});
