import { setup } from 'xstate';
import { describe, expect, test } from 'vitest';
import {
  answer,
  callActions,
  CallchartError,
  callGuards,
  digitBuffer,
  menu,
  noKeys,
  say,
  type CallEvents,
  type DigitBuffer,
  type FlowModule,
  type MenuOptions,
} from 'callchart';
import { timingPresets } from 'callchart/simulator';
import { simulate, type TestCall } from 'callchart/testing';
import { findingsOf } from './checked.ts';
import { tryEveryState } from '../../machines/trials.ts';

type Options = Partial<MenuOptions<{ keys: DigitBuffer }>>;

const flowWith = (options: Options = {}): FlowModule => ({
  default: setup({
    types: { context: {} as { keys: DigitBuffer }, events: {} as CallEvents },
    actions: callActions,
    guards: callGuards,
  }).createMachine({
    id: 'menus',
    version: '1',
    context: { keys: noKeys },
    ...(options.typed !== undefined && { on: digitBuffer('keys') }),
    initial: 'answering',
    states: {
      answering: { entry: answer(), on: { 'call.answered': 'welcome' } },
      welcome: say({ prompt: 'Welcome.', next: 'menu' }),
      menu: menu({
        prompt: 'Press 1 for sales, 2 for support.',
        noinput: ['Nothing heard.', 'Still nothing heard.'],
        nomatch: 'No such choice.',
        choices: { 1: 'sales', 2: 'support' },
        otherwise: { noinput: 'silent', nomatch: 'lost' },
        ...options,
      }),
      sales: say({ prompt: 'This is sales.', next: 'second' }),
      support: say({ prompt: 'This is support.', next: 'done' }),
      second: menu({
        prompt: 'Press 1 for new orders, 2 for old ones.',
        choices: { 1: 'fresh', 2: 'old' },
        otherwise: 'done',
        ...(options.typed !== undefined && { typed: options.typed }),
      }),
      fresh: say({ prompt: 'New orders.', next: 'done' }),
      old: say({ prompt: 'Old orders.', next: 'done' }),
      silent: say({ prompt: 'Goodbye, silent one.', next: 'done' }),
      lost: say({ prompt: 'Goodbye, lost one.', next: 'done' }),
      done: { type: 'final' },
    },
  }),
  options: { defaults: { voice: 'female' } },
});

const plain = flowWith();
// Whoever speaks speaks for a while.
const timing = { ...timingPresets.instant, speechMinimumMs: 2_000 };

tryEveryState({
  flow: plain,
  passing: {
    support: 'like sales',
    fresh: 'like sales',
    old: 'like sales',
    silent: 'like sales',
    lost: 'like sales',
    'second.noinput1': 'like menu.noinput1',
    'second.nomatch1': 'like menu.nomatch1',
    'second.noinput2': 'like menu.noinput2',
    'second.nomatch2': 'like menu.nomatch2',
    'second.nomatch1Noinput1': 'like menu.nomatch1Noinput1',
    'second.noinput1Nomatch1': 'like menu.noinput1Nomatch1',
  },
  ways: [
    { state: 'answering', go: (call) => call.advances(8) },
    { state: 'welcome', go: (call) => call.hears('Welcome') },
    { state: 'menu.asking', go: (call) => call.hears('Press 1') },
    { state: 'menu.noinput1', go: (call) => call.hears('Nothing heard', { within: '1min' }) },
    { state: 'menu.noinput2', go: (call) => call.hears('Still nothing', { within: '1min' }) },
    ...[['menu.nomatch1', '9'] as const, ['menu.nomatch2', '99'] as const].map(([state, keys]) => ({
      state,
      go: async (call: TestCall) => {
        await call.hears('Press 1');
        for (const key of keys) {
          await call.presses(key);
          await call.hears('No such choice');
        }
      },
    })),
    {
      state: 'menu.noinput1Nomatch1',
      go: async (call) => {
        await call.hears('Nothing heard', { within: '1min' });
        await call.presses('9');
        await call.hears('No such');
      },
    },
    {
      state: 'menu.nomatch1Noinput1',
      go: async (call) => {
        await call.hears('Press 1');
        await call.presses('9');
        await call.hears('Nothing heard', { within: '1min' });
      },
    },
    {
      state: 'sales',
      go: async (call) => {
        await call.hears('Press 1');
        await call.presses('1');
        await call.hears('This is sales');
      },
    },
    {
      state: 'second.asking',
      go: async (call) => {
        await call.hears('Press 1');
        await call.presses('1');
        await call.hears('new orders', { within: '1min' });
      },
    },
  ],
});

