/** From a step to what the store writes. */
import { expect, test } from 'vitest';
import type { CallCommit } from 'callchart';
import { joinCommits } from '../../src/runtime/call-commit.ts';
import { commitOf } from '../stores/call-commits.ts';
import { greeting, keypad } from './flows.ts';
import { type Rig, startRig } from './rig.ts';

const commitsOf = (rig: Rig): readonly CallCommit[] =>
  rig.store.transactions.flat().filter((commit): commit is CallCommit => commit.callId !== undefined);

test('a leg is named once, when it becomes known', async () => {
  const rig = await startRig(keypad);
  await rig.ring();
  await rig.webhook('call.dtmf.received', 'A', { digit: '1' });
  expect(commitsOf(rig).map(({ legs, sessions }) => ({ legs, sessions }))).toEqual([
    { legs: ['A', 'A-leg'], sessions: ['A-session'] },
    { legs: [], sessions: [] },
  ]);
});

test("the summary is the first leg's, and the time to look again the earliest of all", async () => {
  const rig = await startRig(greeting);
  await rig.ringAndAnswer();
  const last = commitsOf(rig).at(-1);
  expect(last?.summary).toMatchObject({
    flow: 'greeting',
    version: '1',
    phase: 'active',
    from: '+15550001',
    to: '+15550100',
    createdAt: rig.clock.now(),
  });
  expect((last?.wakeAt ?? 0) - rig.clock.now()).toBeLessThanOrEqual(30_000);
});

test('a call is open until it is closed, and until it is reported where somebody wants to know', async () => {
  for (const [completed, open] of [
    [undefined, false],
    [() => new Promise<void>(() => {}), true],
  ] as const) {
    const rig = await startRig(keypad, completed === undefined ? {} : { completed });
    await rig.ring();
    expect(commitsOf(rig).at(-1)?.open).toBe(true);
    await rig.webhook('call.hangup', 'A', {});
    await rig.clock.advance(300_000);
    expect((await rig.state()).phase).toBe('closed');
    expect(commitsOf(rig).at(-1)).toMatchObject({ open, wakeAt: undefined });
  }
});

test('an incoming call whose flow is looked up is open, named, and has no time', async () => {
  const rig = await startRig(keypad, { routes: () => new Promise<string>(() => {}) });
  await rig.ring('A', { from: 5 });
  await rig.webhook('call.dtmf.received', 'A', { digit: '1' });
  expect(commitsOf(rig)).toMatchObject([
    {
      expectedStep: 0,
      open: true,
      legs: ['A', 'A-leg'],
      sessions: ['A-session'],
      summary: { phase: 'routing', to: '+15550100' },
    },
    {
      expectedStep: 1,
      open: true,
      legs: [],
      sessions: [],
      record: { step: 2, queued: [{ event_type: 'call.dtmf.received' }] },
    },
  ]);
  expect(commitsOf(rig)[0]?.summary.from).toBeUndefined();
  expect(commitsOf(rig)[0]?.wakeAt).toBeUndefined();
});

test('steps of one call are joined: from where the first began to where the last ended', () => {
  const joined = joinCommits([
    commitOf('a', { step: 3, keys: ['k3'], legs: ['l3'], sessions: ['s3'], wakeAt: 1 }),
    commitOf('a', { step: 4, keys: ['k4'], legs: ['l4'], wakeAt: 2, open: false }),
  ]);
  expect(joined).toMatchObject({ expectedStep: 2, record: { step: 4 }, keys: ['k3', 'k4'], legs: ['l3', 'l4'] });
  expect(joined).toMatchObject({
    sessions: ['s3'],
    wakeAt: 2,
    open: false,
    summary: { updatedAt: expect.any(Number) as number },
  });
  expect(joined.entries.map((entry) => entry.seq)).toEqual([3, 4]);
  expect(joinCommits([commitOf('a')])).toEqual(commitOf('a'));
});
