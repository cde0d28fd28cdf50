/** The comparison itself: whatever may be lost, doubled, too early or out of order is found, one break at a time. */
import type { CallRecord, JournalEntry } from 'callchart';
import { describe, expect, test } from 'vitest';
import type { PlayedCall } from './caller.ts';
import { complaints, type Findings } from './comparison.ts';
import type { ReceivedCommand } from './counted-carrier.ts';

const call: PlayedCall = {
  leg: 'leg',
  direction: 'incoming',
  acknowledged: ['w1', 'w2', 'w3', 'w4'],
  keys: 2,
  endedBy: 'flow',
  answeredAfter: 10_000,
  refused: [],
};

const command = (id: string, name: string, digits?: string, at = 10_000): ReceivedCommand => ({
  command: name,
  leg: 'leg',
  id,
  body: JSON.stringify({ command_id: id, ...(digits !== undefined && { digits }) }),
  at,
});

const received = [
  command('c1', 'answer'),
  command('c2', 'send_dtmf', 'B0000'),
  command('c3', 'send_dtmf', 'C0042'),
  command('c4', 'send_dtmf', 'A0001'),
  command('c5', 'send_dtmf', 'D0600', 10_600),
  command('c6', 'send_dtmf', 'A0002'),
  command('c6', 'send_dtmf', 'A0002'),
  command('c7', 'hangup'),
] as const;

/** What the comparison looks at in a journal: position, webhook, commands. */
const entry = (seq: number, id: string, ...commands: string[]): JournalEntry =>
  ({
    callId: 'call-1',
    seq,
    at: 10_000,
    input: { kind: 'webhook', name: 'any', id },
    effects: commands.map((one) => ({
      type: 'command',
      id: one,
      command: received.find(({ id: sent }) => sent === one)?.command,
    })),
  }) as unknown as JournalEntry;

const journal = [
  entry(1, 'w1', 'c1'),
  entry(2, 'w2', 'c2', 'c3'),
  entry(3, 'w3', 'c4', 'c5'),
  entry(4, 'w4', 'c6', 'c7'),
];
const record = { callId: 'call-1', phase: 'late', legs: [{ signalling: 'ended' }], commands: [], tasks: [] };
const records = [record as unknown as CallRecord];
const well: Findings = { calls: [call], received, journals: [journal], records };

test('what is as promised brings no complaint', () => {
  expect(complaints(well)).toEqual([]);
});

test('a hangup of which nothing came may be asked for again, when its time has come', () => {
  const found = { ...well, received: [...received, command('c9', 'hangup')] };
  const again = (at: number): JournalEntry => ({
    ...entry(5, ''),
    at,
    input: { kind: 'engine', name: 'status' },
    effects: [{ type: 'command', id: 'c9', command: 'hangup' }] as unknown as JournalEntry['effects'],
  });
  expect(complaints({ ...found, journals: [[...journal, again(20_000)]] })).toEqual([]);
  expect(complaints({ ...found, journals: [[...journal, again(19_999)]] }).join()).toMatch(/hangup,hangup/);
});

test('a timer is early against the answer that the engine made, if it had to', () => {
  const made = (at: number) =>
    ({ ...entry(5, ''), input: { kind: 'timer', name: 'answer.made' }, at }) as unknown as JournalEntry;
  const late = { ...well, calls: [{ ...call, answeredAfter: 20_000 }] };
  expect(complaints({ ...late, journals: [[...journal, made(10_000)]] })).toEqual([]);
  expect(complaints({ ...late, journals: [[...journal, made(10_001)]] }).join()).toMatch(/the timer was early/);
});

const without = (id: string) => received.filter((one) => one.id !== id);
const swapped = [...received.slice(0, 3), received[5], received[4], received[3], received[7]];

describe('found is', () => {
  test.each<[string, Partial<Findings>, RegExp]>([
    ['an acknowledged event that is not stored', { journals: [journal.slice(0, 3)] }, /w4 was acknowledged and is not/],
    ['an event that was applied twice', { journals: [[...journal, entry(5, 'w4')]] }, /w4 was applied 2 times/],
    ['a gap in a journal', { journals: [journal.toSpliced(1, 1)] }, /its journal goes 1,3,4/],
    ['a command that was not sent', { received: without('c4') }, /c4 was committed and never sent/],
    ['an event that the machine did not get', { received: without('c4') }, /wanted .*A0001.*, got/],
    ['a command that nobody committed', { received: [...received, command('c8', 'answer')] }, /it was never committed/],
    ['a command under two ids', { received: [...received, command('c8', 'send_dtmf', 'C0042')] }, /C0042 .* 2 ids/],
    ['an id with two commands', { received: [...received, command('c7', 'answer')] }, /its id was another command's/],
    ['commands out of order', { received: swapped }, /got .*A0002.*A0001/],
    ['a timer that did not fire', { received: without('c5') }, /D0600 came under 0 ids/],
    ['a timer that was early', { calls: [{ ...call, answeredAfter: 10_001 }] }, /the timer was early/],
    ['a real event that was refused', { calls: [{ ...call, refused: ['w2: 400'] }] }, /a real event was refused: w2/],
    ['a call that is stored twice', { journals: [journal, [entry(1, 'w9')]] }, /1 calls were played, 2 are stored/],
    ['a leg that lives on', { records: [{ ...record, legs: [{}] } as unknown as CallRecord] }, /call-1 is not over/],
    ['a command that waits', { records: [{ ...record, commands: [{}] } as unknown as CallRecord] }, /is not over/],
  ])('%s', (_what, broken, expected) => {
    expect(complaints({ ...well, ...broken }).join('\n')).toMatch(expected);
  });
});
