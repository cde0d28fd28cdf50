/** What the simulated carrier makes of the rest of a call that has left its record. */
import { loadFlow, recordCall, type RecordedCall } from 'callchart';
import { simulate } from 'callchart/testing';
import { expect, test } from 'vitest';
import { continueCall } from '../../src/replay/continue-call.ts';
import { drive } from '../../src/replay/drive.ts';
import { menuFlow, playCall } from './recorded-calls.ts';

const withoutTimer = loadFlow(menuFlow({ menuTimerMs: undefined, version: '2' }));
const goOn = (record: RecordedCall) => continueCall(record, withoutTimer, drive(record, withoutTimer));

test('whoever did nothing hangs up when it was hung up; the call ends', async () => {
  const record = await playCall(menuFlow(), 'wait', 1, false);
  const { entries, state } = await goOn(record);
  expect(state.phase === 'late' || state.phase === 'closed').toBe(true);
  const names = entries.map(({ input }) => input.name);
  // The gather that was under way is begun again at the carrier, and ends there for want of keys.
  expect(names).toContain('call.gather.ended');
  expect(state.failure).toBeUndefined();
}, 60_000);

test('who is put through only now talks for a while, and hangs up in the end: it is not the flow that never does', async () => {
  // The key was pressed in time, but Telnyx told of it when the timer had fired already.
  const line = await simulate(menuFlow());
  line.simulator.onDial('+15550100', { does: 'answer', afterMs: 1_000 });
  for (const name of ['call.dtmf.received', 'call.gather.ended'])
    line.simulator.faults.webhook({ name }, { delayMs: 9_000 });
  const caller = line.call();
  await line.advance(6_000);
  caller.press('1');
  await line.advance(10 * 60_000);
  const record = JSON.parse(JSON.stringify(await recordCall(line.runtime, 'call-1'))) as RecordedCall;
  await line.close();
  expect(record.journal.map(({ to }) => to)).not.toContain('connected');
  const { state, entries } = await goOn(record);
  expect(entries.map(({ to }) => to)).toContain('connected');
  expect(['late', 'closed']).toContain(state.phase);
}, 60_000);
