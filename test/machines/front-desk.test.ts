import { describe, expect, test } from 'vitest';
import { variantValues } from 'callchart/simulator';
import { simulate, type Simulation } from 'callchart/testing';
import * as frontDesk from '../../machines/front-desk.ts';
import { ending, leafStates, stateOf, visit, type Visit, type Way } from './visits.ts';

const afterPrompt = async ({ simulation }: Visit): Promise<void> => {
  await simulation.until('gatherUsingSpeak');
  await simulation.advance(3_500);
};
const nobodyAnswers = async (call: Visit): Promise<void> => {
  await afterPrompt(call);
  call.simulation.simulator.onDial(() => 'no answer');
};
const salesRings = async (call: Visit): Promise<void> => {
  await nobodyAnswers(call);
  call.caller.press('1');
  await call.simulation.until('transfer');
  await call.simulation.advance(500);
};

const ways: readonly Way[] = [
  { state: 'answering', command: 'answer', enter: ({ simulation }) => simulation.advance(8) },
  {
    state: 'menu.first',
    command: 'gatherUsingSpeak',
    approach: async () => {},
    enter: ({ simulation }) => simulation.advance(100),
  },
  {
    state: 'menu.unheard',
    command: 'gatherUsingSpeak',
    approach: afterPrompt,
    enter: ({ simulation }) => simulation.advance(6_000),
  },
  {
    state: 'menu.unknown',
    command: 'gatherUsingSpeak',
    approach: afterPrompt,
    enter: ({ caller }) => caller.press('9'),
  },
  { state: 'sales', command: 'transfer', approach: nobodyAnswers, enter: ({ caller }) => caller.press('1') },
  { state: 'support', command: 'transfer', approach: nobodyAnswers, enter: ({ caller }) => caller.press('2') },
  { state: 'connected', approach: salesRings, enter: ({ simulation }) => simulation.simulator.party('B').answer() },
  {
    state: 'stuck',
    command: 'hangup',
    // A new process asks after the leg, and so learns what the lost webhook would have said.
    options: { restartEachStep: false },
    approach: async (call) => {
      call.simulation.simulator.faults.webhook({ leg: 'B', name: 'call.hangup' }, 'drop');
      await salesRings(call);
      await call.simulation.advance(39_000);
    },
    enter: ({ simulation }) => simulation.advance(600),
  },
  {
    state: 'nobody',
    command: 'speak',
    approach: salesRings,
    enter: ({ simulation }) => simulation.simulator.party('B').reject('busy'),
  },
  {
    state: 'goodbye',
    command: 'speak',
    approach: async (call) => {
      await afterPrompt(call);
      call.caller.press('9');
      await afterPrompt(call);
    },
    enter: ({ caller }) => caller.press('9'),
  },
];

test('every state is visited', () => {
  expect(ways.map(({ state }) => state).sort()).toEqual(leafStates(frontDesk).sort());
});

