/**
 * What `callchart` exports: what a flow's author and the host of a runtime need. Drivers, servers, the HTTP client and
 * the simulator have exports of their own and are not loaded from here.
 */
export { systemClock, type Clock } from './clock/clock.ts';
export { CallchartError, type CallchartErrorOptions } from './errors/callchart-error.ts';
export type { Effect } from './engine/effect.ts';
export type { MachineState } from './engine/machine-state.ts';
export { start, step, type StepResult } from './engine/step.ts';
