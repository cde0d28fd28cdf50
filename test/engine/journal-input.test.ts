/** What the journal says of an input is enough to make the input again. */
import { expect, test } from 'vitest';
import type { CallEventInput } from '../../src/engine/call-input.ts';
import { journalInputOf } from '../../src/engine/journal-input.ts';
import type { CallState, JournalEntry } from 'callchart';
import { recordedInput } from '../../src/replay/recorded-input.ts';

const at = 1_767_603_600_000;
const state = { commands: [{ id: 'c-1-0', command: 'speak', legId: 'caller#1' }] } as unknown as CallState;

test.each<CallEventInput>([
  { type: 'outcome', at, commandId: 'c-1-0', outcome: { ok: true, data: {} } },
  { type: 'attempt', at, commandId: 'c-1-0' },
  { type: 'tick', at },
  { type: 'task', at, id: 'lookup', generation: 7, end: { ok: true, output: { found: 1 } } },
  { type: 'application', at, id: 'key', event: { type: 'paid', payload: { amount: 1 } } },
  { type: 'status', at, legId: 'caller#1', alive: false },
  { type: 'hangup', at, id: 'key', by: 'ada' },
  { type: 'application', at, id: 'key', event: { type: 'paid', payload: {} }, by: 'ada' },
  {
    type: 'resend',
    at,
    id: 'key',
    by: 'ada',
    command: { command: 'speak', legId: 'caller#1', params: { payload: 'a' } },
  },
  {
    type: 'migrate',
    at,
    id: 'key',
    by: 'ada',
    migrated: {
      to: { id: 'f', version: '2', hash: 'h' },
      value: 'a',
      timers: [],
      tasks: [],
      generation: 1,
      origin: ['f', 'f.a'],
    },
  },
  { type: 'failure', at, why: 'the flow is gone' },
  { type: 'reported', at },
])('$type', (input) => {
  const entry = { callId: 'c', seq: 2, at, input: journalInputOf(state, input) } as unknown as JournalEntry;
  expect(recordedInput(JSON.parse(JSON.stringify(entry)) as JournalEntry)).toEqual(input);
});
