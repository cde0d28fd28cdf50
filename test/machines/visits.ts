/**
 * Takes a call into each state of a flow, so that what may happen in a state can be tried in all of them. It knows no
 * flow of its own.
 */
import type { AnyStateNode } from 'xstate';
import type { FlowModule } from 'callchart';
import { simulate, type Simulation, type SimulationOptions } from 'callchart/testing';
import { type SimulatedParty, timingPresets } from 'callchart/simulator';

/** A call on its way through a flow. */
export interface Visit {
  readonly simulation: Simulation;
  readonly caller: SimulatedParty;
}

/** The way into a state. */
export interface Way {
  /** The flow's state as it is written: `menu.first`. */
  readonly state: string;
  /** The command that is issued on entry, if one is. */
  readonly command?: string;
  /** Brings the call to the state before. */
  readonly approach?: (visit: Visit) => Promise<void>;
  /** Of the simulation, where the way leads there only so. */
  readonly options?: SimulationOptions;
  /** The last act. */
  readonly enter: (visit: Visit) => void | Promise<void>;
}

// Quick, but whoever speaks speaks for a while: states that speak can be stayed in.
const timing = { ...timingPresets.instant, speechMinimumMs: 2_000 };
// An act's webhook and what it sets off.
const settleMs = 400;

/**
 * Calls, approaches a state and enters it.
 * @param beforeEntry what is to go wrong from then on
 */
export async function visit(
  flow: FlowModule,
  way: Way,
  beforeEntry: (simulation: Simulation) => void = () => {},
  options: SimulationOptions = {},
): Promise<Visit> {
  const simulation = await simulate(flow, {
    ...way.options,
    ...options,
    simulator: { timing, ...options.simulator },
  });
  const isFirst = way.approach === undefined;
  if (isFirst) beforeEntry(simulation);
  const caller = simulation.call({ from: '+15550123', to: '+15550199' });
  const call: Visit = { simulation, caller };
  if (way.approach !== undefined) {
    await way.approach(call);
    beforeEntry(simulation);
  }
  await way.enter(call);
  if (!isFirst) await simulation.advance(settleMs);
  return call;
}

/** The newest call's state as it is written in the flow. */
export async function stateOf({ simulation }: Visit): Promise<string> {
  const write = (value: unknown): string =>
    typeof value === 'string'
      ? value
      : Object.entries(value as object)
          .map(([name, inner]) => `${name}.${write(inner)}`)
          .join(' + ');
  return write(await simulation.value());
}

/** Every state of a flow that a call can be in for a while. */
export function leafStates({ default: machine }: FlowModule): string[] {
  const leaves = (node: AnyStateNode): AnyStateNode[] => {
    const inner = Object.values(node.states);
    return inner.length === 0 ? [node] : inner.flatMap((each) => leaves(each));
  };
  return leaves(machine.root)
    .filter((node) => node.type !== 'final')
    .map((node) => node.path.join('.'));
}

/** How a call ended. */
export interface Ending {
  /** The state it was left in. */
  readonly value: unknown;
  /** Why the fallback took over, if it did. */
  readonly failure: string | undefined;
  readonly phase: string;
  /** Legs that live on: none may. */
  readonly alive: readonly string[];
  /** The longest time that the caller heard nothing and was not asked for anything. */
  readonly deadAirMs: number;
}

// Whatever a flow still waits for, and the window for late webhooks, are over by then.
const lateMs = 300_000;

/** Turns the clock on until nothing is left of the call. */
export async function ending({ simulation, caller }: Visit): Promise<Ending> {
  await simulation.untilOver(600_000);
  await simulation.advance(lateMs);
  const { machine, failure, phase } = await simulation.state();
  const alive = simulation.simulator.legs().filter(({ signalling }) => signalling !== 'ended');
  await simulation.close();
  const { longestDeadAirMs: deadAirMs } = caller.leg;
  return { value: machine.value, failure, phase, alive: alive.map(({ name }) => name), deadAirMs };
}
