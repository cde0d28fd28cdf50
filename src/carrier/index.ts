/**
 * What `callchart/carrier` exports: the client for Telnyx, and the port that it and the simulated carrier fill.
 */
export type { AccountFacts, AccountOptions, TelnyxAccount } from './accounts.ts';
export type { Carrier, CarrierRequest, CommandOutcome, LegStatus } from './carrier.ts';
export { CommandError, type Attempt, type FailureFacts, type FailureReason } from './command-error.ts';
export { createTelnyxClient, type TelnyxClient, type TelnyxClientOptions } from './telnyx-client.ts';
