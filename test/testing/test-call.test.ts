import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { z } from 'zod';
import { loadFlow } from 'callchart';
import { simulate } from 'callchart/testing';
import * as reminder from '../../examples/reminder/flow.ts';
import * as consult from '../../examples/consult/flow.ts';
import * as frontDesk from '../../machines/front-desk.ts';

describe('a call as a story', () => {
  test('somebody rings, hears, presses, is connected, hangs up', async () => {
    const call = await simulate(frontDesk).dial({ from: '+15550123', to: '+15550199' });
    await call.agent('+15550100').answers({ after: '4s' });
    await call.hears(/press 1/i);
    await call.isIn('menu');
    await call.presses('1');
    await call.sends('transfer', { to: '+15550100', timeout_secs: 20 });
    await call.isIn('connected');
    await call.isConnected();
    await call.agent().isConnected();
    await call.hangsUp();
    await call.isOver('normal_clearing');
    await call.hasNotFailed();
    await call.waitedInSilence({ atMost: '1s' });
    expect(await call.commands()).toEqual(['answer', 'gatherUsingSpeak', 'transfer', 'hangup']);
    expect(await call.heard()).toContain('"Hello. For sales press 1. For support press 2."');
  });

  test('people on other legs hear and press, by number and by role', async () => {
    const call = await simulate(consult).dial({ from: '+15550123' });
    const agent = call.agent('+15550101');
    await agent.rings();
    await agent.hears('a call from +15550123');
    await call.leg('agent').presses('1');
    await call.leg('agent#1').isConnected();
    await agent.hangsUp();
    await call.isOver();
  });

  test('a call that the application starts: the person is whoever is called', async () => {
    const line = await simulate(reminder);
    line.simulator.onDial('+15550110', { does: 'answer', afterMs: 3_000 });
    const call = await line.start({ input: { to: '+15550110', text: 'We come at ten.' } });
    await call.hears(/we come at ten/i);
    await call.presses('1');
    await call.hears('Thank you');
    await call.isOver();
  });

  test('time passes, the process dies, and the call waits for its redial', async () => {
    const line = await simulate(reminder);
    const call = await line.start({ input: { to: '+15550110', text: 'We come at ten.' } });
    await call.agent('+15550110').isBusy();
    await call.isIn('later');
    await call.advances('5min');
    await call.crashes();
    await call.isIn('later', { within: 0 });
    await call.agent('+15550110').answers();
    await call.hears(/ten/, { within: '6min' });
    expect(await call.commands()).toEqual(['dial', 'dial', 'gatherUsingSpeak']);
  });

  test('events of the application, and what the journal says', async () => {
    const flow = loadFlow({
      default: createMachine({
        id: 'orders',
        version: '1',
        initial: 'answering',
        states: {
          answering: { entry: { type: 'answer' }, on: { 'order.ready': 'done' } },
          done: { type: 'final' },
        },
      }),
      options: {
        events: { 'order.ready': z.object({ order: z.string() }) },
      },
    });
    const line = await simulate(flow);
    const call = await line.dial();
    await call.journals('call.answered', 'ignored');
    await call.receives('order.ready', { order: '7' });
    await call.isIn('done');
    await call.isOver();
  });

  test('two calls on one line are told apart', async () => {
    const line = await simulate(frontDesk);
    const one = await line.dial({ from: '+15550123' });
    const other = await line.dial({ from: '+15550124' });
    await one.hears(/press 1/);
    await one.presses('1');
    await one.sends('transfer');
    await other.isIn('menu');
    await other.hasNotSent('transfer');
    await other.hangsUp();
    await other.isOver();
    await one.isIn('connected');
    expect((await other.journal()).at(-1)?.callId).not.toBe((await one.journal()).at(-1)?.callId);
  });
});

describe('a failing assertion prints the ladder', () => {
  const ladder = /The ladder:\n[\s\S]*-> call\.initiated[\s\S]*● menu\.first[\s\S]*<- gatherUsingSpeak/;

  test.each<[string, RegExp, (call: Awaited<ReturnType<typeof atMenu>>) => Promise<unknown>]>([
    [
      'words',
      /The caller did not hear support please within 1000 ms, but "Hello\. For/,
      (call) => call.hears('support please', { within: '1s' }),
    ],
    ['state', /did not come to sales within 0 ms: it is in menu\.first/, (call) => call.isIn('sales', { within: 0 })],
    [
      'command',
      /transfer \{"to":"x"\} was not sent within 0 ms; since then: answer \{\}, gatherUsingSpeak/,
      (call) => call.sends('transfer', { to: 'x' }, { within: 0 }),
    ],
    ['no command', /answer should not have been sent/, (call) => call.hasNotSent('answer')],
    ['journal', /no call\.hangup as applied/, (call) => call.journals('call.hangup', 'applied', { within: 0 })],
    ['end', /not over within 0 ms; on the line: A/, (call) => call.isOver(undefined, { within: 0 })],
    ['bridge', /The caller was not connected/, (call) => call.isConnected({ within: 0 })],
    [
      'another phone',
      /\+15550100's phone did not ring within 0 ms/,
      (call) => call.agent('+15550100').rings({ within: 0 }),
    ],
    ['nobody there', /sales is not on any line/, (call) => call.leg('sales').presses('1')],
  ])('%s', async (_what, message, assertion) => {
    const call = await atMenu();
    const failure: unknown = await assertion(call).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'simulation.failed', message: expect.stringMatching(message) });
    expect((failure as Error).message).toMatch(ladder);
  });

  test('a failed flow, the wrong cause, and acts after the end', async () => {
    const line = await simulate(frontDesk);
    line.simulator.faults.command({ name: 'gatherUsingSpeak' }, { status: 422, code: '10015' });
    const call = await line.dial();
    await expect(call.isOver('timeout')).rejects.toThrow(/ended with normal_clearing, not timeout/);
    await expect(call.hasNotFailed()).rejects.toThrow(/The flow failed: /);
    await expect(call.hangsUp()).rejects.toThrow(/cannot do that: the line is over/);
  });

  async function atMenu() {
    const call = await simulate(frontDesk).dial();
    await call.hears(/press 1/);
    return call;
  }
});
