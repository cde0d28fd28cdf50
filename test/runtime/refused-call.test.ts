/** What may be tried again is told apart from what may not, and every refusal names its call. */
import { expect, test } from 'vitest';
import type { CallState } from 'callchart';
import { foreignCall, missingFlow, notBegun, unknownCall } from '../../src/runtime/refused-call.ts';

const held = { callId: 'call-1', flow: { id: 'desk', version: '2', hash: 'h' } } as CallState;

test.each([
  [unknownCall('call-1'), 'call.unknown', false],
  [notBegun('call-1'), 'call.routing', true],
  [foreignCall('call-1'), 'call.foreign', true],
  [missingFlow(held), 'flow.missing', true],
])('%s', (error, code, retryable) => {
  expect(error).toMatchObject({ code, retryable, details: { callId: 'call-1' } });
  expect(error.message).toContain('call-1');
});

test('a call without its flow names the version to load', () => {
  expect(missingFlow(held).message).toContain('desk@2');
});
