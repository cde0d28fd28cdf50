import { describe, expect, test } from 'vitest';
import type { CompletedCall } from 'callchart';
import { simulate, type TestCall } from 'callchart/testing';
import * as payment from '../../machines/secure-payment.ts';
import { tryEveryState } from './trials.ts';

const agrees = async (call: TestCall): Promise<void> => {
  await call.hears('Press 1');
  await call.presses('1');
};

tryEveryState({
  flow: payment,
  ways: [
    { state: 'answering', go: (call) => call.advances(8) },
    { state: 'confirming', go: (call) => call.hears('12.5 dollars') },
    {
      state: 'paying',
      go: async (call, line) => {
        line.simulator.faults.webhook({ name: 'call.payment.completed' }, 'drop');
        await agrees(call);
      },
    },
    {
      state: 'paid',
      go: async (call) => {
        await agrees(call);
        await call.hears('has arrived');
      },
    },
    {
      state: 'refused',
      go: async (call, line) => {
        line.simulator.faults.command({ name: 'pay' }, { status: 422, code: '10015' });
        await agrees(call);
      },
    },
    {
      state: 'goodbye',
      go: (call) => call.hears('Goodbye', { within: '1min' }),
    },
  ],
});

describe('a whole call', () => {
  test('the amount comes with the call; the charge is the output', async () => {
    const reports: CompletedCall[] = [];
    const call = await simulate(payment, {
      runtime: {
        routes: { '*': { flow: 'secure-payment', input: { amount: 40 } } },
        completed: (report) => void reports.push(report),
      },
    }).dial();
    await call.hears('40 dollars');
    await call.presses('1');
    await call.sends('pay', { amount: 40, transaction_type: 'charge' });
    await call.hears('has arrived');
    await call.isOver();
    await call.advances('5min');
    expect(reports).toMatchObject([{ result: 'done', output: { charge: { id: null } } }]);
  });

  test('a payment of which nothing is heard is given up after five minutes', async () => {
    const line = await simulate(payment);
    line.simulator.faults.webhook({ name: /^call\.payment/ }, 'drop');
    const call = await line.dial();
    await agrees(call);
    await call.hears('did not go through', { within: '6min' });
    await call.isOver();
  });
});
