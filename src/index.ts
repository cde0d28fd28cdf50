export { CallchartError, type CallchartErrorOptions } from './errors/callchart-error.ts';
export type { Effect } from './engine/effect.ts';
export type { MachineState } from './engine/machine-state.ts';
export { start, step, type StepResult } from './engine/step.ts';
