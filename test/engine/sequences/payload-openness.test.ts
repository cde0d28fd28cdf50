/** What Telnyx adds or leaves out passes: unknown causes, missing fields, events without a prefix (live captures). */
import { setup } from 'xstate';
import { answer, callActions, type CallEvents } from 'callchart';
import { describe, expect, test } from 'vitest';
import { CallHarness } from '../call-harness.ts';

const flow = setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
  id: 'open',
  version: '1',
  entry: answer(),
  on: { 'call.transcription': {}, 'call.hold': {}, 'call.unhold': {} },
});

const answered = (): CallHarness => {
  const call = CallHarness.incoming(flow).okAll();
  call.webhook('call.answered', { codec: 'OPUS', sampling_rate: 48_000, flow_destination: 'x' });
  return call;
};

describe('payloads', () => {
  test('a hangup with nothing in it is one', () => {
    const call = answered();
    call.deliver('call.hangup', { call_control_id: 'v3:caller#1' });
    expect(call.leg('caller#1').cause).toEqual({
      hangup_cause: 'unspecified',
      hangup_source: 'unknown',
      sip_hangup_cause: 'unspecified',
    });
  });

  test.each(['streaming.started', 'siprec.started', 'dialogflow.detect_intent.response', 'call.not.yet.known'])(
    '%s finds its leg without a call. prefix, or an event of its own',
    (type) => {
      expect(answered().webhook(type, {}).input.leg).toBe('caller#1');
    },
  );

  test('a recording’s end that names no numbers, a cost that names no leg', () => {
    const call = answered();
    expect(call.deliver('call.recording.saved', { call_leg_id: 'leg-caller#1', recording_id: 'r' }).input.leg).toBe(
      'caller#1',
    );
    expect(call.deliver('call.cost', { call_session_id: 'session-1' }).input.leg).toBeUndefined();
  });

  test('transcriptions come many times, each as it is', () => {
    const call = answered();
    for (const is_final of [false, false, true])
      expect(call.webhook('call.transcription', { transcription_data: { is_final, transcript: 'hi' } }).outcome).toBe(
        'applied',
      );
  });

  test('a hold by the far end is known, and no command made it', () => {
    const call = answered();
    call.webhook('call.hold');
    expect(call.leg('caller#1').held).toBe(true);
    call.webhook('call.unhold');
    expect(call.leg('caller#1').held).toBe(false);
  });

  test('an AI gather’s partial results are no end: the caller is still engaged', () => {
    const gathering = CallHarness.incoming(
      setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
        id: 'ai',
        version: '1',
        entry: [answer(), { type: 'gatherUsingAI', params: { parameters: { type: 'object', properties: {} } } }],
      }),
    ).okAll();
    gathering.webhook('call.answered');
    gathering.webhook('call.ai_gather.partial_results', { partial_results: {} });
    gathering.webhook('call.ai_gather.message_history_updated', { message_history: [] });
    gathering.tick(60_000);
    expect(gathering.phase).toBe('active');
    gathering.webhook('call.ai_gather.ended', { result: {} });
    gathering.tick(30_000);
    expect(gathering.phase).toBe('fallback');
  });

  test('a leg that an assistant dialled by itself joins the call, as nobody’s', () => {
    const call = answered();
    const entry = call.deliver('call.initiated', {
      call_control_id: 'v3:new',
      call_session_id: 'session-1',
      client_state: null,
      direction: 'outgoing',
      to: '+15550777',
    });
    expect(entry.input.leg).toBe('added#1');
    call.deliver('call.bridged', { call_control_id: 'v3:new', call_session_id: 'session-1' });
    expect(call.leg('caller#1').attachment).toEqual({ type: 'bridged', peer: 'added#1' });
    call.webhook('call.hangup', {});
    expect(call.sent()).toEqual(['hangup added#1']);
  });
});
