import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import { z } from 'zod';
import {
  answer,
  bridge,
  callActions,
  callGuards,
  dial,
  leg,
  say,
  startPlayback,
  stopPlayback,
  warmTransfer,
  type CallEvents,
  type FlowModule,
  type WarmTransferOptions,
} from 'callchart';
import { simulate, toBeSafe, type Simulation, type TestCall } from 'callchart/testing';
import { findingsOf } from './checked.ts';
import { tryEveryState, type Way } from '../../machines/trials.ts';

expect.extend({ toBeSafe });

const agentNumber = '+15550101';
const expertNumber = '+15550104';
const base: WarmTransferOptions<object> = {
  to: expertNumber,
  hold: { audio_url: 'https://example.com/hold.mp3' },
  ringSecs: 20,
  join: { event: 'desk.join', digit: '2' },
  complete: { event: 'desk.complete', digit: '1' },
  cancel: { event: 'desk.cancel', digit: '*' },
  keepCaller: true,
  connected: 'withExpert',
  returned: 'withAgent',
  alone: 'sorry',
};

/** An agent talks with the caller, and hands them over on request. */
function flowWith(options: Partial<WarmTransferOptions<object>> = {}): FlowModule {
  return {
    default: setup({
      types: { events: {} as CallEvents<'agent' | 'expert'> },
      actions: callActions,
      guards: callGuards,
    }).createMachine({
      id: 'handing-over',
      version: '1',
      initial: 'answering',
      states: {
        answering: { entry: answer(), on: { 'call.answered': 'calling' } },
        calling: {
          entry: [
            startPlayback({ audio_url: 'https://example.com/music.mp3', loop: 'infinity' }),
            dial({ as: 'agent', to: agentNumber, timeout_secs: 20 }),
          ],
          exit: stopPlayback({ stop: 'all' }),
          on: { 'agent.call.answered': 'bridging', 'legs.ended.agent': 'sorry', 'command.failed.dial': 'sorry' },
          after: { 30_000: 'sorry' },
        },
        bridging: {
          entry: bridge({ call_control_id: leg('agent'), park_after_unbridge: 'self' }),
          on: { 'agent.call.bridged': 'withAgent', 'legs.ended.agent': 'sorry', 'command.failed.bridge': 'sorry' },
          after: { 9_000: 'sorry' },
        },
        withAgent: { on: { 'desk.consult': 'handing', 'legs.ended.agent': 'done' } },
        handing: warmTransfer<object>({ ...base, ...options }),
        withExpert: { on: { 'legs.ended.expert': 'done' } },
        sorry: say({ prompt: 'Nobody is there any more.', next: 'done' }),
        done: { type: 'final' },
      },
    } as never) as unknown as FlowModule['default'],
    options: {
      defaults: { voice: 'female' },
      events: {
        'desk.consult': z.object({}),
        'desk.join': z.object({}),
        'desk.complete': z.object({}),
        'desk.cancel': z.object({}),
      },
    },
  };
}
const flow = flowWith();

const talking = async (call: TestCall): Promise<void> => {
  await call.agent(agentNumber).answers({ after: '200ms' });
  await call.isIn('withAgent');
};
const dialling = async (call: TestCall): Promise<void> => {
  await call.agent(expertNumber).doesNotAnswer();
  await talking(call);
  await call.receives('desk.consult', {});
  await call.isIn('handing.dialling');
};
const consulting = async (call: TestCall): Promise<void> => {
  await call.agent(expertNumber).answers({ after: '200ms' });
  await talking(call);
  await call.receives('desk.consult', {});
  await call.isIn('handing.consulting');
};
const noBridgeTold = (line: Simulation): void => {
  line.simulator.faults.webhook({ leg: 'C', name: 'call.bridged' }, 'drop');
  line.simulator.faults.webhook({ leg: 'A', name: 'call.bridged', nth: 2 }, 'drop');
};
const toldLate = (line: Simulation, leg: 'B' | 'C'): void =>
  void line.simulator.faults.webhook({ leg, name: 'call.hangup' }, { delayMs: 4_000 });

