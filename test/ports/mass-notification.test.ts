/**
 * Flow 18 of the public ones (telnyx-code-examples, emergency-mass-notification): each contact hears the message and
 * acknowledges it. Closed here: what came of a contact is the call's output, and whoever was never reached has one too.
 */
import { expect, test } from 'vitest';
import { assign, setup } from 'xstate';
import {
  callActions,
  callGuards,
  dial,
  gather,
  speak,
  type CallEvents,
  type CallInput,
  type CompletedCall,
} from 'callchart';
import { simulate } from 'callchart/testing';

const notification = setup({
  types: {
    input: {} as CallInput & { readonly to: string },
    context: {} as { readonly to: string; readonly isAcknowledged: boolean },
    events: {} as CallEvents,
  },
  actions: { ...callActions, acknowledge: assign({ isAcknowledged: true }) },
  guards: callGuards,
}).createMachine({
  id: 'mass-notification',
  version: '1',
  context: ({ input }) => ({ to: input.to, isAcknowledged: false }),
  output: ({ context }) => ({ to: context.to, isAcknowledged: context.isAcknowledged }),
  initial: 'dialling',
  states: {
    dialling: {
      entry: dial(({ context }) => ({ from: '+15550199', to: context.to, timeout_secs: 30 })),
      on: { 'call.answered': 'telling', 'call.hangup': 'done', 'command.failed.dial': 'done' },
      after: { 60_000: 'done' },
    },
    telling: {
      entry: speak({ payload: 'The river is rising. Press 1 when you have understood.', voice: 'female' }),
      on: { 'call.speak.ended': 'asking', 'call.hangup': 'done' },
      after: { 30_000: 'asking' },
    },
    asking: {
      entry: gather({ valid_digits: '1', maximum_digits: 1, timeout_millis: 10_000 }),
      on: {
        'call.gather.ended': [
          { guard: { type: 'digits', params: '1' }, target: 'done', actions: 'acknowledge' },
          { target: 'done' },
        ],
        'call.hangup': 'done',
      },
      after: { 30_000: 'done' },
    },
    done: { type: 'final' },
  },
});

test('each contact has an outcome', async () => {
  const reports: CompletedCall[] = [];
  const line = await simulate(notification, { runtime: { completed: (report) => void reports.push(report) } });
  line.simulator.onDial('+15550113', 'no answer');
  const [one, two, three, four] = await Promise.all(
    [1, 2, 3, 4].map((n) => line.start({ input: { to: `+1555011${n}` } })),
  );
  await one?.isIn('asking');
  await one?.presses('1');
  await two?.isIn('asking');
  await two?.presses('9');
  await four?.hangsUp();
  for (const call of [one, two, three, four]) await call?.isOver();
  await line.advance(600_000);
  const outcomes = reports.map(({ output }) => output);
  expect(outcomes).toHaveLength(4);
  expect(outcomes).toEqual(
    expect.arrayContaining([1, 2, 3, 4].map((n) => ({ to: `+1555011${n}`, isAcknowledged: n === 1 }))),
  );
  expect(await one?.commands()).toEqual(['dial', 'speak', 'gather', 'hangup']);
});
