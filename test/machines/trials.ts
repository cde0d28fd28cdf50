/**
 * What every state of a flow has to bear: the caller hangs up, every webhook comes twice, webhooks overtake one another,
 * each command that it sends is refused. It knows no flow of its own: the ways into the states are given.
 */
import { describe, expect, test } from 'vitest';
import type { FlowModule, JournalEntry } from 'callchart';
import { timingPresets } from 'callchart/simulator';
import { simulate, type Simulation, type SimulationOptions, type TestCall } from 'callchart/testing';
import { isWithin } from '../../src/testing/flow-place.ts';
import { leafStates } from './visits.ts';

/** The way into a state. */
export interface Way {
  /** The flow's state as it is written: `menu.first`. */
  readonly state: string;
  readonly go: (call: TestCall, line: Simulation) => void | Promise<void>;
}

/** A flow and the ways into its states. */
export interface Trials {
  readonly flow: FlowModule;
  readonly ways: readonly Way[];
  /** How a call begins. Default: somebody rings. */
  readonly begin?: (line: Simulation) => Promise<TestCall>;
  readonly options?: SimulationOptions;
  /** How often somebody is connected with somebody at most. Default 1. */
  readonly bridges?: number;
  /** States that no call stays in for a while, with the reason. */
  readonly passing?: Readonly<Record<string, string>>;
}

interface Arrival {
  readonly line: Simulation;
  readonly call: TestCall;
}

// Quick, but whoever speaks speaks for a while: states that speak can be stayed in.
const timing = { ...timingPresets.instant, speechMinimumMs: 2_000 };

/** Registers the tests. */
export function tryEveryState(trials: Trials): void {
  const { flow, ways, passing = {} } = trials;

  test('every state is visited', () => {
    expect([...ways.map(({ state }) => state), ...Object.keys(passing)].sort()).toEqual(leafStates(flow).sort());
  });

  describe.each(ways)('in $state', (way) => {
    let orderly: Promise<Orderly> | undefined;
    const inOrder = (): Promise<Orderly> => (orderly ??= playInOrder(trials, way));

    test('the call gets there, and when the caller hangs up nobody is left and nothing failed', async () => {
      const { call } = await inOrder();
      await call.hasNotFailed();
    });

    test('every webhook comes twice: no command is sent twice', async () => {
      const twice = await arrive(trials, way, ({ simulator }) => simulator.faults.webhook({}, 'duplicate'));
      await twice.call.isIn(way.state, { within: '5s' });
      await leave(trials, twice);
      expect(await twice.call.commands()).toEqual((await inOrder()).commands);
    });

    test('a webhook is overtaken by the next one: the call ends in good order', async () => {
      const { webhooks } = await inOrder();
      for (let nth = Math.max(1, webhooks - 2); nth <= webhooks + 1; nth += 1) {
        const late = await arriveOrNot(trials, way, ({ simulator }) => simulator.faults.webhook({ nth }, 'reorder'));
        await leave(trials, late);
        await late.call.hasNotFailed();
      }
    });

    test('a command that it sends is refused: nobody waits in silence, and the call ends in good order', async () => {
      for (const { command, nth } of (await inOrder()).onEntry) {
        const refused = await arriveOrNot(trials, way, ({ simulator }) =>
          simulator.faults.command({ name: command, nth }, { status: 422, code: '10015' }),
        );
        await refused.call.advances('2min');
        if (refused.line.simulator.legs().length > 0) await refused.call.waitedInSilence({ atMost: '12s' });
        await leave(trials, refused);
      }
    });
  });
}

/** What a call without faults did, from its beginning to the caller's hangup in that state. */
interface Orderly {
  readonly call: TestCall;
  /** How many webhooks came until it was in the state. */
  readonly webhooks: number;
  readonly commands: readonly string[];
  readonly onEntry: readonly NthCommand[];
}

async function playInOrder(trials: Trials, way: Way): Promise<Orderly> {
  const arrival = await arrive(trials, way);
  const { call, line } = arrival;
  await call.isIn(way.state, { within: '5s' });
  const webhooks = line.simulator.log.filter(({ direction }) => direction === 'webhook').length;
  const onEntry = commandsOnEntry(await call.journal(), way.state);
  await leave(trials, arrival);
  return { call, webhooks, commands: await call.commands(), onEntry };
}

async function arrive(
  { flow, begin = (line) => line.dial({ from: '+15550123', to: '+15550199' }), options }: Trials,
  way: Way,
  prepare: (line: Simulation) => void = () => {},
): Promise<Arrival> {
  const line = await simulate(flow, { ...options, simulator: { timing, ...options?.simulator } });
  prepare(line);
  const call = await begin(line);
  await way.go(call, line);
  return { line, call };
}

/** With something going wrong the call may never get there; what it does instead is looked at. */
async function arriveOrNot(trials: Trials, way: Way, prepare: (line: Simulation) => void): Promise<Arrival> {
  let arrival: Arrival | undefined;
  const go: Way['go'] = async (call, line) => {
    arrival = { call, line };
    await way.go(call, line);
  };
  try {
    return await arrive(trials, { ...way, go }, prepare);
  } catch (error) {
    if (arrival === undefined || (error as { readonly code?: unknown }).code !== 'simulation.failed') throw error;
    return arrival;
  }
}

/** The caller hangs up, if they are still there; then nobody may be left, and nobody was connected too often. */
async function leave({ bridges: most = 1 }: Trials, { line, call }: Arrival): Promise<void> {
  const first = line.simulator.legs()[0];
  if (first !== undefined && first.signalling !== 'ended') await call.hangsUp();
  await call.isOver();
  const bridges = (await call.sent()).filter(({ command, status }) => command === 'bridge' && status === 200);
  expect(bridges.length, await call.ladder()).toBeLessThanOrEqual(most);
}

/** A command, and which one of its name in the call. */
interface NthCommand {
  readonly command: string;
  readonly nth: number;
}

/** The commands that entering the state issued. */
function commandsOnEntry(journal: readonly JournalEntry[], state: string): readonly NthCommand[] {
  const seen = new Map<string, number>();
  let last: NthCommand[] = [];
  for (const { from, to, effects } of journal) {
    const entry: NthCommand[] = [];
    for (const effect of effects) {
      if (effect.type !== 'command') continue;
      const nth = (seen.get(effect.command) ?? 0) + 1;
      seen.set(effect.command, nth);
      entry.push({ command: effect.command, nth });
    }
    const enters = to !== undefined && isWithin(to, state) && !(from !== undefined && isWithin(from, state));
    if (enters) last = entry;
  }
  return last;
}
