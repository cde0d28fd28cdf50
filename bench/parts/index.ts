/** The parts of the benchmark, by name, in the order in which they run. */
import type { PartReport } from '../report.ts';
import { stepPart } from './step.ts';

/** Each measures one thing. */
export const parts: Readonly<Record<string, () => Promise<PartReport>>> = {
  step: stepPart,
};
