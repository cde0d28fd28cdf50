import { describe, expect, test, vi } from 'vitest';
import { ring, type RingOptions } from 'callchart';
import { simulate, type TestCall } from 'callchart/testing';
import { exploredFindingsOf, findingsOf } from './checked.ts';
import { flowOf } from './made-flow.ts';
import { tryEveryState } from '../../machines/trials.ts';

vi.setConfig({ testTimeout: 60_000 });

type Context = { mobile: string };
const flowWith = (options: Partial<RingOptions<Context>> = {}) =>
  flowOf(
    ring<Context>({
      to: ['+15550101', '+15550102', '+15550103'],
      hold: { audio_url: 'https://example.com/hold.mp3' },
      connected: 'talking',
      otherwise: 'nobody',
      failed: 'broken',
      ...options,
    }),
    ['nobody', 'broken'],
    { context: { mobile: '+15550107' }, states: { talking: { on: { 'legs.ended.agent': 'done' } } } },
  );
const passing = { nobody: 'only speaks', broken: 'only speaks' };
const bridges = async (call: TestCall): Promise<number> =>
  (await call.commands()).filter((name) => name === 'bridge').length;

describe('all at once', () => {
  const flow = flowWith();
  const oneAnswers = async (call: TestCall): Promise<void> => {
    await call.agent().doesNotAnswer();
    await call.agent('+15550102').answers({ after: '2s' });
    await call.agent('+15550102').hears('Press 1');
  };

  tryEveryState({
    flow,
    passing,
    ways: [
      { state: 'answering', go: (call) => call.advances(8) },
      { state: 'block.ringing', go: oneAnswers },
      {
        state: 'block.joining',
        go: async (call, line) => {
          line.simulator.faults.webhook({ name: 'call.bridged' }, { delayMs: 6_000 });
          await oneAnswers(call);
          await call.agent('+15550102').presses('1');
        },
      },
      {
        state: 'talking',
        go: async (call) => {
          await oneAnswers(call);
          await call.agent('+15550102').presses('1');
          await call.isConnected();
        },
      },
    ],
  });

  test('the first to press 1 wins, the others are hung up, the music stops', async () => {
    const call = await simulate(flow).dial();
    await call.hears('hold.mp3');
    await oneAnswers(call);
    await call.agent('+15550102').presses('1');
    await call.agent('+15550102').isConnected();
    await call.agent('+15550101').isHungUp();
    await call.agent('+15550103').isHungUp();
    await call.sends('stopPlayback');
    await call.agent('+15550102').hangsUp();
    await call.isOver();
    await call.waitedInSilence({ atMost: '1s' });
  });

  test.each(['press', 'answer'])('two %s in the same instant: one bridge, and nobody is left', async (what) => {
    const line = await simulate(what === 'press' ? flow : flowWith({ confirm: false }));
    const call = await line.dial();
    await call.agent('+15550103').doesNotAnswer();
    if (what === 'press') {
      await call.agent('+15550101').hears('Press 1');
      await call.agent('+15550102').hears('Press 1');
      for (const leg of ['B', 'C']) line.simulator.party(leg).press('1');
    }
    await call.isConnected();
    await call.advances('20s');
    expect(line.simulator.legs().filter(({ signalling }) => signalling === 'answered')).toHaveLength(2);
    await call.hangsUp();
    await call.isOver();
    expect(await bridges(call)).toBe(1);
    await call.hasNotFailed();
  });

  test('a mailbox, a wrong key, a decline: nobody takes the call', async () => {
    const call = await simulate(flow).dial();
    await call.agent('+15550101').isVoicemail();
    await call.agent('+15550102').answers();
    await call.agent('+15550103').declines();
    await call.agent('+15550102').hears('Press 1');
    await call.agent('+15550102').presses('2');
    await call.agent('+15550102').isHungUp();
    await call.hears('Outcome nobody', { within: '1min' });
    await call.isOver();
    expect(await bridges(call)).toBe(0);
    await call.waitedInSilence({ atMost: '1s' });
  });

  test('who hangs up in the instant in which they accept has not got the call', async () => {
    const line = await simulate(flow);
    const call = await line.dial();
    await oneAnswers(call);
    line.simulator.party('C').press('1');
    line.simulator.party('C').hangUp();
    await call.hears('Outcome nobody');
    await call.agent('+15550101').isHungUp();
    await call.isOver();
  });

  test('either webhook of a bridge will do', async () => {
    const line = await simulate(flow);
    line.simulator.faults.webhook({ name: 'call.bridged', leg: 'A' }, 'drop');
    const call = await line.dial();
    await oneAnswers(call);
    await call.agent('+15550102').presses('1');
    await call.isIn('talking', { within: '5s' });
  });

  test('a bridge that is refused: the agent is let go, the caller is told', async () => {
    const line = await simulate(flow);
    line.simulator.faults.command({ name: 'bridge' }, { status: 422, code: '10015' });
    const call = await line.dial();
    await oneAnswers(call);
    await call.agent('+15550102').presses('1');
    await call.agent('+15550102').isHungUp();
    await call.hears('Outcome nobody');
  });

  test('music that cannot be played: nobody rings on', async () => {
    const line = await simulate(flow);
    line.simulator.faults.command({ name: 'startPlayback' }, { status: 422, code: '10015' });
    const call = await line.dial();
    await call.agent().doesNotAnswer();
    await call.hears('Outcome broken');
    await call.agent('+15550101').isHungUp();
  });

  test('passes the checker', () => {
    expect(findingsOf(flow)).toEqual([]);
    expect(findingsOf(flowWith({ confirm: false }))).toEqual([]);
    expect(findingsOf(flowWith({ callerLeft: 'done' }))).toEqual([]);
  });
});

