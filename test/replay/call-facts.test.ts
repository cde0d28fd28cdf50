/** What lists show of a call, and what one that goes on waits for. */
import type { CallState } from 'callchart';
import { simulate } from 'callchart/testing';
import { expect, test } from 'vitest';
import { callFacts, waitsFor } from '../../src/replay/call-facts.ts';
import { menuFlow } from './recorded-calls.ts';

test('silence, failed commands and the outcome are told from what is kept', async () => {
  const line = await simulate(menuFlow({ menuTimerMs: undefined }));
  line.simulator.faults.command({ name: 'gatherUsingSpeak', times: 1 }, { status: 422, code: '10015' });
  line.call({ from: '+15550100010' });
  await line.advance(20_000);
  const state = await line.state();
  expect(callFacts(state, line.clock.now())).toMatchObject({
    flow: 'menu-flow',
    from: '+15550100010',
    outcome: 'failed',
    failedCommands: 1,
    failure: expect.stringContaining('gatherUsingSpeak failed'),
  });
  await line.close();
});

test('a silence that lasts counts up to now, also after leg.silent was told', () => {
  const state = {
    phase: 'active',
    machine: { value: { a: 'b' }, status: 'active' },
    at: 90_000,
    createdAt: 0,
    flow: {},
    legs: [
      {
        id: 'caller#1',
        first: true,
        signalling: 'answered',
        quietSince: 60_000,
        quietBeforeMs: 30_000,
        longestQuietMs: 40_000,
      },
    ],
  } as unknown as CallState;
  expect(callFacts(state, 70_000)).toMatchObject({ worstSilenceMs: 40_000, outcome: 'live', state: 'a.b' });
  expect(callFacts(state, 75_000).worstSilenceMs).toBe(45_000);
});

test('the longest silence stays after the call', async () => {
  const line = await simulate(menuFlow());
  const caller = line.call();
  await line.advance(6_000);
  caller.press('1');
  line.simulator.onDial('+15550100', 'no answer');
  await line.advance(2_000);
  expect(waitsFor(await line.state(), line.clock.now()).join('\n')).toMatch(
    /timer xstate\.after\.40000\.menu-flow\.sales, due in [\d.]+ s[^]*leg caller#1: answered, transfer under way/,
  );
  caller.hangUp();
  await line.advance(5 * 60_000);
  const facts = callFacts(await line.state(), line.clock.now());
  expect(facts).toMatchObject({ outcome: 'ended', failedCommands: 0 });
  expect(facts.worstSilenceMs).toBeLessThan(2_000);
  expect(facts.stateSince).toBeLessThan(line.clock.now());
  await line.close();
});

test('a call whose flow is being looked up', () => {
  const record = {
    callId: 'c',
    phase: 'routing',
    createdAt: 1_000,
    at: 1_000,
    webhook: { payload: { from: '+1', to: '+2' } },
  } as never;
  expect(callFacts(record, 3_000)).toMatchObject({ from: '+1', to: '+2', outcome: 'live', state: '' });
  expect(waitsFor(record, 3_000)).toEqual(['the flow of this call to be found, for 2.0 s']);
});

test('a call whose last leg has ended is over, also while late webhooks are waited for', async () => {
  const line = await simulate(menuFlow());
  const caller = line.call();
  await line.advance(6_000);
  caller.press('2');
  await line.advance(30_000);
  const state = await line.state();
  expect(state.phase).not.toBe('closed');
  expect(callFacts(state, line.clock.now())).toMatchObject({ outcome: 'done', state: 'done' });
  await line.close();
});
