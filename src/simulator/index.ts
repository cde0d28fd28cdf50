/** The simulated carrier: the public face of this folder, and of `callchart/simulator`. */
export { VirtualClock } from '../clock/virtual-clock.ts';
export type { DialLimits } from './commands/dial-command.ts';
export type { AnsweredBy } from './detection.ts';
export type { DialledCall, DialListener, DialMatch, FarEnd, FarEndLike } from './far-end.ts';
export type { CommandFault, FaultMatch, Faults, WebhookFault } from './faults.ts';
export type { Heard } from './hearing.ts';
export type { IncomingCall } from './incoming.ts';
export type { LadderEntry } from './ladder.ts';
export type { HangupFacts } from './leg.ts';
export type { LegView } from './leg-view.ts';
export type { SimulatedParty } from './party.ts';
export { serveSimulator, type SimulatorServer } from './server.ts';
export { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';
export { type RangeMs, type Timing, timingPresets } from './timing.ts';
export { defaultVariants, type Variants, variantValues } from './variants.ts';
export type { MediaFate } from './world.ts';
