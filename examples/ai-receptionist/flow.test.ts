/** The example as its README says: the tool, the key, the assistant's goodbye, and an assistant that fails. */
import { describe, expect, test } from 'vitest';
import type { Runtime } from 'callchart';
import { simulate } from 'callchart/testing';
import * as flow from './flow.ts';
import { humanTool } from './tool.ts';

test('the assistant knows who calls, and hands over when its tool says so', async () => {
  const line = await simulate(flow);
  const call = await line.dial({ from: '+15550123' });
  await call.agent('+15550100').answers({ after: '2s' });
  await call.hears('assistant');
  const { callId } = await call.state();
  await call.sends('startAIAssistant', { assistant: { dynamic_variables: { call: callId, caller: '+15550123' } } });
  const ask = humanTool(line.runtime, 'secret');
  const response = await ask(post({ call: callId, why: 'an invoice' }, 'Bearer secret'));
  expect(response.status).toBe(200);
  expect((await ask(post({ call: callId, why: 'an invoice' }, 'Bearer secret'))).status).toBe(200);
  await call.isConnected();
  expect(await call.commands()).toEqual(['answer', 'speak', 'startAIAssistant', 'stopAIAssistant', 'transfer']);
  await call.hangsUp();
  await call.isOver();
  await call.hasNotFailed();
});

test('0 leads to a person as well, and nobody free is said', async () => {
  const call = await simulate(flow).dial();
  await call.agent('+15550100').isBusy();
  await call.isIn('talking');
  await call.presses('0');
  await call.hears('Nobody is free');
  await call.isOver();
});

test('the assistant says goodbye: the call is over', async () => {
  const call = await simulate(flow).dial();
  await call.sends('startAIAssistant');
  await call.advances('10s');
  await call.does((party) => party.endConversation());
  await call.hears('Goodbye');
  await call.isOver();
});

test.each([
  ['is refused', 422],
  ['is not there', 503],
])('an assistant that %s: a person, and no silence', async (_what, status) => {
  const line = await simulate(flow);
  line.simulator.faults.command({ name: 'startAIAssistant' }, { status, code: '10015' });
  const call = await line.dial();
  await call.agent('+15550100').answers();
  await call.isConnected({ within: '2min' });
  await call.waitedInSilence({ atMost: '12s' });
  await call.hangsUp();
  await call.isOver();
});

describe('the tool', () => {
  const nobody = { send: () => Promise.reject(new Error('not reached')) } as unknown as Runtime;

  test.each([
    [401, post({ call: 'x', why: '' }, 'Bearer other')],
    [401, post({ call: 'x', why: '' })],
    [400, post({ why: 'no call' }, 'Bearer secret')],
    [400, post('no JSON', 'Bearer secret')],
  ])('answers %i', async (status, request) => {
    expect((await humanTool(nobody, 'secret')(request)).status).toBe(status);
  });
});

function post(body: unknown, authorization?: string): Request {
  const headers = { 'content-type': 'application/json', ...(authorization !== undefined && { authorization }) };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return new Request('http://127.0.0.1/', { method: 'POST', headers, body: text });
}
