/** What `callchart/testing` exports: calls in tests, on a clock that is turned by hand. */
export type { After, TestAgent } from './agent.ts';
export { FlowCoverage } from './flow-coverage.ts';
export type { FlowSource, TaskRequest, TaskStandIn } from './flows-of.ts';
export type { TestPerson, Within } from './person.ts';
export { type SafetyMatchers, type SafetyVerdict, toBeSafe } from './safe-matcher.ts';
export type { SentCommand } from './sent-command.ts';
export { simulate, type Simulation, type SimulationOptions, type StartingSimulation } from './simulation.ts';
export type { TestCall } from './test-call.ts';
export { compareCall, type CallComparison } from '../replay/compare-call.ts';
export type { CallDifference, CallDifferenceKind } from '../replay/call-difference.ts';
export type { DrivenStep } from '../replay/drive.ts';
export { expectReplay } from './expect-replay.ts';
