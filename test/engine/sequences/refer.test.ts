/** Refer (Telnyx OpenAPI: refer): started, then completed or failed; it holds the leg while it is under way. */
import { setup } from 'xstate';
import { answer, callActions, refer, type CallEvents } from 'callchart';
import { describe, expect, test } from 'vitest';
import { CallHarness } from '../call-harness.ts';

const flow = setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
  id: 'referring',
  version: '1',
  entry: answer(),
  initial: 'start',
  states: {
    start: { on: { 'call.answered': 'referring' } },
    referring: {
      entry: refer({ sip_address: 'sip:desk@example.com' }),
      on: { 'call.refer.completed': 'gone', 'call.refer.failed': 'back' },
    },
    gone: {},
    back: {},
  },
});

const referring = (): CallHarness => {
  const call = CallHarness.incoming(flow);
  call.ok('answer');
  call.webhook('call.answered');
  call.ok('refer');
  call.webhook('call.refer.started');
  return call;
};

describe('refer', () => {
  test.each([
    ['call.refer.completed', 'gone'],
    ['call.refer.failed', 'back'],
  ])('%s', (type, value) => {
    const call = referring();
    call.tick(29_000);
    expect(call.leg('caller#1').quietSince).toBeUndefined();
    call.webhook(type, { sip_notify_response: 200 });
    expect(call.value).toBe(value);
    expect(call.leg('caller#1').quietSince).toBe(call.now);
  });

  test('is given a minute when nothing more is heard', () => {
    const call = referring();
    call.tick(60_000);
    expect(call.leg('caller#1').quietSince).toBe(call.now);
  });
});
