/**
 * Flow 9 of the public ones (demo-node-telnyx, warm-transfer-supervisor-barge): caller and agent talk, a third person is
 * asked in. Closed here: an agent who leaves left the caller parked in silence, and a caller who leaves left the agent.
 */
import { expect, test } from 'vitest';
import { setup } from 'xstate';
import { z } from 'zod';
import {
  answer,
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
import { simulate, type TestCall } from 'callchart/testing';

const options = {
  events: { 'third.wanted': z.object({ to: z.string(), role: z.enum(['barge', 'whisper', 'monitor']) }) },
} satisfies FlowOptions;
type ThirdWanted = { type: 'third.wanted'; payload: { to: string; role: 'barge' | 'whisper' | 'monitor' } };

const machine = setup({
  types: { events: {} as CallEvents<'agent' | 'third', ThirdWanted> },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'warm-transfer',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'dialling' } },
    dialling: {
      entry: dial({ as: 'agent', to: '+15550101', timeout_secs: 20 }),
      on: { 'agent.call.answered': 'joining', 'legs.ended.agent': 'sorry', 'command.failed.dial': 'sorry' },
      after: { 25_000: 'sorry' },
    },
    joining: {
      entry: bridge({ call_control_id: leg('agent'), park_after_unbridge: 'self' }),
      on: { 'call.bridged': 'talking', 'legs.ended.agent': 'sorry', 'command.failed.bridge': 'sorry' },
      after: { 10_000: 'sorry' },
    },
    talking: {
      initial: 'two',
      on: {
        'legs.ended.agent': { target: 'sorry', actions: hangup({ leg: 'third' }) },
        'call.hangup': { target: 'done', actions: hangup({ leg: 'third' }) },
      },
      states: {
        two: { on: { 'third.wanted': 'three' } },
        three: {
          entry: dial(({ event }) => ({
            as: 'third',
            to: event.type === 'third.wanted' ? event.payload.to : '',
            supervise_call_control_id: leg('caller'),
            supervisor_role: event.type === 'third.wanted' ? event.payload.role : 'monitor',
          })),
          on: { 'legs.ended.third': 'two', 'command.failed.dial': 'two' },
        },
      },
    },
    sorry: {
      entry: speak({ payload: 'Your agent is gone. Please call again.', voice: 'female' }),
      on: { 'call.speak.ended': 'done' },
      after: { 15_000: 'done' },
    },
    done: { type: 'final' },
  },
});
const warm: FlowModule = { default: machine, options };

const threeTalk = async (): Promise<TestCall> => {
  const call = await simulate(warm).dial();
  await call.isIn('talking.two');
  await call.receives('third.wanted', { to: '+15550102', role: 'barge' });
  await call.sends('dial', { to: '+15550102', supervisor_role: 'barge' });
  await call.advances('1s');
  return call;
};

test('caller and agent talk, and a third one joins', async () => {
  const call = await threeTalk();
  expect(await call.commands()).toEqual(['answer', 'dial', 'bridge', 'dial']);
  await call.leg('third').hangsUp();
  await call.isIn('talking.two');
  await call.isConnected();
});

test('the caller leaves: nobody is left', async () => {
  const call = await threeTalk();
  await call.hangsUp();
  await call.isOver();
  await call.hasNotFailed();
});

test('the agent leaves: the caller is told', async () => {
  const call = await threeTalk();
  await call.leg('agent').hangsUp();
  await call.hears('Your agent is gone');
  await call.isOver();
});

test.each<'isBusy' | 'cannotBeDialled'>(['isBusy', 'cannotBeDialled'])('an agent who %s', async (act) => {
  const call = await simulate(warm).dial();
  await call.agent('+15550101')[act]();
  await call.hears('Your agent is gone');
  await call.isOver();
});
