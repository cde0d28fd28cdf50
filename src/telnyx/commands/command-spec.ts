/** What the registry says about each command. It says nothing of any one command. */
import type { z } from 'zod';
import type { TelnyxEventType } from '../events/registry.ts';
import type { CommandName } from './command-params.ts';

/**
 * Whether a command whose first attempt has an unknown outcome may be sent again. `command_id`: yes, within the 60 s in
 * which Telnyx remembers the id; `harmless`: yes, always; `never`: no, it takes no id and would act twice.
 */
export type RepeatRule = 'command_id' | 'harmless' | 'never';

/** A webhook that may follow a command. */
export interface ExpectedWebhook {
  /** Its event type. */
  readonly event: TelnyxEventType;
  /** `A`: the leg that is commanded (of dial: the new one); `B`: the leg at the other end. */
  readonly leg: 'A' | 'B';
  /** The condition under which it comes, in words. */
  readonly when?: string;
  /** Whether a run without it is a normal one. */
  readonly optional?: boolean;
}

/** One command of Telnyx Call Control. */
export interface CommandSpec {
  /** The method name of the official SDK, which is its name everywhere in Callchart. */
  readonly name: CommandName;
  /** HTTP method. */
  readonly method: 'POST' | 'PUT';
  /** End of the path, after `/calls/{call_control_id}/actions/`; undefined for dial. */
  readonly action: string | undefined;
  /** Schema of the params; strict. */
  readonly params: z.ZodType;
  /** Whether it takes `command_id`. */
  readonly takesCommandId: boolean;
  /** Whether it takes `client_state`. */
  readonly takesClientState: boolean;
  /** The webhooks to expect, in the usual, not guaranteed, order. */
  readonly webhooks: readonly ExpectedWebhook[];
  /** Schema of `data` in the answer; lenient. */
  readonly response: z.ZodType;
  /** Whether a caller is left waiting when it fails: such a failure, unhandled, runs the fallback. */
  readonly holdsCaller: boolean;
  /** Whether it may be sent again. */
  readonly repeat: RepeatRule;
  /** Whether it plays or asks: it expires when the state that asked was left before it was sent. */
  readonly media: boolean;
}
