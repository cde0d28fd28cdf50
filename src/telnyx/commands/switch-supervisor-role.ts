/** Changes what a supervisor can do. Source: Telnyx OpenAPI (SwitchSupervisorRole). */
import type { z } from 'zod';
import { strictParams } from './strict-params.ts';
import { SupervisorRole } from './supervisor-role.ts';

/**
 * Params of `switchSupervisorRole`, for a leg that was dialled with `supervise_call_control_id`. It takes neither
 * `command_id` nor `client_state`; no webhook follows.
 *
 * @example
 * ```ts
 * import type { SwitchSupervisorRoleParams } from 'callchart';
 *
 * const params: SwitchSupervisorRoleParams = { role: 'whisper' };
 * ```
 */
export const SwitchSupervisorRoleParams = strictParams('switchSupervisorRole', {
  /** `barge`: hears and is heard by both; `whisper`: is heard by the supervised leg only; `monitor`: only hears. */
  role: SupervisorRole,
});
export interface SwitchSupervisorRoleParams extends z.input<typeof SwitchSupervisorRoleParams> {}
