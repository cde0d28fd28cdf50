/** Flow 7 of the public ones (demo-node-telnyx, voicemail-detection): other words for a person and for a machine. */
import { expect, test } from 'vitest';
import { setup } from 'xstate';
import { callActions, callGuards, dial, speak, type CallEvents } from 'callchart';
import { simulate } from 'callchart/testing';

const say = (payload: string) =>
  ({
    entry: speak({ payload, voice: 'female' }),
    on: { 'call.speak.ended': 'done' },
    after: { 60_000: 'done' },
  }) as const;

const detection = setup({
  types: { events: {} as CallEvents },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'voicemail-detection',
  version: '1',
  initial: 'dialling',
  states: {
    dialling: {
      entry: dial({
        from: '+15550199',
        to: '+15550110',
        timeout_secs: 30,
        answering_machine_detection: 'detect_words',
      }),
      on: {
        'call.machine.detection.ended': [
          { guard: { type: 'amd', params: ['human', 'not_sure'] }, target: 'person' },
          { target: 'machine' },
        ],
        'call.hangup': 'done',
        'command.failed.dial': 'done',
      },
      after: { 60_000: 'done' },
    },
    machine: { on: { 'call.machine.greeting.ended': 'leaving' }, after: { 35_000: 'leaving' } },
    person: say('Thank you for picking up.'),
    leaving: say('Nobody was there, so this is for your machine. Please call us back.'),
    done: { type: 'final' },
  },
});

test('a person is thanked', async () => {
  const call = await simulate(detection).start();
  await call.hears('Thank you for picking up');
  await call.isOver();
  expect(await call.commands()).toEqual(['dial', 'speak', 'hangup']);
});

test('a machine is spoken to after its greeting', async () => {
  const call = await simulate(detection).start();
  await call.agent('+15550110').isVoicemail({ greeting: '5s' });
  await call.journals('call.machine.detection.ended', 'applied');
  await call.isIn('machine');
  await call.hears('for your machine');
  await call.isOver();
  expect(await call.commands()).toEqual(['dial', 'speak', 'hangup']);
});

test('whoever hangs up in the middle of it is not hung up once more', async () => {
  const call = await simulate(detection).start();
  await call.hears('Thank you');
  await call.hangsUp();
  await call.isOver();
  expect(await call.commands()).toEqual(['dial', 'speak']);
});