/** Once the agent has asked for the expert. */
const handing: readonly Way[] = [
  { state: 'handing.dialling', go: dialling },
  { state: 'handing.consulting', go: consulting },
  {
    state: 'handing.introducing',
    go: async (call) => {
      await consulting(call);
      await call.receives('desk.join', {});
    },
  },
  {
    state: 'handing.waiting',
    go: async (call) => {
      await dialling(call);
      await call.agent(agentNumber).hangsUp();
    },
  },
  {
    state: 'handing.joining',
    go: async (call, line) => {
      noBridgeTold(line);
      toldLate(line, 'B');
      await consulting(call);
      await call.receives('desk.complete', {});
    },
  },
  {
    state: 'handing.left',
    go: async (call, line) => {
      noBridgeTold(line);
      await consulting(call);
      await call.receives('desk.complete', {});
    },
  },
  {
    state: 'handing.takingOver',
    go: async (call, line) => {
      noBridgeTold(line);
      await consulting(call);
      await call.agent(agentNumber).hangsUp();
    },
  },
  {
    state: 'handing.cancelling',
    go: async (call, line) => {
      toldLate(line, 'C');
      await consulting(call);
      await call.receives('desk.cancel', {});
    },
  },
  {
    state: 'handing.failing',
    go: async (call, line) => {
      toldLate(line, 'C');
      line.simulator.faults.command({ name: 'bridge', nth: 2 }, { status: 422, code: '10015' });
      await consulting(call);
      await call.receives('desk.complete', {});
    },
  },
  {
    state: 'handing.givingUp',
    go: async (call, line) => {
      toldLate(line, 'C');
      line.simulator.faults.webhook({ leg: 'C', name: 'call.answered' }, 'drop');
      await call.agent(expertNumber).answers({ after: '200ms' });
      await talking(call);
      await call.receives('desk.consult', {});
      await call.isIn('handing.givingUp', { within: '1min' });
    },
  },
  {
    state: 'withExpert',
    go: async (call) => {
      await consulting(call);
      await call.receives('desk.complete', {});
    },
  },
];

tryEveryState({
  flow,
  passing: { sorry: 'only speaks' },
  bridges: 2,
  ways: [
    { state: 'answering', go: (call) => call.advances(8) },
    { state: 'calling', go: (call) => call.agent(agentNumber).doesNotAnswer() },
    {
      state: 'bridging',
      go: async (call, line) => {
        line.simulator.faults.webhook({ name: 'call.bridged' }, 'drop');
        await call.agent(agentNumber).answers({ after: '200ms' });
      },
    },
    { state: 'withAgent', go: talking },
    ...handing,
  ],
});

describe.each(handing)('in $state', ({ state, go }) => {
  test.each([
    ['agent', 'B'],
    ['expert', 'C'],
  ])(
    'the %s leaves: the caller talks with the other one, or is told, and never waits in silence',
    async (_who, name) => {
      const line = await simulate(flow);
      const call = await line.dial();
      await go(call, line);
      await call.isIn(state, { within: '5s' });
      const leg = line.simulator.legs().find((one) => one.name === name);
      if (leg?.signalling === 'answered') line.simulator.party(leg.name).hangUp();
      await call.advances('2min');
      await call.waitedInSilence({ atMost: '12s' });
      if (line.simulator.legs()[0]?.signalling !== 'ended') {
        await call.isConnected();
        await call.hangsUp();
      } else if (state !== 'withExpert') {
        await call.hears('Nobody is there any more.');
      }
      await call.isOver();
      await call.hasNotFailed();
    },
  );
});

describe('handing over', () => {
  const expectCompleted = async (call: TestCall): Promise<void> => {
    await call.isIn('withExpert');
    await call.isConnected();
    await call.leg('expert').isConnected();
    await call.leg('agent').isHungUp();
    await call.agent(expertNumber).hangsUp();
    await call.isOver();
    await call.hasNotFailed();
  };

  test('the agent consults, whispering, and leaves the caller with the expert: by event, by key, by hanging up', async () => {
    const acts: ((call: TestCall) => Promise<void>)[] = [
      (call) => call.receives('desk.complete', {}),
      (call) => call.leg('agent').presses('1'),
      (call) => call.agent(agentNumber).hangsUp(),
    ];
    for (const act of acts) {
      const call = await simulate(flow).dial();
      await consulting(call);
      await call.sends('dial', { to: expertNumber, supervisor_role: 'whisper', supervise_call_control_id: /./ });
      await act(call);
      await expectCompleted(call);
      await call.waitedInSilence({ atMost: '2s' });
    }
  });

  test('the expert is introduced first', async () => {
    const call = await simulate(flow).dial();
    await consulting(call);
    await call.leg('agent').presses('2');
    await call.sends('switchSupervisorRole', { role: 'barge' });
    await call.receives('desk.complete', {});
    await expectCompleted(call);
  });

  test('one lost webhook does not part those who talk', async () => {
    for (const lost of [{ leg: 'C' }, { leg: 'A', nth: 2 }]) {
      const line = await simulate(flow);
      line.simulator.faults.webhook({ name: 'call.bridged', ...lost }, 'drop');
      const call = await line.dial();
      await consulting(call);
      await call.receives('desk.complete', {});
      await expectCompleted(call);
    }
  });

  test('they consult for as long as they like', async () => {
    const call = await simulate(flow).dial();
    await consulting(call);
    await call.advances('20min');
    await call.receives('desk.complete', {});
    await expectCompleted(call);
  });

  test('the caller is kept for what comes after the talk, or is not', async () => {
    for (const keepCaller of [true, false]) {
      const call = await simulate(flowWith({ keepCaller })).dial();
      await consulting(call);
      await call.receives('desk.complete', {});
      await expectCompleted(call);
      const bridges = (await call.sent()).filter(({ command }) => command === 'bridge').map(({ body }) => body);
      expect(JSON.stringify(bridges[1]).includes('"park_after_unbridge":"self"')).toBe(keepCaller);
    }
  });

  test('the agent leaves while it rings: the caller hears music, then the expert', async () => {
    const call = await simulate(flow).dial();
    await call.agent(expertNumber).answers({ after: '6s' });
    await talking(call);
    await call.receives('desk.consult', {});
    await call.advances('2s');
    await call.agent(agentNumber).hangsUp();
    await call.hears('hold.mp3');
    await expectCompleted(call);
  });
});

