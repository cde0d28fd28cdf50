/**
 * call.hangup is not the last event (captures of live calls; Telnyx docs: Voice API webhooks): recordings, costs,
 * conversations come after it, in any order with what the hangup cut off.
 */
import { assign, setup } from 'xstate';
import { answer, callActions, hangup, speak, startRecording, type CallEvents } from 'callchart';
import { describe, expect, test } from 'vitest';
import { CallHarness } from '../call-harness.ts';

const lateTypes = [
  'call.recording.saved',
  'call.recording.error',
  'call.recording.transcription.saved',
  'call.cost',
  'call.conversation.ended',
  'call.conversation_insights.generated',
] as const;

const voicemail = setup({
  types: { context: {} as { seen: readonly string[] }, events: {} as CallEvents },
  actions: callActions,
}).createMachine({
  id: 'voicemail',
  version: '1',
  context: { seen: [] },
  initial: 'greeting',
  states: {
    greeting: {
      entry: [answer(), speak({ payload: 'After the beep.', voice: 'female' })],
      on: { 'call.speak.ended': 'recording' },
    },
    recording: {
      entry: startRecording({ channels: 'single', format: 'mp3', play_beep: true, max_length: 120 }),
      on: { 'call.recording.saved': { target: 'saved' }, 'call.hangup': 'hung up' },
    },
    saved: { entry: hangup(), on: { 'call.hangup': 'done' } },
    'hung up': { on: { 'call.recording.saved': 'done' }, after: { 90_000: 'done' } },
    done: { type: 'final' },
  },
});

const recording = (): CallHarness => {
  const call = CallHarness.incoming(voicemail).okAll();
  call.webhook('call.answered');
  call.webhook('call.speak.ended', { status: 'completed' });
  return call.okAll();
};

test('the recording before the hangup: silence or max_length ended it', () => {
  const call = recording();
  call.tick(60_000);
  expect(call.phase).toBe('active');
  call.webhook('call.recording.saved', { recording_id: 'r1', recording_urls: { mp3: 'https://x.test/r1' } });
  expect(call.sent()).toEqual(['hangup caller#1']);
  call.ok('hangup');
  call.webhook('call.hangup', {});
  expect(call.value).toBe('done');
  expect(call.state().recordings).toMatchObject([{ recording_id: 'r1' }]);
});

test('the recording after the hangup', () => {
  const call = recording();
  call.webhook('call.hangup', {});
  expect(call.value).toBe('hung up');
  expect(call.phase).toBe('active');
  call.tick(2_000);
  call.webhook('call.recording.saved', { recording_id: 'r1' });
  expect(call.value).toBe('done');
  expect(call.state().recordings).toHaveLength(1);
});

describe('a flow that does not handle the hangup is over, but not deaf', () => {
  const flow = setup({
    types: { context: {} as { seen: readonly string[] }, events: {} as CallEvents },
    actions: callActions,
  }).createMachine({
    id: 'listener',
    version: '1',
    context: { seen: [] },
    entry: answer(),
    on: { '*': { actions: assign({ seen: ({ context, event }) => [...context.seen, event.type] }) } },
  });

  test.each(lateTypes)('%s reaches it', (type) => {
    const plain = setup({
      types: { context: {} as { seen: readonly string[] }, events: {} as CallEvents },
      actions: callActions,
    }).createMachine({
      id: 'late',
      version: '1',
      context: { seen: [] },
      entry: answer(),
      on: { [type]: { actions: assign({ seen: ({ event }) => [(event as { type: string }).type] }) } },
    });
    const call = CallHarness.incoming(plain);
    call.webhook('call.hangup', {});
    expect(call.phase).toBe('finishing');
    expect(call.webhook(type, {}).outcome).toBe('applied');
    expect(call.context['seen']).toEqual([type]);
  });

  test('a wildcard takes the hangup: then the flow goes on', () => {
    const call = CallHarness.incoming(flow).okAll();
    call.webhook('call.hangup', {});
    expect(call.context['seen']).toContain('call.hangup');
    expect(call.phase).toBe('late');
  });
});

describe('what the hangup cut off may come before or after it', () => {
  const ends = [
    ['call.speak.ended', { status: 'call_hangup' }],
    ['call.hangup', { hangup_cause: 'normal_clearing', hangup_source: 'caller', sip_hangup_cause: '200' }],
  ] as const;

  test.each([[ends], [[...ends].reverse()]])('%#', (order) => {
    const call = CallHarness.incoming(voicemail).okAll();
    call.webhook('call.answered');
    for (const [type, payload] of order) call.webhook(type, payload);
    expect(call.value).toBe('greeting');
    expect(call.phase).toBe('finishing');
    call.tick(120_000);
    expect(call.phase).toBe('closed');
  });
});

test('the caller gives up before the answer', () => {
  const call = CallHarness.incoming(voicemail);
  call.webhook('call.hangup', { hangup_cause: 'originator_cancel', sip_hangup_cause: '487', call_quality_stats: null });
  // The answer is on its way: its failure says what is known.
  call.fails('answer', 'leg_ended', { code: '90018' });
  expect(call.phase).toBe('finishing');
  call.tick(120_000);
  expect(call.phase).toBe('closed');
});

test('a stream that stopped, a conference that was left after the hangup change nothing', () => {
  const call = recording();
  call.webhook('call.hangup', {});
  for (const type of ['streaming.stopped', 'call.fork.stopped', 'conference.participant.left', 'conference.ended'])
    expect(call.webhook(type, {}).outcome).toBe('ignored');
  expect(call.leg('caller#1').signalling).toBe('ended');
});
