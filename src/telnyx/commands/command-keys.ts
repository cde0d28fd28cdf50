/**
 * The two params that nearly every command takes. The engine sets both itself (a token inside `client_state`, a derived
 * `command_id`); an author's own `client_state` is kept and handed back.
 */
import { z } from 'zod';

/** A base64 string: anything else is refused by Telnyx with 422 90017 (Telnyx docs: API error codes). */
export const ClientState = z.base64({
  error: (issue) =>
    issue.code === 'invalid_format' ? 'must be base64 (Telnyx answers 422 90017 otherwise): encode it.' : undefined,
});

/** `client_state` alone, for the command that takes no `command_id`. */
export const clientStateKey = {
  /**
   * State that every later webhook of this leg carries until another command replaces it. Base64; Telnyx states no size
   * limit. Source: Telnyx OpenAPI; Telnyx docs: API error codes (90017).
   */
  client_state: ClientState.optional(),
};

/** `client_state` and `command_id`. */
export const commandKeys = {
  ...clientStateKey,
  /**
   * Makes a repeat harmless: Telnyx ignores a command whose `command_id` it has seen for this leg within 60 s.
   * Default: derived by the engine from call, step and index. Source: Telnyx docs: receiving webhooks.
   */
  command_id: z.string().min(1).optional(),
};