describe('one after the other', () => {
  const flow = flowWith({ order: 'hunt', to: ['+15550101', ({ context }) => context.mobile] });
  const second = '+15550107';

  tryEveryState({
    flow,
    passing,
    ways: [
      { state: 'answering', go: (call) => call.advances(8) },
      ...[
        { phone: 'phone1', number: '+15550101' },
        { phone: 'phone2', number: second },
      ].flatMap(({ phone, number }) => {
        const reach = async (call: TestCall): Promise<void> => {
          if (number === second) await call.agent('+15550101').isBusy();
        };
        return [
          {
            state: `block.${phone}`,
            go: async (call: TestCall) => {
              await reach(call);
              await call.agent(number).doesNotAnswer();
            },
          },
          {
            state: `block.${phone}Asking`,
            go: async (call: TestCall) => {
              await reach(call);
              await call.agent(number).hears('Press 1');
            },
          },
          {
            state: `block.${phone}Joining`,
            go: async (call: TestCall) => {
              call.faults.webhook({ name: 'call.bridged' }, { delayMs: 6_000 });
              await reach(call);
              await call.agent(number).hears('Press 1');
              await call.agent(number).presses('1');
            },
          },
          {
            state: `block.${phone}Leaving`,
            go: async (call: TestCall) => {
              const leg = number === second ? 'C' : 'B';
              call.faults.webhook({ name: 'call.hangup', leg }, { delayMs: 3_000 });
              await reach(call);
              await call.agent(number).hears('Press 1');
              await call.agent(number).presses('2');
            },
          },
        ];
      }),
      {
        state: 'talking',
        go: async (call) => {
          await call.agent('+15550101').hears('Press 1');
          await call.agent('+15550101').presses('1');
          await call.isConnected();
        },
      },
    ],
  });

  test('who does not take it is hung up before the next phone rings', async () => {
    const line = await simulate(flow);
    const call = await line.dial();
    await call.agent('+15550101').hears('Press 1');
    await call.agent('+15550101').presses('2');
    await call.agent(second).hears('Press 1');
    expect(line.simulator.legs().find(({ to }) => to === '+15550101')?.signalling).toBe('ended');
    await call.agent(second).presses('1');
    await call.isConnected();
    await call.hangsUp();
    await call.isOver();
    expect(await bridges(call)).toBe(1);
    await call.waitedInSilence({ atMost: '1s' });
  });

  test('nobody anywhere', async () => {
    const call = await simulate(flow).dial();
    await call.agent('+15550101').doesNotAnswer();
    await call.agent(second).isVoicemail();
    await call.hears('Outcome nobody', { within: '3min' });
    expect(await bridges(call)).toBe(0);
  });

  test('a dial that is refused counts as a phone that is not there', async () => {
    const call = await simulate(flow).dial();
    await call.agent('+15550101').cannotBeDialled();
    await call.agent(second).hears('Press 1');
    expect((await call.commands()).filter((name) => name === 'dial')).toHaveLength(2);
  });

  test('passes the checker', () => {
    expect(findingsOf(flow)).toEqual([]);
    expect(findingsOf(flowWith({ order: 'hunt', confirm: false }))).toEqual([]);
  });
});

test.each(['all', 'hunt'] as const)('the exploration finds nothing in %s', (order) => {
  expect(exploredFindingsOf(flowWith({ order, to: ['+15550101', '+15550102'], callerLeft: 'done' }))).toEqual([]);
});

describe('ring', () => {
  test('leads on when the caller leaves, if that is wanted; the phones stop ringing', async () => {
    const line = await simulate(flowWith({ callerLeft: 'done' }));
    const call = await line.dial();
    await call.agent().doesNotAnswer();
    await call.agent('+15550101').rings();
    await call.hangsUp();
    await call.isOver();
    expect(line.simulator.legs().every(({ signalling }) => signalling === 'ended')).toBe(true);
    const left = (await call.journal()).find(({ to }) => to === 'done');
    expect(left?.input.name).toBe('call.hangup');
  });

  test.each([
    [{ to: [] }, /to: /],
    [{ to: '+15550101' as never }, /to: /],
    [{ as: 'call' }, /must be a role/],
    [{ order: 'random' as never }, /order/],
    [{ hold: 'Please hold.' as never }, /hold: must be \{ audio_url \}/],
    [{ confirm: 5 as never }, /confirm: must be a prompt or false/],
    [{ ringSecs: 2 }, /ringSecs/],
    [{ otherwise: '' }, /must name a state/],
    [{ whisper: 'hi' } as never, /whisper/],
  ] as const)('refuses %j', (options, message) => {
    expect(() => flowWith(options)).toThrow(message);
  });
});
