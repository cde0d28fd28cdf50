import { expect, test } from 'vitest';
import { simulate } from 'callchart/testing';
import * as flow from './flow.ts';

const start = { flow: 'reminder', key: 'order-1', input: { to: '+15550110', text: 'We come at ten.' } };

test('a person confirms', async () => {
  const line = await simulate(flow);
  line.simulator.onDial('+15550110', { does: 'answer', afterMs: 3_000, verdict: 'human' });
  await line.runtime.startCall(start);
  await line.until('gatherUsingSpeak');
  line.simulator.party('A').press('1');
  await line.untilOver();
  expect(line.commands).toEqual(['dial', 'gatherUsingSpeak', 'speak', 'hangup']);
  await line.close();
});

test('busy: called again ten minutes later, over a crash; a machine gets the message after its beep', async () => {
  const line = await simulate(flow);
  line.simulator.onDial('+15550110', ['busy', { does: 'voicemail', afterMs: 3_000 }]);
  await line.runtime.startCall(start);
  await line.advance(300_000);
  await line.crash();
  expect(await line.value()).toBe('later');
  await line.until('speak', 700_000);
  await line.untilOver();
  expect(line.commands).toEqual(['dial', 'dial', 'speak', 'hangup']);
  expect(line.ladder()).toMatch(/greeting\.ended beep_detected[\s\S]*speak "We come at ten\."/);
  await line.close();
});

test('the same key starts one call', async () => {
  const line = await simulate(flow);
  const first = await line.runtime.startCall(start);
  const second = await line.runtime.startCall(start);
  expect(second).toEqual({ callId: first.callId, duplicate: true });
  await line.close();
});
