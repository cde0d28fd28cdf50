/**
 * What waits for the writer: one kind of thing per way into a call, each with what it asks the store before it can be
 * decided on, and with the promise of whoever brought it.
 */
import type { CallEventInput, CallOpening } from '../engine/call-input.ts';
import type { MigrationPlan } from '../engine/migration.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import type { Flow } from '../flow/load-flow.ts';
import type { TelnyxWebhook } from '../telnyx/webhook.ts';
import type { RoutedFlow } from './flow-registry.ts';
import type { Receipt } from './requests.ts';

/** What became of an input, and the call it went to. */
export interface Taken {
  readonly receipt: Receipt;
  readonly callId: string | undefined;
  /** What became of a call that was to be moved. */
  readonly plan?: MigrationPlan;
}

/** A way in. `at` is given when the writer takes it. */
export type Input =
  | { readonly kind: 'webhook'; readonly webhook: TelnyxWebhook; readonly account: string }
  | { readonly kind: 'open'; readonly flow: Flow; readonly opening: Omit<CallOpening, 'at' | 'callId'> }
  | { readonly kind: 'routed'; readonly callId: string; readonly routed: RoutedFlow | undefined; readonly why?: string }
  | { readonly kind: 'migrate'; readonly callId: string; readonly to: Flow; readonly by: string }
  | { readonly kind: 'call'; readonly callId: string; readonly make: (at: number) => CallEventInput };

/** An input that waits. */
export interface Waiting {
  readonly input: Input;
  /** Dedupe keys that it takes in. */
  readonly keys: readonly string[];
  /** How often the writer found that another writer had moved the call on. */
  conflicts: number;
  /** Why the store will never take what this input leads to: its call fails instead. */
  unstorable?: string;
  readonly resolve: (taken: Taken) => void;
  readonly reject: (error: unknown) => void;
}

/** Keys of different ways in never meet. */
export const webhookKey = (id: string): string => `webhook:${id}`;
export const startKey = (key: string): string => `start:${key}`;
export const requestKey = (callId: string, key: string): string => `request:${callId}:${key}`;
export const hangupKey = (callId: string, key: string): string => `hangup:${callId}:${key}`;
export const resendKey = (callId: string, key: string): string => `resend:${callId}:${key}`;

/** Refuses what cannot be an idempotency key. */
export function assertKey(key: string): void {
  if (typeof key === 'string' && key.length > 0 && key.length <= 255) return;
  throw new CallchartError(
    'request.key',
    'An idempotency key of 1 to 255 characters is needed, so that a repeated request does nothing twice.',
  );
}
