/** Conference, in the order of a live capture: floor.changed before created, left after the hangup. */
import { setup } from 'xstate';
import { answer, callActions, type CallEvents } from 'callchart';
import { expect, test } from 'vitest';
import { CallHarness } from '../call-harness.ts';

const flow = setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
  id: 'conference',
  version: '1',
  entry: answer(),
  initial: 'alone',
  states: {
    alone: { on: { 'conference.participant.joined': 'together' } },
    together: { on: { 'conference.participant.left': 'alone' } },
  },
});

test('who has joined is held until they leave; the hangup may come first', () => {
  const call = CallHarness.incoming(flow).okAll();
  call.webhook('call.answered');
  call.webhook('conference.floor.changed', { conference_id: 'c1' });
  call.webhook('streaming.started');
  call.webhook('conference.created', { conference_id: 'c1' });
  call.webhook('conference.participant.joined', { conference_id: 'c1' });
  expect(call.value).toBe('together');
  expect(call.leg('caller#1').attachment).toEqual({ type: 'conference', id: 'c1' });
  call.tick(300_000);
  expect(call.phase).toBe('active');
  call.webhook('streaming.stopped');
  call.webhook('call.hangup', { hangup_cause: 'normal_clearing' });
  call.webhook('conference.participant.left', { conference_id: 'c1' });
  call.webhook('conference.ended', { conference_id: 'c1' });
  expect(call.phase).toBe('finishing');
  call.tick(120_000);
  expect(call.phase).toBe('closed');
});
