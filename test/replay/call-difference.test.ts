/** Differences in words: each once, and the same words for the same difference in another call. */
import type { JournalEntry } from 'callchart';
import { expect, test } from 'vitest';
import { differencesOf } from '../../src/replay/call-difference.ts';

const speak = (payload: string, more: object = {}, id = 'c-1-0') => ({
  type: 'command',
  id,
  command: 'speak',
  leg: 'caller#1',
  by: 'flow',
  params: { payload, voice: 'female', ...more },
});
const step = (seq: number, more: object = {}): JournalEntry => ({
  callId: 'c',
  seq,
  at: seq,
  input: { kind: 'webhook', name: 'call.answered' },
  outcome: 'applied',
  from: 'a',
  to: 'b',
  events: [],
  effects: [],
  ...more,
});
const told = (steps: Parameters<typeof differencesOf>[0], leaves = false) => differencesOf(steps, leaves);

test('the same steps have none', () => {
  const one = step(1, { effects: [speak('Hello.')] });
  expect(told([{ recorded: one, made: structuredClone(one) }])).toEqual([]);
});

test('words, params and states, each once', () => {
  const was = step(1, { effects: [speak('Hello.')] });
  const is = step(1, { to: 'c', effects: [speak('Hi.', { voice: 'male' })] });
  const again = step(2, { to: 'c' });
  expect(
    told([
      { recorded: was, made: is },
      { recorded: step(2), made: again },
    ]),
  ).toEqual([
    { kind: 'state', text: 'is in c instead of b', seq: 1 },
    { kind: 'prompt', text: 'speak says "Hi." instead of "Hello."', seq: 1 },
    { kind: 'command', text: 'speak with voice "male" instead of "female"', seq: 1 },
  ]);
});

test('a param that is new, and one that is gone', () => {
  const was = step(1, { effects: [speak('Hello.', { language: 'en-US' })] });
  const is = step(1, { effects: [speak('Hello.', { loop: 2 })] });
  expect(told([{ recorded: was, made: is }]).map(({ text }) => text)).toEqual([
    'speak with language none instead of "en-US"',
    'speak with loop 2 instead of none',
  ]);
});

test('where the ways part: what brought it, in which state, and what is asked for', () => {
  const timer = { kind: 'timer', name: 'xstate.after.12000.f.a' };
  const agent = { ...speak('Hello.'), leg: 'agent#1' };
  const way = (recorded: JournalEntry | undefined, made: JournalEntry | undefined) =>
    told([{ recorded, made }], true).map(({ text }) => text);
  expect(way(step(2, { input: timer, effects: [speak('No?')] }), undefined)).toEqual([
    'in a, the timer of 12 s is no more: speak is not sent',
  ]);
  expect(way(undefined, step(2, { input: timer, effects: [agent] }))).toEqual([
    'in a, the timer of 12 s is new: speak (agent) is sent',
  ]);
  expect(way(step(2, { effects: [speak('a')] }), step(2))).toEqual([
    'in a, on call.answered: nothing instead of speak',
  ]);
  const outcome = { kind: 'outcome', name: 'transfer' };
  expect(way(step(2, { input: outcome }), step(2, { effects: [speak('a')] }))).toEqual([
    'in a, on the outcome of transfer: speak instead of nothing',
  ]);
  const task = { kind: 'task', name: 'lookup' };
  expect(way(step(2, { input: task, effects: [speak('a')] }), undefined)).toEqual([
    'in a, task lookup is no more: speak is not sent',
  ]);
});
