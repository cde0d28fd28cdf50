import { expect, test } from 'vitest';
import { sentCommand } from '../../src/testing/sent-command.ts';

test('a rung of the ladder without its time', () => {
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
  expect(sentCommand(rung)).toEqual({ command: 'speak', leg: 'A', body: { payload: 'Hello.' }, status: 200 });
});