describe('staying', () => {
  const expectStay = async (call: TestCall): Promise<void> => {
    await call.isIn('withAgent');
    await call.isConnected();
    await call.leg('expert').isHungUp();
  };

  test.each([
    ['busy', (call: TestCall) => call.agent(expertNumber).isBusy()],
    ['declined', (call: TestCall) => call.agent(expertNumber).declines()],
    ['no answer', (call: TestCall) => call.agent(expertNumber).doesNotAnswer()],
  ])('%s: caller and agent talk on', async (_why, act) => {
    const call = await simulate(flow).dial();
    await act(call);
    await talking(call);
    await call.receives('desk.consult', {});
    await call.isIn('handing');
    await call.isIn('withAgent', { within: '1min' });
    await call.isConnected();
    // And once more.
    await call.receives('desk.consult', {});
    await call.isIn('handing.dialling');
  });

  test('the agent changes their mind, before and after the expert answers', async () => {
    const early = await simulate(flow).dial();
    await dialling(early);
    await early.leg('agent').presses('*');
    await expectStay(early);
    const late = await simulate(flow).dial();
    await consulting(late);
    await late.receives('desk.cancel', {});
    await expectStay(late);
  });

  test('the expert leaves', async () => {
    const call = await simulate(flow).dial();
    await consulting(call);
    await call.agent(expertNumber).hangsUp();
    await expectStay(call);
  });

  test('a refused dial, a refused bridge', async () => {
    for (const name of ['dial', 'bridge']) {
      const line = await simulate(flow);
      line.simulator.faults.command({ name, nth: 2 }, { status: 422, code: '10015' });
      const call = await line.dial();
      if (name === 'dial') {
        await talking(call);
        await call.receives('desk.consult', {});
      } else {
        await consulting(call);
        await call.receives('desk.complete', {});
      }
      await call.advances('2s');
      await call.isIn('withAgent');
      await call.isConnected();
    }
  });
});

describe('being alone', () => {
  test('agent gone, expert not there: it is told', async () => {
    const call = await simulate(flow).dial();
    await dialling(call);
    await call.agent(agentNumber).hangsUp();
    await call.hears('Nobody is there any more', { within: '1min' });
    await call.isOver();
  });

  test('agent gone, and the bridge is refused', async () => {
    const line = await simulate(flow);
    line.simulator.faults.command({ name: 'bridge', nth: 2 }, { status: 422, code: '10015' });
    const call = await line.dial();
    await consulting(call);
    await call.agent(agentNumber).hangsUp();
    await call.hears('Nobody is there any more');
    await call.isOver();
  });
});

describe('the options', () => {
  test('pass the checker', () => {
    expect(findingsOf(flow)).toEqual([]);
  });

  test('pass it with every path explored', () => {
    expect(flow).toBeSafe({ mostStates: 2_000 });
  });

  test.each([
    [{ as: 'agent' }, /second agent needs one of their own/],
    [{ cancel: { event: 'desk.complete' } }, /cannot mean two things/],
    [{ cancel: {} }, /needs an `event` or a `digit`/],
    [{ consult: 'barge' }, /heard by the caller from the start/],
    [{ ringSecs: 2 }, /ringSecs/],
    [{ hold: {} }, /hold/],
    [{ holds: 'x' }, /`holds` is not a param/],
  ])('refuse %j', (options, message) => {
    expect(() => flowWith(options as never)).toThrow(message);
  });
});
