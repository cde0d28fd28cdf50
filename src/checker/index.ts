/** What `callchart/checker` exports: checks of flows, before they take a call. */
export { CheckMeta } from './model/check-meta.ts';
export { modelTiming } from './carrier/model-timing.ts';
export { checkFlow, type CheckOptions } from './check-flow.ts';
export type { CoverageCount } from './explore/coverage.ts';
export type { ExplorationReport, ExploreOptions } from './explore/explore-flow.ts';
export { type CheckedFlow, type CheckReport, isFailing, isSafe } from './check-report.ts';
export type { CheckFinding, Severity, SourcePlace } from './finding.ts';
export type { LadderRung } from './ladder-rung.ts';