describe('a menu', () => {
  test('passes the checker', () => {
    expect(findingsOf(plain)).toEqual([]);
    expect(findingsOf(flowWith({ typed: 'keys', help: { digit: '0', prompt: 'Help.' }, repeat: '*' }))).toEqual([]);
    expect(findingsOf(flowWith({ bargeIn: false }))).toEqual([]);
  });

  test('counts silence and wrong keys apart, with prompts that grow', async () => {
    const call = await simulate(flowWith({ attempts: { all: 5, noinput: 3, nomatch: 2 } })).dial();
    await call.hears('Nothing heard', { within: '1min' });
    await call.presses('9');
    await call.hears('No such choice');
    await call.hears('Still nothing heard', { within: '1min' });
    await call.hears('silent one', { within: '1min' });
  });

  test('gives up after so many wrong keys', async () => {
    const call = await simulate(flowWith({ attempts: { all: 5, nomatch: 2 } })).dial();
    await call.hears('Press 1');
    await call.presses('9');
    await call.hears('No such choice');
    await call.presses('8');
    await call.hears('lost one');
  });

  test('repeats and explains without counting', async () => {
    const call = await simulate(
      flowWith({ attempts: 1, repeat: '*', help: { digit: '#', prompt: 'Sales sells, support helps. Press 1 or 2.' } }),
    ).dial();
    for (let round = 0; round < 3; round += 1) {
      await call.hears('Press 1 for sales');
      await call.presses('*');
    }
    await call.hears('Press 1 for sales');
    await call.presses('#');
    await call.hears('Sales sells');
    await call.presses('*');
    await call.hears('Sales sells');
    await call.presses('2');
    await call.hears('This is support');
  });

  test('does not let keys interrupt where it must not', async () => {
    const call = await simulate(flowWith({ bargeIn: false }), { simulator: { timing } }).dial();
    await call.hears('Press 1');
    await call.presses('1');
    await call.isIn('menu.asking');
    await call.isIn('menu.askingListening');
    await call.presses('2');
    await call.hears('This is support');
  });

  test('asks with audio', async () => {
    const call = await simulate(flowWith({ prompt: { audio_url: 'https://example.com/menu.mp3' } })).dial();
    await call.hears('menu.mp3');
    await call.presses('2');
    await call.hears('This is support');
  });

  test('stops the gather when it is left, and only then', async () => {
    const call = await simulate(flowWith({ typed: 'keys' })).dial();
    await call.hears('Press 1');
    await call.presses('1');
    await call.hears('This is sales');
    expect((await call.commands()).filter((name) => name === 'stopGather').length).toBeLessThanOrEqual(1);
  });
});

describe('keys that are typed ahead', () => {
  test('count before the menu listens', async () => {
    const call = await simulate(flowWith({ typed: 'keys' })).dial();
    await call.hears('Welcome');
    await call.presses('2');
    await call.hears('This is support', { within: '1min' });
    await call.hasNotSent('gatherUsingSpeak');
  });

  test('count for the menu after the next', async () => {
    const call = await simulate(flowWith({ typed: 'keys' })).dial();
    await call.hears('Welcome');
    await call.presses('12');
    await call.hears('Old orders', { within: '1min' });
  });

  test('a key that was taken with a gather is not taken again, however late its event comes', async () => {
    const line = await simulate(flowWith({ typed: 'keys' }));
    line.simulator.faults.webhook({ name: 'call.dtmf.received' }, { delayMs: 6_000 });
    const call = await line.dial();
    await call.hears('Press 1', { within: '1min' });
    await call.presses('1');
    await call.hears('new orders', { within: '1min' });
    await call.advances('5s');
    await call.isIn('second');
    await call.presses('2');
    await call.hears('Old orders');
  });

  test('keys that mean nothing do not stand in the way', async () => {
    const call = await simulate(flowWith({ typed: 'keys' })).dial();
    await call.hears('Welcome');
    await call.presses('972');
    await call.hears('This is support', { within: '1min' });
  });

  test('are not taken where more keys could mean another choice', async () => {
    const call = await simulate(flowWith({ typed: 'keys', choices: { 1: 'sales', 12: 'support' } })).dial();
    await call.hears('Press 1', { within: '1min' });
    await call.presses('12');
    await call.hears('This is support');
  });
});

describe('options that are not right', () => {
  const wrong: [string, Options, RegExp][] = [
    ['no choice', { choices: {} }, /choices/],
    ['a choice that nobody can press', { choices: { a: 'sales' } }, /choices/],
    ['too many attempts', { attempts: 10 }, /attempts/],
    ['no attempt', { attempts: 0 }, /attempts/],
    ['an empty prompt', { prompt: '' }, /prompt/],
    ['a key with two meanings', { repeat: '1' }, /1 has two meanings/],
    ['two uses of one key', { repeat: '0', help: { digit: '0', prompt: 'Help.' } }, /0 has two meanings/],
    ['a time that Telnyx does not take', { inter_digit_timeout_millis: 200_000 }, /inter_digit_timeout_millis/],
    ['a misspelt option', { reprompt: 'x' } as Options, /reprompt/],
  ];
  test.each(wrong)('%s', (_name, options, message) => {
    expect(() => flowWith(options)).toThrow(CallchartError);
    expect(() => flowWith(options)).toThrow(message);
  });
});
