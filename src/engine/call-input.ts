/**
 * What can come into a call, and what a call begins with. It knows no rules.
 */
import type { FlowIdentity } from './call-state.ts';
import type { Resent } from './issue.ts';
import type { Migrated } from './migration.ts';
import type { CommandOutcomeInput } from './outcome.ts';
import type { WebhookInput } from './webhooks.ts';

/** How a task ended. */
export type TaskEnd = { readonly ok: true; readonly output: unknown } | { readonly ok: false; readonly error: unknown };

/** Everything that can happen to a call. `at` is in milliseconds since the epoch. */
export type CallEventInput =
  | WebhookInput
  | { readonly type: 'outcome'; readonly at: number; readonly commandId: string; readonly outcome: CommandOutcomeInput }
  /** The first attempt of a command of the paced lane is about to be made. */
  | { readonly type: 'attempt'; readonly at: number; readonly commandId: string }
  /** It is `at` now: what is due by then is due. One tick does one thing. */
  | { readonly type: 'tick'; readonly at: number }
  | {
      readonly type: 'task';
      readonly at: number;
      readonly id: string;
      readonly generation: number;
      readonly end: TaskEnd;
    }
  | {
      readonly type: 'application';
      readonly at: number;
      readonly id: string;
      readonly event: { readonly type: string; readonly payload: Readonly<Record<string, unknown>> };
      /** Who sent it, if that was a person. */
      readonly by?: string;
    }
  /** The answer to a leg's `checking`; undefined when Telnyx could not be asked. */
  | { readonly type: 'status'; readonly at: number; readonly legId: string; readonly alive: boolean | undefined }
  /** Somebody outside ends the call. */
  | { readonly type: 'hangup'; readonly at: number; readonly id: string; readonly by: string }
  /** Somebody outside has a command sent once more, as a new one. */
  | { readonly type: 'resend'; readonly at: number; readonly id: string; readonly by: string; readonly command: Resent }
  /** Somebody outside moves the call to another version of its flow: `advance` is given that one. */
  | {
      readonly type: 'migrate';
      readonly at: number;
      readonly id: string;
      readonly by: string;
      readonly migrated: Migrated;
    }
  /** The machine has handed the call on: `advance` is given the flow that takes it, the state's `handoff` the input. */
  | { readonly type: 'handoff'; readonly at: number; readonly to: FlowIdentity }
  /** The host cannot go on with this flow: it is gone, or its code failed outside a step. */
  | { readonly type: 'failure'; readonly at: number; readonly why: string }
  /** The `completed` hook has succeeded. */
  | { readonly type: 'reported'; readonly at: number };

/** What a call begins with. */
export interface CallOpening {
  readonly callId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly account: string;
  /** The incoming `call.initiated`; none for a call that is started from outside. */
  readonly webhook?: WebhookInput;
  /** Dedupe key of the request, for a call that is started from outside. */
  readonly key?: string;
  /** What the machine receives as `input`, beside `callId` and `at`. */
  readonly input: Readonly<Record<string, unknown>>;
}
