/** Inbound, answered, spoken, hung up (Telnyx docs: receiving webhooks; a published capture of such a call). */
import { setup } from 'xstate';
import { answer, callActions, hangup, speak, type CallEvents } from 'callchart';
import { expect, test } from 'vitest';
import { CallHarness } from '../call-harness.ts';

const flow = setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
  id: 'hello',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'greeting' } },
    greeting: { entry: speak({ payload: 'Hello.', voice: 'female' }), on: { 'call.speak.ended': 'leaving' } },
    leaving: { entry: hangup(), on: { 'call.hangup': 'over' } },
    over: { type: 'final' },
  },
});

test('every webhook moves the flow, every command leaves once, the call closes after its late window', () => {
  const call = CallHarness.incoming(flow);
  expect(call.sent()).toEqual(['answer caller#1']);
  expect(call.leg('caller#1').signalling).toBe('alerting');
  call.ok('answer');
  expect(call.value).toBe('answering');
  call.wait(920).webhook('call.answered');
  expect(call.value).toBe('greeting');
  expect(call.sent()).toEqual(['speak caller#1']);
  call.ok('speak');
  call.webhook('call.speak.started', { speak_id: 'sp-1' });
  call.wait(800).webhook('call.speak.ended', { speak_id: 'sp-1', status: 'completed' });
  expect(call.sent()).toEqual(['hangup caller#1']);
  call.ok('hangup');
  call.webhook('call.hangup', {
    hangup_cause: 'normal_clearing',
    hangup_source: 'callee',
    sip_hangup_cause: 'unspecified',
  });
  expect(call.value).toBe('over');
  expect(call.phase).toBe('finishing');
  expect(call.tick(120_000)).toEqual(['late.over']);
  expect(call.phase).toBe('closed');
  expect(call.state().commands).toEqual([]);
  expect(call.events()).toEqual([
    '(call.initiated)',
    'call.answered',
    '(call.speak.started)',
    'call.speak.ended',
    'call.hangup',
  ]);
});
