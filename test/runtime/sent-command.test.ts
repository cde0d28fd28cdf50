/** A command out of a call's journal. */
import type { JournalEntry } from 'callchart';
import { expect, test } from 'vitest';
import { sentCommand } from '../../src/runtime/sent-command.ts';

const effect = {
  type: 'command',
  id: 'c-2-0',
  command: 'speak',
  leg: 'caller#1',
  params: { payload: 'Hi' },
  by: 'flow',
};
const entries = Array.from({ length: 1_200 }, (_, place) => ({
  seq: place + 1,
  effects: place === 1_100 ? [effect] : [],
})) as unknown as readonly JournalEntry[];
const journal = async (callId: string, after = 0, limit = 1_000): Promise<readonly JournalEntry[]> =>
  callId === 'c' ? entries.filter(({ seq }) => seq > after).slice(0, limit) : [];

test('it is found by its id, on whatever page', async () => {
  expect(await sentCommand({ journal }, 'c', 'c-2-0')).toEqual({
    command: 'speak',
    legId: 'caller#1',
    params: { payload: 'Hi' },
  });
});

test('a command or call that there is not', async () => {
  await expect(sentCommand({ journal }, 'c', 'c-9-9')).rejects.toMatchObject({ code: 'command.unknown' });
  await expect(sentCommand({ journal }, 'd', 'c-2-0')).rejects.toMatchObject({ code: 'call.unknown' });
});
