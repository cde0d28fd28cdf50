/**
 * Flow 23 of the public ones (demo-node-telnyx, supervisor-bridge-no_conference): two people are called and bridged when
 * both are there; a supervisor listens in on request. Closed here: an answer that is told twice bridged twice, and one
 * whose partner did not come was left alone on the line.
 */
import { expect, test } from 'vitest';
import { setup } from 'xstate';
import { z } from 'zod';
import {
  bridge,
  callActions,
  callGuards,
  dial,
  hangup,
  leg,
  speak,
  type CallEvents,
  type FlowModule,
  type FlowOptions,
} from 'callchart';
import { simulate } from 'callchart/testing';

const options = { events: { 'supervisor.wanted': z.object({ to: z.string() }) } } satisfies FlowOptions;
type SupervisorWanted = { type: 'supervisor.wanted'; payload: { to: string } };

const machine = setup({
  types: { events: {} as CallEvents<'second' | 'supervisor', SupervisorWanted> },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'supervisor',
  version: '1',
  initial: 'calling',
  states: {
    calling: {
      entry: [
        dial({ from: '+15550199', to: '+15550111', timeout_secs: 30 }),
        dial({ as: 'second', from: '+15550199', to: '+15550112', timeout_secs: 30 }),
      ],
      initial: 'nobody',
      on: { 'legs.ended.second': 'sorry', 'call.hangup': 'done', 'command.failed.dial': 'done' },
      after: { 60_000: 'done' },
      states: {
        nobody: { on: { 'call.answered': 'first', 'second.call.answered': 'second' } },
        first: { on: { 'second.call.answered': '#joining' } },
        second: { on: { 'call.answered': '#joining' } },
      },
    },
    joining: {
      id: 'joining',
      entry: bridge({ call_control_id: leg('second') }),
      on: { 'call.bridged': 'talking', 'legs.ended.second': 'done', 'command.failed.bridge': 'done' },
      after: { 10_000: 'done' },
    },
    talking: {
      on: {
        'supervisor.wanted': {
          actions: dial(({ event }) => ({
            as: 'supervisor',
            from: '+15550199',
            to: event.type === 'supervisor.wanted' ? event.payload.to : '',
            supervise_call_control_id: leg('callee'),
            supervisor_role: 'monitor',
          })),
        },
        'command.failed.dial': {},
        // Who supervises is on no bridge, and would stay on the line.
        'legs.ended.second': { target: 'done', actions: hangup({ leg: 'supervisor' }) },
        'call.hangup': { target: 'done', actions: hangup({ leg: 'supervisor' }) },
      },
    },
    sorry: {
      entry: speak({ payload: 'Your partner does not answer.', voice: 'female' }),
      on: { 'call.speak.ended': 'done', 'command.failed.speak': 'done' },
      after: { 15_000: 'done' },
    },
    done: { type: 'final' },
  },
});
const supervised: FlowModule = { default: machine, options };

test.each([
  ['the first', '1s', '4s'],
  ['the second', '4s', '1s'],
] as const)('%s answers first; every webhook comes twice: one bridge, and a supervisor', async (_who, one, two) => {
  const line = await simulate(supervised);
  line.simulator.faults.webhook({}, 'duplicate');
  const call = await line.start();
  await call.agent('+15550111').answers({ after: one });
  await call.agent('+15550112').answers({ after: two });
  await call.isIn('talking');
  await call.receives('supervisor.wanted', { to: '+15550113' });
  await call.sends('dial', { to: '+15550113', supervisor_role: 'monitor' });
  await call.advances('1s');
  await call.hangsUp();
  await call.isOver();
  expect(await call.commands()).toEqual(expect.arrayContaining(['dial', 'bridge']));
  expect((await call.commands()).filter((name) => name === 'bridge')).toHaveLength(1);
});

test('one comes, the other does not: nobody is left alone', async () => {
  const call = await simulate(supervised).start();
  await call.agent('+15550112').isBusy({ after: '3s' });
  await call.hears('Your partner does not answer');
  await call.isOver();
});
