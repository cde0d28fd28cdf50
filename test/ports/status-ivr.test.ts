/**
 * Flow 4 of the public ones (call-control-ivr-example, on Rails): the status is stored, and a gather that ends twice is
 * no second transfer. The machine's state is that status, and the runtime keeps it.
 */
import { expect, test } from 'vitest';
import { setup } from 'xstate';
import { answer, callActions, callGuards, gatherUsingAudio, transfer, type CallEvents } from 'callchart';
import { simulate } from 'callchart/testing';

const ivr = setup({
  types: { events: {} as CallEvents<'person'> },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'status-ivr',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'awaiting' } },
    awaiting: {
      entry: gatherUsingAudio({
        audio_url: 'https://example.com/menu.mp3',
        valid_digits: '12',
        maximum_digits: 1,
        maximum_tries: 1,
        timeout_millis: 10_000,
      }),
      on: {
        'call.gather.ended': [
          { guard: { type: 'digits', params: '1' }, target: 'transferring' },
          { target: 'finished' }, // 2, and what the table has no row for
        ],
      },
      after: { 60_000: 'finished' },
    },
    transferring: {
      entry: transfer({ as: 'person', to: '+15550100', timeout_secs: 20 }),
      on: { 'legs.ended.person': 'finished', 'command.failed.transfer': 'finished' },
    },
    finished: { type: 'final' },
  },
});

test('1 transfers, once, though every webhook comes twice and the process dies meanwhile', async () => {
  const line = await simulate(ivr);
  line.simulator.faults.webhook({}, 'duplicate');
  const call = await line.dial();
  await call.hears('menu.mp3');
  await call.crashes();
  await call.presses('1');
  await call.isConnected();
  expect(await call.commands()).toEqual(['answer', 'gatherUsingAudio', 'transfer']);
  await call.hangsUp();
  await call.isOver();
});

test.each(['2', '9'])('%s hangs up', async (key) => {
  const call = await simulate(ivr).dial();
  await call.hears('menu.mp3');
  await call.presses(key);
  await call.isOver();
  expect(await call.commands()).toEqual(['answer', 'gatherUsingAudio', 'hangup']);
});
