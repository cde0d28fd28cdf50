/**
 * The carrier as the runtime sees it: one attempt to send a command, one question after a leg. It must not know HTTP,
 * and nothing here retries, orders or confirms: that is the runtime's.
 */
import type { CommandName } from '../telnyx/commands/registry.ts';
import type { CommandError } from './command-error.ts';

/** A command, ready to be sent. */
export interface CarrierRequest {
  readonly command: CommandName;
  /** The leg; undefined for `dial`. */
  readonly callControlId: string | undefined;
  /** The params as they go over the wire, `command_id` and `client_state` included. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The name of the account whose call it is. */
  readonly account: string;
}

/** What became of one attempt. Success means accepted: that it happened is told by a webhook. */
export type CommandOutcome =
  { readonly ok: true; readonly data: Record<string, unknown> } | { readonly ok: false; readonly error: CommandError };

/** What Telnyx knows of a leg. It forgets a leg ten minutes after its end, and then answers as for an ended one. */
export type LegStatus =
  | {
      readonly alive: true;
      readonly callLegId: string | undefined;
      readonly callSessionId: string | undefined;
      readonly clientState: string | undefined;
    }
  | { readonly alive: false }
  | { readonly alive: undefined; readonly unknown: true; readonly error: CommandError };

/** The telephony platform: Telnyx, or a simulated one. */
export interface Carrier {
  /** Sends a command once. Never rejects for what the carrier did. */
  send(request: CarrierRequest): Promise<CommandOutcome>;
  /** Asks whether a leg lives (`GET /calls/{id}`). Never rejects for what the carrier did. */
  status(callControlId: string, account: string): Promise<LegStatus>;
}
