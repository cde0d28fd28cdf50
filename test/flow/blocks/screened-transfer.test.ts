import { describe, expect, test, vi } from 'vitest';
import { screenedTransfer, type ScreenedResult, type ScreenedTransferOptions } from 'callchart';
import { simulate, type TestCall } from 'callchart/testing';
import { exploredFindingsOf, findingsOf } from './checked.ts';
import { flowOf } from './made-flow.ts';
import { tryEveryState } from '../../machines/trials.ts';

vi.setConfig({ testTimeout: 60_000 });

const outcomes = ['refused', 'busy', 'nobody', 'machine', 'broken'];
type Context = { from: string; result: ScreenedResult | null };
const flowWith = (options: Partial<ScreenedTransferOptions<Context>> = {}, names = outcomes) =>
  flowOf(
    screenedTransfer<Context>({
      to: '+15550101',
      hold: { audio_url: 'https://example.com/hold.mp3' },
      whisper: ({ context }) => `A call from ${context.from}. Press 1 to take it.`,
      into: 'result',
      connected: 'talking',
      otherwise: 'nobody',
      declined: 'refused',
      busy: 'busy',
      voicemail: 'machine',
      failed: 'broken',
      callerLeft: 'done',
      ...options,
    }),
    names,
    { context: { from: 'Ann', result: null }, states: { talking: { on: { 'legs.ended.agent': 'done' } } } },
  );
const flow = flowWith();
const passing = Object.fromEntries(outcomes.map((name) => [name, 'only speaks']));
const whispers = (call: TestCall): Promise<void> => call.leg('agent').hears('A call from Ann. Press 1');
const taken = async (call: TestCall): Promise<void> => {
  await whispers(call);
  await call.leg('agent').presses('1');
};

tryEveryState({
  flow,
  passing,
  ways: [
    { state: 'answering', go: (call) => call.advances(8) },
    { state: 'block.dialling', go: (call) => call.agent().doesNotAnswer() },
    {
      state: 'block.detecting',
      go: async (call) => {
        call.faults.webhook({ name: 'call.machine.detection.ended' }, { delayMs: 5_000 });
        await call.agent().answers();
        await call.isIn('block.detecting');
      },
    },
    { state: 'block.whispering', go: whispers },
    {
      state: 'block.joining',
      go: async (call) => {
        call.faults.webhook({ name: 'call.bridged' }, { delayMs: 6_000 });
        await taken(call);
      },
    },
    {
      state: 'talking',
      go: async (call) => {
        await taken(call);
        await call.isConnected();
      },
    },
  ],
});

describe('the result', () => {
  test.each<[ScreenedResult, string, (call: TestCall) => Promise<void>]>([
    ['declined', 'refused', (call) => call.agent().declines()],
    ['busy', 'busy', (call) => call.agent().isBusy()],
    ['noAnswer', 'nobody', (call) => call.agent().doesNotAnswer()],
    ['noAnswer', 'nobody', (call) => call.agent().isUnavailable()],
    ['voicemail', 'machine', (call) => call.agent().isVoicemail()],
    ['failed', 'broken', (call) => call.agent().cannotBeDialled()],
    [
      'declined',
      'refused',
      async (call) => {
        await whispers(call);
        await call.leg('agent').presses('2');
      },
    ],
    ['declined', 'refused', whispers],
    [
      'declined',
      'refused',
      async (call) => {
        await whispers(call);
        await call.leg('agent').hangsUp();
      },
    ],
  ])('%s: goes on at %s', async (result, state, act) => {
    const line = await simulate(flow);
    const call = await line.dial();
    await act(call);
    await call.hears(`Outcome ${state}`, { within: '2min' });
    expect((await call.state()).machine.context).toMatchObject({ result });
    await call.isOver();
    await call.waitedInSilence({ atMost: '1s' });
    expect(await call.commands()).not.toContain('bridge');
  });

  test('connected: the agent heard who calls, the music is over', async () => {
    const call = await simulate(flow).dial();
    await call.hears('hold.mp3');
    await taken(call);
    await call.isConnected();
    await call.sends('stopPlayback');
    expect((await call.state()).machine.context).toMatchObject({ result: 'connected' });
    await call.leg('agent').hangsUp();
    await call.isOver();
  });

  test('callerLeft: the agent is not kept, and the flow may go on', async () => {
    const call = await simulate(flow).dial();
    await whispers(call);
    await call.hangsUp();
    await call.leg('agent').isHungUp();
    await call.isOver();
    expect((await call.state()).machine.context).toMatchObject({ result: 'callerLeft' });
  });

  test('a caller who leaves ends the call where nothing else is said', async () => {
    const line = await simulate(flowWith({ callerLeft: undefined }));
    const call = await line.dial();
    await whispers(call);
    await call.hangsUp();
    await call.isOver();
    expect((await call.state()).machine.context).toMatchObject({ result: null });
  });

  test('the caller who hangs up in the instant in which the agent accepts: nobody is left', async () => {
    const line = await simulate(flow);
    const call = await line.dial();
    await whispers(call);
    line.simulator.party('B').press('1');
    line.simulator.party('A').hangUp();
    await call.isOver();
    expect(line.simulator.legs().every(({ signalling }) => signalling === 'ended')).toBe(true);
  });
});

describe('a machine', () => {
  test('is asked like a person when no verdict comes', async () => {
    const line = await simulate(flow);
    line.simulator.faults.webhook({ name: 'call.machine.detection.ended' }, 'drop');
    const call = await line.dial();
    await call.agent().answers();
    await taken(call);
    await call.isConnected();
  });

  test('that is noticed late is hung up', async () => {
    const line = await simulate(flow);
    line.simulator.faults.webhook({ name: 'call.machine.detection.ended' }, { delayMs: 12_000 });
    const call = await line.dial();
    await call.agent().isVoicemail();
    await call.isIn('block.whispering', { within: '40s' });
    await call.hears(/Outcome (machine|refused)/, { within: '1min' });
    await call.leg('agent').isHungUp();
  });

  test('is told by premium detection as well', async () => {
    const premium = flowWith({ detect: 'premium' });
    const machine = await simulate(premium).dial();
    await machine.agent().isVoicemail();
    await machine.hears('Outcome machine', { within: '1min' });
    const person = await simulate(premium).dial();
    await taken(person);
    await person.isConnected();
  });

  test('has declined where nobody asks for one', async () => {
    const line = await simulate(flowWith({ detect: false }));
    const call = await line.dial();
    await call.agent().isVoicemail();
    await call.hears('Outcome refused', { within: '1min' });
    await call.hasNotFailed();
  });
});

test.each([
  [{}, outcomes],
  [{ detect: false }, outcomes.filter((name) => name !== 'machine')],
  [{ detect: 'premium' }, outcomes],
  [{ callerLeft: undefined }, outcomes],
] as const)('passes the checker with %j', (options, names) => {
  expect(findingsOf(flowWith(options, [...names]))).toEqual([]);
});

test.each([
  [{ to: '' }, /to: /],
  [{ as: 'call' }, /must be a role/],
  [{ hold: undefined as never }, /hold: is missing: must be \{ audio_url \}/],
  [{ whisper: 5 as never }, /whisper: must be text/],
  [{ detect: 'maybe' as never }, /detect/],
  [{ ringSecs: 2 }, /ringSecs/],
  [{ into: '' as never }, /must name a member/],
] as const)('refuses %j', (options, message) => {
  expect(() => flowWith(options)).toThrow(message);
});

test('the exploration finds nothing', () => {
  expect(exploredFindingsOf(flow)).toEqual([]);
});
