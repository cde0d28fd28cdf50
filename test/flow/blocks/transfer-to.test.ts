import { describe, expect, test } from 'vitest';
import { transferTo, type TransferToOptions } from 'callchart';
import { simulate } from 'callchart/testing';
import { findingsOf } from './checked.ts';
import { flowOf } from './made-flow.ts';
import { tryEveryState } from '../../machines/trials.ts';

const flowWith = (options: Partial<TransferToOptions<{ phone: string }>> = {}) =>
  flowOf(
    transferTo<{ phone: string }>({
      to: '+15550100',
      as: 'agent',
      ringSecs: 20,
      connected: 'talking',
      otherwise: 'nobody',
      busy: 'busy',
      declined: 'declined',
      failed: 'broken',
      ...options,
    }),
    ['nobody', 'busy', 'declined', 'broken'],
    { context: { phone: '+15550107' }, states: { talking: { on: { 'legs.ended.agent': 'done' } } } },
  );
const flow = flowWith();

tryEveryState({
  flow,
  passing: { nobody: 'only speaks', busy: 'only speaks', declined: 'only speaks', broken: 'only speaks' },
  ways: [
    { state: 'answering', go: (call) => call.advances(8) },
    { state: 'block.ringing', go: (call) => call.agent().doesNotAnswer() },
    {
      state: 'block.callerLeaves',
      go: async (call, line) => {
        line.simulator.faults.webhook({ leg: 'A', name: 'call.hangup' }, { delayMs: 3_000 });
        await call.agent().doesNotAnswer();
        await call.isIn('block');
        await call.advances('1s');
        await call.hangsUp();
        await call.isIn('block.callerLeaves');
      },
    },
    {
      state: 'talking',
      go: async (call) => {
        await call.agent().answers({ after: '1s' });
        await call.isConnected();
      },
    },
  ],
});

describe('a transfer', () => {
  test('ends as it ends at the other phone', async () => {
    const busy = await simulate(flow).dial();
    await busy.agent().isBusy();
    await busy.hears('Outcome busy');
    const declined = await simulate(flow).dial();
    await declined.agent().declines();
    await declined.hears('Outcome declined');
    const silent = await simulate(flow).dial();
    await silent.agent().doesNotAnswer();
    await silent.hears('Outcome nobody', { within: '1min' });
  });

  test('whose caller hangs up is over: they leave no message', async () => {
    for (const options of [{}, { callerLeft: 'done' }]) {
      const call = await simulate(flowWith(options)).dial();
      await call.agent().rings();
      await call.hangsUp();
      await call.isOver();
      await call.hasNotSent('speak');
    }
  });

  test('whose caller is not told to have left goes on', async () => {
    const line = await simulate(flow);
    line.simulator.faults.webhook({ leg: 'A', name: 'call.hangup' }, 'drop');
    const call = await line.dial();
    await call.agent().rings();
    await call.hangsUp();
    await call.isIn('nobody');
    await call.isOver();
  });

  test('that is refused is told', async () => {
    const line = await simulate(flow);
    line.simulator.faults.command({ name: 'transfer' }, { status: 422, code: '10015' });
    const call = await line.dial();
    await call.hears('Outcome broken');
  });

  test('of which nothing is heard any more is given up', async () => {
    const line = await simulate(flow);
    line.simulator.faults.webhook({ leg: 'B', name: 'call.hangup' }, 'drop');
    const call = await line.dial();
    await call.agent().doesNotAnswer();
    await call.hears('Outcome nobody', { within: '2min' });
    await call.isOver();
  });

  test('goes where the context says', async () => {
    const call = await simulate(flowWith({ to: ({ context }) => context.phone })).dial();
    await call.sends('transfer', { to: '+15550107' });
  });

  test('passes the checker', () => {
    expect(findingsOf(flow)).toEqual([]);
  });

  test.each([
    [{ to: '' }, /to: /],
    [{ as: 'call' }, /must be a role/],
    [{ ringSecs: 2 }, /ringSecs/],
  ] as const)('refuses %j', (options, message) => {
    expect(() => flowWith(options)).toThrow(message);
  });
});
