import { expect, test } from 'vitest';
import { isCommand, sentCommand } from '../../src/testing/sent-command.ts';

const rung = {
  at: 7,
  direction: 'command',
  leg: 'A',
  callControlId: 'v3:a',
  name: 'speak',
  detail: '"Hello."',
  body: { payload: 'Hello.' },
  status: 200,
  attempt: undefined,
  note: undefined,
} as const;

test('a rung of the ladder without its time', () => {
  expect(sentCommand(rung)).toEqual({ command: 'speak', leg: 'A', body: { payload: 'Hello.' }, status: 200 });
});

test('webhooks, people and questions after a call are no commands', () => {
  expect(isCommand(rung)).toBe(true);
  expect(isCommand({ ...rung, direction: 'webhook', name: 'call.answered' })).toBe(false);
  expect(isCommand({ ...rung, name: 'GET /calls/v3:a' })).toBe(false);
});
