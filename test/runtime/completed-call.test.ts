/** What is told of a call that is over. */
import { expect, test } from 'vitest';
import { setup } from 'xstate';
import { answer, type CallEvents, callActions, type CompletedCall, loadFlow } from 'callchart';
import { completedCall } from '../../src/runtime/completed-call.ts';
import { startRig } from './rig.ts';

const flow = loadFlow(
  setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
    id: 'survey',
    version: '3',
    initial: 'answering',
    output: { score: 5 },
    states: {
      answering: { entry: answer(), on: { 'call.answered': 'asking' } },
      asking: {
        on: {
          'call.dtmf.received': [
            { guard: ({ event }) => event.payload.digit === '1', target: 'done' },
            {
              guard: () => {
                throw new Error('broke');
              },
              target: 'done',
            },
          ],
        },
      },
      done: { type: 'final' },
    },
  }),
);

async function reportOf(key: string | undefined): Promise<CompletedCall> {
  const told: CompletedCall[] = [];
  const rig = await startRig(flow, { completed: (call) => void told.push(call) });
  await rig.ringAndAnswer();
  if (key !== undefined) await rig.webhook('call.dtmf.received', 'A', { digit: key });
  await rig.webhook('call.recording.saved', 'A', { recording_urls: { mp3: 'https://example.com/1.mp3' } });
  await rig.webhook('call.hangup', 'A', { hangup_cause: 'normal_clearing', hangup_source: 'caller' });
  await rig.clock.advance(300_000);
  expect(told).toEqual([completedCall(await rig.state())]);
  return told[0] as CompletedCall;
}

test('the machine reached its end: done, with its output, its legs and its recordings', async () => {
  const report = await reportOf('1');
  expect(report).toMatchObject({
    callId: 'call-1',
    flow: { id: 'survey', version: '3' },
    result: 'done',
    output: { score: 5 },
    failure: undefined,
    legs: [
      {
        id: 'caller#1',
        role: 'caller',
        direction: 'incoming',
        from: '+15550001',
        to: '+15550100',
        callControlId: 'A',
        hangupCause: 'normal_clearing',
        hangupSource: 'caller',
      },
    ],
    recordings: [{ leg: 'caller#1', recording_urls: { mp3: 'https://example.com/1.mp3' } }],
  });
  expect(report.legs[0]?.answeredAt).toBe(report.startedAt);
});

test('its legs ended first: ended', async () => {
  expect(await reportOf(undefined)).toMatchObject({ result: 'ended', output: undefined });
});

test('the fallback took over: failed, with why', async () => {
  expect(await reportOf('2')).toMatchObject({ result: 'failed', failure: expect.stringContaining('broke') as string });
});
