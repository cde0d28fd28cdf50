/** Changes a leg's client state and nothing else. Source: Telnyx OpenAPI (UpdateClientState). */
import type { z } from 'zod';
import { ClientState } from './command-keys.ts';
import { strictParams } from './strict-params.ts';

/**
 * Params of `updateClientState`. A PUT without `command_id`: repeating it is harmless. No webhook follows, and a webhook
 * under way still carries the old state.
 *
 * @example
 * ```ts
 * import type { UpdateClientStateParams } from 'callchart';
 *
 * const params: UpdateClientStateParams = { client_state: 'aGVsbG8=' };
 * ```
 */
export const UpdateClientStateParams = strictParams('updateClientState', {
  /** State that every later webhook of this leg carries. Base64. */
  client_state: ClientState,
});
export interface UpdateClientStateParams extends z.input<typeof UpdateClientStateParams> {}
