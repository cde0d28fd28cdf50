/** Records in and out. */
import { CallchartError, MemoryStore, parseRecordedCall, recordCall } from 'callchart';
import { expect, test } from 'vitest';
import { menuFlow, playCall } from './recorded-calls.ts';

test('a record survives its file', async () => {
  const record = await playCall(menuFlow(), 'leave', 1, false);
  expect(parseRecordedCall(JSON.stringify(record))).toEqual(record);
  expect(record).toMatchObject({ callchart: 1, flow: { id: 'menu-flow', version: '1' }, account: 'default' });
  expect(record.state?.legs.map((leg) => leg.id)).toEqual(['caller#1']);
});

test('what is no record is refused with what is wrong', async () => {
  const record = await playCall(menuFlow(), 'leave', 1, false);
  const refused = (value: unknown): string => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    try {
      parseRecordedCall(text, 'call.json');
    } catch (error) {
      return error instanceof CallchartError ? error.message : '';
    }
    return '';
  };
  expect(refused('{')).toBe('call.json is no record of a call: it is no JSON. Write one with callchart export.');
  expect(refused({ ...record, callchart: 2 })).toContain('callchart: ');
  expect(refused({ ...record, journal: [{ ...record.journal[0], seq: 'one' }] })).toContain('journal.0.seq');
  expect(refused({ ...record, journal: record.journal.slice(1) })).toContain('does not say what the call began with');
});

test('a call that there is not', async () => {
  const store = new MemoryStore();
  const source = {
    call: async (callId: string) => (await store.load([callId])).get(callId),
    journal: store.journal.bind(store),
  };
  await expect(recordCall(source, 'nobody')).rejects.toMatchObject({ code: 'call.unknown' });
});
