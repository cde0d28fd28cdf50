/** Steps again, one beside the other. What differs is test/replay/verify.test.ts. */
import { loadFlow } from 'callchart';
import { expect, test } from 'vitest';
import { reExecute } from '../../src/replay/re-execute.ts';
import { menuFlow, playCall } from './recorded-calls.ts';

test('every step stands beside what was recorded, and can be had again', async () => {
  const flow = menuFlow();
  const record = await playCall(flow, '2', 2);
  const steps = [...reExecute(record, loadFlow(flow))];
  expect(steps.map(({ recorded }) => recorded.seq)).toEqual(record.journal.map(({ seq }) => seq));
  for (const { made, again } of steps) expect(again()).toEqual(made);
  expect(steps.at(-1)?.state.phase).toBe('closed');
});

test('it is lazy: whoever has seen enough stops', async () => {
  const flow = menuFlow();
  const record = await playCall(flow, 'leave', 1, false);
  const broken = {
    ...record,
    journal: [...record.journal.slice(0, 1), { ...record.journal[1], input: { kind: 'engine', name: 'novelty' } }],
  };
  const [first] = reExecute(broken as never, loadFlow(flow));
  expect(first?.made.seq).toBe(1);
  expect(() => [...reExecute(broken as never, loadFlow(flow))]).toThrow('this version does not know such an input');
});
