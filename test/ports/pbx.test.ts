/**
 * Flow 10 of the public ones (demo-node-telnyx, express-pbx): one phone, several in turn, or several at once, and then
 * voicemail; Telnyx bridges when one answers. Closed here: phones that ring at once never ended in voicemail, and a
 * webhook that was delivered again dialled again.
 */
import { expect, test } from 'vitest';
import { assign, setup } from 'xstate';
import {
  answer,
  callActions,
  callGuards,
  dial,
  hangup,
  leg,
  others,
  speak,
  startRecording,
  type CallEvents,
  type CallInput,
} from 'callchart';
import { simulate } from 'callchart/testing';

/** What each of our numbers rings: the phones of an inner list at once, the lists one after the other. */
const routes: Readonly<Record<string, readonly (readonly string[])[]>> = {
  '+15550191': [['+15550101']],
  '+15550192': [['+15550101'], ['+15550102'], ['+15550103']],
  '+15550193': [['+15550101', '+15550102', '+15550103']],
};

const pbx = setup({
  types: {
    input: {} as CallInput,
    context: {} as { readonly left: readonly (readonly string[])[] },
    events: {} as CallEvents<'phone'>,
  },
  actions: { ...callActions, next: assign({ left: ({ context }) => context.left.slice(1) }) },
  guards: { ...callGuards, hasMore: ({ context }) => context.left.length > 1 },
}).createMachine({
  id: 'pbx',
  version: '1',
  context: ({ input }) => ({ left: routes[input.trigger.to ?? ''] ?? [] }),
  initial: 'routing',
  states: {
    routing: {
      always: [{ guard: ({ context }) => context.left.length > 0, target: 'ringing' }, { target: 'done' }],
    },
    ringing: {
      entry: dial(({ context }) => ({
        as: 'phone',
        to: [...(context.left[0] ?? [])],
        timeout_secs: 20,
        link_to: leg('caller'),
        bridge_on_answer: true,
      })),
      on: {
        'phone.call.bridged': { target: 'talking', actions: hangup({ leg: others('phone') }) },
        'legs.ended.phone': [
          { guard: 'hasMore', target: 'ringing', reenter: true, actions: 'next' },
          { target: 'answering' },
        ],
        'command.failed.dial': {},
      },
      after: { 45_000: 'answering' },
    },
    talking: { on: { 'legs.ended.phone': 'done' } },
    answering: {
      entry: [hangup({ leg: 'phone' }), answer()],
      on: { 'call.answered': 'greeting' },
      after: { 10_000: 'done' },
    },
    greeting: {
      entry: speak({ payload: 'Leave a message after the tone.', voice: 'female' }),
      on: { 'call.speak.ended': 'recording' },
      after: { 20_000: 'recording' },
    },
    recording: {
      entry: startRecording({ format: 'mp3', channels: 'single', play_beep: true, max_length: 60, timeout_secs: 5 }),
      on: { 'call.recording.saved': 'done', 'call.recording.error': 'done', 'command.failed.startRecording': 'done' },
      after: { 90_000: 'done' },
    },
    done: { type: 'final' },
  },
});

test('direct: the phone answers, and Telnyx bridges', async () => {
  const call = await simulate(pbx).dial({ to: '+15550191' });
  await call.sends('dial', { to: '+15550101', bridge_on_answer: true });
  await call.isIn('talking');
  await call.isConnected();
  expect(await call.commands()).toEqual(['dial']);
  await call.hangsUp();
  await call.isOver();
});

test('in turn: busy, declined, and the third answers', async () => {
  const call = await simulate(pbx).dial({ to: '+15550192' });
  await call.agent('+15550101').isBusy();
  await call.agent('+15550102').declines();
  await call.isIn('talking');
  await call.agent('+15550103').isConnected();
  expect(await call.commands()).toEqual(['dial', 'dial', 'dial']);
});

test('at once: one answers, the others are hung up', async () => {
  const call = await simulate(pbx).dial({ to: '+15550193' });
  await call.agent('+15550101').doesNotAnswer();
  await call.agent('+15550103').doesNotAnswer();
  await call.agent('+15550102').isConnected();
  await call.agent('+15550101').isHungUp();
  await call.agent('+15550103').isHungUp();
  await call.hangsUp();
  await call.isOver();
});

test.each(Object.keys(routes))('%s: nobody is there, and a message is taken', async (to) => {
  const call = await simulate(pbx).dial({ to });
  await call.agent(/^\+1555010/).isBusy();
  await call.hears('after the tone');
  await call.sends('startRecording', { format: 'mp3', channels: 'single', play_beep: true });
  await call.hangsUp();
  await call.isOver();
  await call.hasNotFailed();
});

test.each(Object.entries(routes))('%s: a webhook that comes again dials nobody twice', async (to, phones) => {
  const line = await simulate(pbx);
  line.simulator.faults.webhook({}, 'duplicate');
  const call = await line.dial({ to });
  await call.agent(/^\+1555010/).isBusy();
  await call.hears('after the tone');
  await call.hangsUp();
  await call.isOver();
  expect((await call.commands()).filter((name) => name === 'dial')).toHaveLength(phones.flat().length);
});

test('a process that dies after the dial does not dial again', async () => {
  const line = await simulate(pbx);
  const call = await line.dial({ to: '+15550191' });
  await call.sends('dial');
  await call.crashes();
  await call.isIn('talking');
  expect(await call.commands()).toEqual(['dial']);
  await call.hangsUp();
  await call.isOver();
});