describe.each(ways)('in $state', (way) => {
  test('the call gets there', async () => {
    const call = await visit(frontDesk, way);
    expect(await stateOf(call)).toBe(way.state);
    await call.simulation.close();
  });

  test('the caller hangs up: nobody is left on a line, and nothing failed', async () => {
    const call = await visit(frontDesk, way);
    call.caller.hangUp();
    expect(await ending(call)).toMatchObject({ phase: 'closed', alive: [], failure: undefined });
  });

  test('every webhook comes twice: no command is sent twice', async () => {
    const play = async (twice: boolean): Promise<readonly string[]> => {
      const call = await visit(frontDesk, way, ({ simulator }) => {
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
  'in $state the $command is refused: the caller is told, and hung up',
  async ({ command, ...way }) => {
    const call = await visit(frontDesk, way, ({ simulator }) =>
      simulator.faults.command({ name: command, times: 1 }, { status: 422, code: '10015' }),
    );
    const heard = lastWords(call);
    expect(await ending(call)).toMatchObject({ phase: 'closed', alive: [] });
    // A call that cannot be answered is rejected; on an answered one nobody waits in silence for long.
    const told = command === 'answer' ? call.simulation.commands.join(' ') : heard();
    expect(told).toMatch(/^(?:answer reject$|Nobody is free|Sorry, we have a technical problem)/);
  },
);

/** The last text that was spoken. */
function lastWords({ simulation }: Visit): () => unknown {
  return () => {
    const spoken = simulation.sent.filter((sent) => sent.command === 'speak').at(-1);
    return (spoken?.body as { readonly payload?: unknown } | undefined)?.payload;
  };
}

/** The caller chooses, talks, and the other side hangs up. */
async function talk(key: string, prepare: (simulation: Simulation) => void = () => {}): Promise<Visit> {
  const simulation = await simulate(frontDesk);
  prepare(simulation);
  const caller = simulation.call({ from: '+15550123', to: '+15550199' });
  await simulation.until('gatherUsingSpeak');
  await simulation.advance(500);
  caller.press(key);
  await simulation.advance(20_000);
  return { simulation, caller };
}

describe('a whole call', () => {
  test.each([
    ['1', '+15550100'],
    ['2', '+15550101'],
  ])('key %s puts the caller through to %s', async (key, number) => {
    const call = await talk(key);
    const { simulation, caller } = call;
    expect(simulation.sent.at(-1)).toMatchObject({ command: 'transfer', body: { to: number, timeout_secs: 20 } });
    expect(caller.hears).toMatchObject({ kind: 'peer', leg: 'B' });
    simulation.simulator.party('B').hangUp();
    expect(await ending(call)).toMatchObject({ phase: 'closed', alive: [], failure: undefined });
  });

  test('who says nothing is asked twice and let go with a word', async () => {
    const simulation = await simulate(frontDesk);
    const caller = simulation.call();
    const end = await ending({ simulation, caller });
    expect(simulation.commands).toEqual(['answer', 'gatherUsingSpeak', 'gatherUsingSpeak', 'speak', 'hangup']);
    expect(end).toMatchObject({ value: 'done', failure: undefined });
    expect(end.deadAirMs).toBeLessThan(1_000);
  });

  test.each(['busy', 'decline', 'unavailable', 'invalid number', 'no answer', 'forbidden'] as const)(
    'the other side is %s: the caller hears that nobody is free',
    async (farEnd) => {
      const call = await talk('1', ({ simulator }) => simulator.onDial(() => farEnd));
      const heard = lastWords(call);
      expect(await ending(call)).toMatchObject({ value: 'done', failure: undefined, alive: [] });
      expect(heard()).toMatch(/^Nobody is free/);
    },
  );

  test('a transfer that nothing is ever heard of is given up', async () => {
    const call = await talk('1', ({ simulator }) => {
      simulator.onDial(() => 'no answer');
      simulator.faults.webhook({ leg: 'B' }, 'drop');
    });
    const heard = lastWords(call);
    expect(await ending(call)).toMatchObject({ value: 'done', failure: undefined, alive: [] });
    expect(heard()).toMatch(/^Nobody is free/);
  });

  test('any webhook may be overtaken by the next one', async () => {
    for (let nth = 1; nth <= 10; nth++) {
      const call = await talk('1', ({ simulator }) => simulator.faults.webhook({ nth }, 'reorder'));
      expect(await stateOf(call), `webhook ${nth}`).toBe('connected');
      call.caller.hangUp();
      expect(await ending(call), `webhook ${nth}`).toMatchObject({ failure: undefined, alive: [] });
    }
  });

  test('it is the same however Telnyx behaves where it is undocumented', async () => {
    for (const { number, name, values } of variantValues) {
      for (const value of values.slice(1)) {
        const simulation = await simulate(frontDesk, { simulator: { variants: { [name]: value } } });
        const caller = simulation.call();
        await simulation.until('gatherUsingSpeak');
        await simulation.advance(500);
        caller.press('1');
        await simulation.advance(20_000);
        expect(await stateOf({ simulation, caller }), `${number} ${value}`).toBe('connected');
        await simulation.close();
      }
    }
  });

  test('it is the same on a real network, whatever chance brings', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const simulation = await simulate(frontDesk, { seed, simulator: { timing: 'realistic' } });
      simulation.simulator.onDial(() => ({ does: 'answer', afterMs: 5_000 }));
      const caller = simulation.call();
      await simulation.until('gatherUsingSpeak');
      await simulation.advance(2_000);
      caller.press('1');
      await simulation.advance(15_000);
      expect(await stateOf({ simulation, caller }), `seed ${seed}`).toBe('connected');
      caller.hangUp();
      expect(await ending({ simulation, caller })).toMatchObject({ failure: undefined, alive: [], phase: 'closed' });
    }
  });
});
