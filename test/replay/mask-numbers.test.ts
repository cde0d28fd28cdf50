/** A masked record tells nobody's number, and repeats itself on its flow all the same. */
import { loadFlow, verifyRecord } from 'callchart';
import { expect, test } from 'vitest';
import { maskNumbers } from '../../src/replay/mask-numbers.ts';
import { menuFlow, playCall } from './recorded-calls.ts';

test('the same number has the same substitute everywhere', async () => {
  const record = await playCall(menuFlow(), '1', 4, false);
  const text = JSON.stringify(record);
  expect(text).toContain('+15550100010');
  expect(text).toContain('+15550100"');
  const masked = maskNumbers(record);
  expect(JSON.stringify(masked)).not.toMatch(/\+1555/);
  const [first] = masked.journal;
  expect(first?.input.payload).toMatchObject({ from: '+19995550000', to: masked.state?.legs[0]?.to });
  expect(masked.journal.map(({ seq, at }) => [seq, at])).toEqual(record.journal.map(({ seq, at }) => [seq, at]));
});

test('the flow names numbers that the record does not any more: what they stand for is learned', async () => {
  const record = await playCall(menuFlow(), '1', 4);
  const { difference, steps } = verifyRecord(maskNumbers(record), loadFlow(menuFlow()));
  expect(difference).toBeUndefined();
  expect(steps).toBe(record.journal.length);
});

test('a difference stays a difference', async () => {
  const record = maskNumbers(await playCall(menuFlow(), '2', 4, false));
  const { difference } = verifyRecord(record, loadFlow(menuFlow({ prompt: 'Bye.' })));
  expect(difference).toMatchObject({ recorded: 'Goodbye.', made: 'Bye.' });
});
