/** The `completed` hook. That it is told again over restarts is proved in contract 8. */
import { expect, test } from 'vitest';
import type { CompletedCall } from 'callchart';
import { keypad } from './flows.ts';
import { type Rig, startRig } from './rig.ts';

async function over(rig: Rig): Promise<void> {
  await rig.ring();
  await rig.webhook('call.hangup', 'A', {});
  await rig.clock.advance(121_000);
}

test('nobody is told before the late webhooks are in, and nothing is owed where there is no hook', async () => {
  const told: string[] = [];
  const rig = await startRig(keypad, { completed: ({ callId }) => void told.push(callId) });
  await rig.ring();
  await rig.webhook('call.hangup', 'A', {});
  await rig.clock.advance(119_000);
  expect(told).toEqual([]);
  await rig.clock.advance(2_000);
  expect(told).toEqual(['call-1']);
  const without = await startRig(keypad);
  await over(without);
  expect((await without.state()).reported).toBeUndefined();
});

test('pauses between attempts double up to five minutes', async () => {
  const times: number[] = [];
  const rig = await startRig(keypad, {
    completed: () => {
      times.push(rig.clock.now());
      throw new Error('down');
    },
  });
  await over(rig);
  await rig.clock.advance(3_600_000);
  const pauses = times.slice(1).map((at, index) => (at - (times[index] ?? 0)) / 1_000);
  expect(pauses.slice(0, 12)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
});

test('a recording that comes while the hook is tried again is in the next report', async () => {
  const told: CompletedCall[] = [];
  const rig = await startRig(keypad, {
    completed: (call) => {
      told.push(call);
      if (told.length === 1) throw new Error('down');
    },
  });
  await rig.ring();
  await rig.webhook('call.hangup', 'A', {});
  await rig.clock.advance(120_500);
  await rig.webhook('call.recording.saved', 'A', { recording_id: 'r1' });
  await rig.clock.advance(10_000);
  expect(told.map((call) => call.recordings.length)).toEqual([0, 1]);
});

test('what comes after the report is kept, and nobody is told again', async () => {
  let told = 0;
  const rig = await startRig(keypad, { completed: () => void told++ });
  await over(rig);
  expect(await rig.webhook('call.recording.saved', 'A', { recording_id: 'late' })).toBe('accepted');
  await rig.clock.advance(600_000);
  expect(told).toBe(1);
  expect((await rig.state()).recordings).toHaveLength(1);
});

test('a hook that works while the store does not is told once', async () => {
  let told = 0;
  const rig = await startRig(keypad, { completed: () => void told++ });
  await rig.ring();
  await rig.webhook('call.hangup', 'A', {});
  let failed = 0;
  rig.store.beforeCommit = (commits) => {
    const isReport = commits.some((commit) => commit.entries.some((entry) => entry.input.name === 'reported'));
    if (isReport && failed++ < 3) throw new Error('disk full');
  };
  await rig.clock.advance(300_000);
  expect(told).toBe(1);
  expect((await rig.state()).reported).toBe(true);
});
