/** Inputs out of journal entries; the whole way there and back is test/engine/journal-input.test.ts. */
import type { JournalEntry } from 'callchart';
import { expect, test } from 'vitest';
import { recordedInput, recordedOpening, recordedWebhook } from '../../src/replay/recorded-input.ts';

const entry = (input: object, more: object = {}): JournalEntry =>
  ({ callId: 'c', seq: 2, at: 5, input, ...more }) as unknown as JournalEntry;

test('a webhook has its token back, in its place', () => {
  const payload = { a: 1, client_state: null, z: 2 };
  const webhook = recordedWebhook(
    entry({ kind: 'webhook', name: 'call.answered', id: 'w', occurred_at: 'now', payload, client_state: 'dG9rZW4=' }),
  );
  expect(webhook).toMatchObject({ event_type: 'call.answered', id: 'w', occurred_at: 'now', at: 5 });
  expect(JSON.stringify(webhook.payload)).toBe('{"a":1,"client_state":"dG9rZW4=","z":2}');
});

test('a call that was started from outside has its key and input back', () => {
  const opening = { flow: { id: 'f', version: '1', hash: 'h' }, account: 'shop', input: {} };
  const started = entry(
    { kind: 'start', name: 'call.start', id: 'key', payload: { to: '1', trigger: { to: '1' } } },
    { opening },
  );
  expect(recordedOpening(started)).toEqual({
    callId: 'c',
    at: 5,
    account: 'shop',
    key: 'key',
    input: { to: '1', trigger: { to: '1' } },
  });
});

test('what this version does not know is refused by name', () => {
  expect(() => recordedInput(entry({ kind: 'engine', name: 'novelty' }))).toThrow(
    'Entry 2 of the journal of call c (engine novelty)',
  );
  expect(() => recordedInput(entry({ kind: 'start', name: 'call.start' }))).toThrow('only once');
});
