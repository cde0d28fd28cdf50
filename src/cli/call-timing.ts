/**
 * How a simulated call's time passes on the command line. It adds one preset to the simulator's own.
 */
import { type Timing, timingPresets } from '../simulator/timing.ts';

/**
 * - `steady`: things take as long as on the phone, webhooks come in order and once
 * - `realistic`: as the network is: out of order, some late, some twice
 * - `instant`: small fixed delays
 */
export const callTimings: Readonly<Record<'steady' | 'realistic' | 'instant', Timing>> = {
  steady: { ...timingPresets.realistic, webhooksInOrder: true, duplicateShare: 0 },
  ...timingPresets,
};

/** The name of a timing. */
export type CallTiming = keyof typeof callTimings;

/** The names, the default first. */
export const callTimingNames: readonly CallTiming[] = ['steady', 'realistic', 'instant'];
