/**
 * What a call under test needs of the simulation around it. Those who speak, press and assert know only this.
 */
import type { Runtime } from '../runtime/runtime.ts';
import type { Simulator, VirtualClock } from '../simulator/index.ts';
import type { HeardLog } from './heard-log.ts';

/** The simulation as a call under test sees it. */
export interface Line {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  /** The runtime of this moment: after a crash it is another one. */
  readonly runtime: Runtime;
  readonly heard: HeardLog;
  /** Turns the clock on, event by event, until `find` finds something or the time is up. */
  turnUntil<T>(find: () => T | undefined | Promise<T | undefined>, limitMs: number): Promise<T | undefined>;
  crash(): Promise<void>;
}
