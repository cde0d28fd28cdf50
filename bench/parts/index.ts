/** The parts of the benchmark, by name, in the order in which they run. */
import type { PartReport } from '../report.ts';
import { endToEndPart } from './end-to-end.ts';
import { growthPart } from './growth.ts';
import { latencyPart } from './latency.ts';
import { kitPart } from './kit.ts';
import { postgresPart } from './postgres.ts';
import { replayPart } from './replay.ts';
import { stepPart } from './step.ts';
import { storePart } from './store.ts';

/** Each measures one thing. */
export const parts: Readonly<Record<string, () => Promise<PartReport>>> = {
  step: stepPart,
  store: storePart,
  postgres: postgresPart,
  growth: growthPart,
  'end-to-end': endToEndPart,
  latency: latencyPart,
  replay: replayPart,
  kit: kitPart,
};
