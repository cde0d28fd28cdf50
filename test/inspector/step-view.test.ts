/** What is out of the ordinary about a step is said on it. */
import { expect, test } from 'vitest';
import type { JournalEntry } from 'callchart';
import { stepView } from '../../src/inspector/step-view.ts';
import { startRig } from '../runtime/rig.ts';
import { greeting } from '../runtime/flows.ts';
import { failures } from '../runtime/scripted-carrier.ts';

const entry: JournalEntry = {
  callId: 'call',
  seq: 1,
  at: 0,
  input: { kind: 'webhook', name: 'call.speak.ended' },
  outcome: 'applied',
  from: 'menu',
  to: 'menu',
  events: [],
  effects: [],
};

const badges = (change: Partial<JournalEntry>): readonly string[] =>
  stepView({ ...entry, ...change }, { call: undefined, chart: undefined }).badges;

test('badges say what became of an input', () => {
  expect(badges({})).toEqual([]);
  for (const outcome of ['ignored', 'duplicate', 'superseded', 'late', 'unrouted'] as const)
    expect(badges({ outcome })).toEqual([outcome]);
  expect(badges({ outcome: 'rolled_back' })).toEqual(['rolled back']);
  const answer = (payload: unknown): JournalEntry['input'] => ({ kind: 'outcome', name: 'speak', payload });
  expect(badges({ input: answer({ ok: true, data: {} }) })).toEqual([]);
  expect(badges({ input: answer({ ok: true, data: {}, attempts: 3 }) })).toEqual(['retried']);
  expect(badges({ input: answer({ ok: false, reason: 'unreachable', attempts: 3 }) })).toEqual(['failed', 'retried']);
  expect(badges({ effects: [{ type: 'withheld', event: 'call.speak.ended', leg: 'caller#1' }] })).toEqual(['withheld']);
  expect(badges({ effects: [{ type: 'phase', to: 'fallback', why: 'it threw' }] })).toEqual(['fallback']);
});

test('the journal says of a command how many attempts it took, and the machine is not told', async () => {
  const rig = await startRig(greeting);
  rig.carrier.answer = (_one, count) => (count < 3 ? failures.unavailable() : undefined);
  await rig.ring();
  await rig.clock.advance(5_000);
  expect(rig.carrier.names).toEqual(['answer', 'answer', 'answer']);
  const outcome = (await rig.journal()).find(({ input }) => input.kind === 'outcome');
  expect(outcome?.input.payload).toMatchObject({ ok: true, attempts: 3 });
  expect(outcome === undefined ? [] : badges(outcome)).toEqual(['retried']);
});
