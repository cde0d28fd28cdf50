/** expectReplay: silent when the call repeats itself, an error with the place and the cause when not. */
import { loadFlow } from 'callchart';
import { expectReplay } from 'callchart/testing';
import { expect, test } from 'vitest';
import { menuFlow, playCall } from '../replay/recorded-calls.ts';

test('a machine, a module, a loaded flow', async () => {
  const flow = menuFlow();
  const record = await playCall(flow, 'leave', 1, false);
  for (const given of [flow, { default: flow }, loadFlow(flow)])
    expect(expectReplay(record, given).steps).toBe(record.journal.length);
});

test('a difference is an error that says where and why', async () => {
  const record = await playCall(menuFlow(), '2', 1, false);
  expect(() => expectReplay(record, menuFlow({ prompt: 'Bye.' }))).toThrow(/recorded: "Goodbye."\n.*now: {6}"Bye."/);
});
