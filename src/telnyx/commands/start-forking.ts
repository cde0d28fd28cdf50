/** Copies a leg's media to UDP targets. Source: Telnyx OpenAPI (StartForking); Telnyx docs: media streaming. */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { breach, rules, type Named, type ParamRule } from './param-rules.ts';
import { strictParams } from './strict-params.ts';

const MediaTarget = z.string().regex(/^udp:.+:\d+$/, 'must be udp:<ip address>:<port>.');

/** `rx` and `tx` are both required for `decrypted`, the only type there is. */
const bothTargets: ParamRule<Named<'rx' | 'tx'>> = ({ rx, tx }) => {
  if (rx !== undefined && tx !== undefined) return [];
  return [breach(rx === undefined ? 'rx' : 'tx', '`rx` and `tx` are both needed: add what is missing.')];
};

/**
 * Params of `startForking`. One fork or stream per call (90045); `call.fork.started` and `call.fork.stopped` follow.
 *
 * @example
 * ```ts
 * import type { StartForkingParams } from 'callchart';
 *
 * const params: StartForkingParams = { rx: 'udp:192.0.2.1:9000', tx: 'udp:192.0.2.1:9001' };
 * ```
 */
export const StartForkingParams = strictParams('startForking', {
  /** Where incoming media goes, `udp:<ip address>:<port>`; together with `tx`. */
  rx: MediaTarget.optional(),
  /** Where outgoing media goes, `udp:<ip address>:<port>`; together with `rx`. */
  tx: MediaTarget.optional(),
  /** `decrypted`. Default `decrypted`; mind that stopForking has another default. */
  stream_type: z.enum(['decrypted']).optional(),
  ...commandKeys,
}).superRefine(rules(bothTargets));
export interface StartForkingParams extends z.input<typeof StartForkingParams> {}
