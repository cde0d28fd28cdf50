import { describe, expect, test } from 'vitest';
import type { CompletedCall } from 'callchart';
import { simulate, type Simulation } from 'callchart/testing';
import * as voicemail from '../../machines/voicemail.ts';
import { ending, leafStates, stateOf, visit, type Visit, type Way } from './visits.ts';

const recording = async ({ simulation }: Visit): Promise<void> => {
  await simulation.until('startRecording');
  await simulation.advance(500);
};
const noFile = (simulation: Simulation): void => {
  simulation.simulator.faults.webhook({ name: 'call.recording.saved' }, 'drop');
};

const ways: readonly Way[] = [
  { state: 'answering', command: 'answer', enter: ({ simulation }) => simulation.advance(8) },
  {
    state: 'greeting',
    command: 'speak',
    approach: async () => {},
    enter: ({ simulation }) => simulation.advance(100),
  },
  {
    state: 'recording',
    command: 'startRecording',
    approach: async ({ simulation }) => simulation.advance(1_000),
    enter: recording,
  },
  { state: 'thanks', command: 'speak', approach: recording, enter: ({ caller }) => caller.press('#') },
  {
    state: 'collecting',
    approach: async (call) => {
      await recording(call);
      noFile(call.simulation);
    },
    enter: ({ caller }) => caller.hangUp(),
  },
  {
    state: 'sorry',
    command: 'speak',
    approach: async (call) => {
      await recording(call);
      call.simulation.simulator.faults.recording({});
    },
    // Five seconds without a word end the recording.
    enter: ({ simulation }) => simulation.advance(5_000),
  },
];

test('every state is visited', () => {
  expect(ways.map(({ state }) => state).sort()).toEqual(leafStates(voicemail).sort());
});

describe.each(ways)('in $state', (way) => {
  test('the call gets there', async () => {
    const call = await visit(voicemail, way);
    expect(await stateOf(call)).toBe(way.state);
    await call.simulation.close();
  });

  test('the caller hangs up: nobody is left on a line, and nothing failed', async () => {
    const call = await visit(voicemail, way);
    call.caller.hangUp();
    expect(await ending(call)).toMatchObject({ phase: 'closed', alive: [], failure: undefined });
  });

  test('every webhook comes twice: no command is sent twice', async () => {
    const play = async (twice: boolean): Promise<readonly string[]> => {
      const call = await visit(voicemail, way, ({ simulator }) => {
        if (twice) simulator.faults.webhook({}, 'duplicate');
      });
      call.caller.hangUp();
      await ending(call);
      return call.simulation.commands.filter((name) => !name.startsWith('GET'));
    };
    expect(await play(true)).toEqual(await play(false));
  });
});

test.each(ways.flatMap(({ command, ...way }) => (command === undefined ? [] : [{ ...way, command }])))(
  'in $state the $command is refused: the call ends in good order',
  async ({ command, ...way }) => {
    const call = await visit(voicemail, way, ({ simulator }) =>
      simulator.faults.command({ name: command, times: 1 }, { status: 422, code: '10015' }),
    );
    const end = await ending(call);
    expect(end).toMatchObject({ phase: 'closed', alive: [] });
    expect(end.deadAirMs).toBeLessThan(5_000);
    expect(call.simulation.commands.at(-1)).toBe(command === 'answer' ? 'reject' : 'hangup');
  },
);

/** What the `completed` hook was told of a call, all of it. */
async function completedBy(
  act: (call: Visit) => void | Promise<void>,
  prepare: (simulation: Simulation) => void = () => {},
): Promise<readonly CompletedCall[]> {
  const reports: CompletedCall[] = [];
  const simulation = await simulate(voicemail, { runtime: { completed: (report) => void reports.push(report) } });
  prepare(simulation);
  const caller = simulation.call({ from: '+15550123' });
  await simulation.until('startRecording');
  await simulation.advance(2_000);
  caller.say('Please call me back.');
  await act({ simulation, caller });
  await ending({ simulation, caller });
  return reports;
}

const oneMessage = [
  {
    result: 'done',
    output: { from: '+15550123', message: { recording_id: expect.any(String), url: expect.stringContaining('http') } },
    recordings: [expect.objectContaining({ recording_id: expect.any(String) })],
  },
];

describe('the message is reported exactly once', () => {
  test.each<[string, (call: Visit) => void | Promise<void>]>([
    ['pound ends it', ({ caller }) => caller.press('#')],
    ['silence ends it', ({ simulation }) => simulation.advance(10_000)],
    ['the limit ends it', talkOnAndOn],
    ['the caller hangs up in the middle', ({ caller }) => caller.hangUp()],
    [
      'the caller presses pound and hangs up at once',
      ({ caller }) => {
        caller.press('#');
        caller.hangUp();
      },
    ],
    [
      'the process is killed between hangup and file',
      async ({ simulation, caller }) => {
        caller.hangUp();
        await simulation.advance(20);
        await simulation.crash();
      },
    ],
  ])('%s', async (_how, act) => {
    expect(await completedBy(act)).toMatchObject(oneMessage);
  });

  test.each<[string, (simulation: Simulation) => void]>([
    ['every webhook twice', ({ simulator }) => void simulator.faults.webhook({}, 'duplicate')],
    [
      'the hangup after the file',
      ({ simulator }) => void simulator.faults.webhook({ name: 'call.hangup' }, { delayMs: 3_000 }),
    ],
    [
      'the file half a minute late',
      ({ simulator }) => void simulator.faults.webhook({ name: 'call.recording.saved' }, { delayMs: 30_000 }),
    ],
  ])('%s', async (_how, prepare) => {
    expect(await completedBy(({ caller }) => caller.hangUp(), prepare)).toMatchObject(oneMessage);
  });

  test('there is none when there was no file', async () => {
    const reports = await completedBy(({ caller }) => caller.hangUp(), noFile);
    expect(reports).toMatchObject([{ result: 'done', output: { message: null }, recordings: [] }]);
  });

  test('nor when the caller hangs up before the tone', async () => {
    const reports: CompletedCall[] = [];
    const way = ways.find(({ state }) => state === 'greeting') ?? ways[0];
    if (way === undefined) throw new Error('no way to the greeting');
    const call = await visit(voicemail, way, undefined, {
      runtime: { completed: (report) => void reports.push(report) },
    });
    call.caller.hangUp();
    await ending(call);
    expect(call.simulation.commands).toEqual(['answer', 'speak']);
    expect(reports).toMatchObject([{ result: 'ended', recordings: [] }]);
  });
});

/** Says something every four seconds until two minutes are over. */
async function talkOnAndOn({ simulation, caller }: Visit): Promise<void> {
  for (let seconds = 0; seconds < 124; seconds += 4) {
    await simulation.advance(4_000);
    caller.say('And another thing.');
  }
}

test('any webhook may be overtaken by the next one', async () => {
  for (let nth = 1; nth <= 8; nth++) {
    const reports = await completedBy(
      ({ caller }) => caller.hangUp(),
      ({ simulator }) => void simulator.faults.webhook({ nth }, 'reorder'),
    );
    expect(reports, `webhook ${nth}`).toMatchObject(oneMessage);
  }
});
