/**
 * What a flow's own `meta` says to the checker: which findings are meant, and why; and what the exploration cannot know.
 * It is written in the machine, so that it travels with it:
 *
 *     meta: { check: { allow: { 'dead-air': 'the far end plays its own music' } } }
 *
 * On a state it covers the state and what lies within, on the machine everything.
 */
import type { AnyStateNode } from 'xstate';
import { z } from 'zod';
import type { Flow } from '../../flow/load-flow.ts';
import { strictParams } from '../../telnyx/commands/strict-params.ts';

const sample = z.json();

/** What may stand under `meta.check`. Everything but `allow` counts on the machine only. */
export const CheckMeta = strictParams('meta.check', {
  /** Findings that are meant, by the rule's code, each with the reason, which the report repeats. */
  allow: z.record(z.string(), z.string().min(1)).optional(),
  /** Whether calls of this flow come in or are made. Default: as its commands suggest. */
  direction: z.enum(['incoming', 'outgoing']).optional(),
  /** When calls begin, ISO 8601: each is tried. Default: a few times that the flow itself tells apart as calls begin. */
  startsAt: z
    .array(z.iso.datetime({ offset: true }))
    .min(1)
    .max(8)
    .optional(),
  /** What `input` may hold beside `callId`, `at` and `trigger`. */
  input: z.record(z.string(), sample).optional(),
  /** What tasks may return, by the `src` of their `invoke`: each is tried. Default: an empty object. */
  tasks: z.record(z.string(), z.array(sample).min(1)).optional(),
  /** Payloads of the application's events, by their type: each is tried. Default: an empty object. */
  events: z.record(z.string(), z.array(sample).min(1)).optional(),
});

/**
 * What may stand under `meta.check` of a machine or a state: findings that are meant, with their reasons, and samples
 * for the exploration.
 *
 * @example
 * ```ts
 * import type { CheckMeta } from 'callchart/checker';
 *
 * const check = {
 *   allow: { consent: 'the number is answered by an announcement of its own' },
 *   tasks: { lookupCustomer: [{ known: true, name: 'Ann' }, { known: false }] },
 * } satisfies CheckMeta;
 * ```
 */
export type CheckMeta = z.input<typeof CheckMeta>;

/** What the machine's own `meta.check` says; nothing when it says nothing, or nonsense. */
export function checkMetaOf(flow: Flow): CheckMeta {
  const parsed = CheckMeta.safeParse(writtenIn(flow.machine.root as AnyStateNode));
  return parsed.success ? parsed.data : {};
}

/** What stands under `meta.check` of a state, whatever it is. */
export function writtenIn(node: AnyStateNode): unknown {
  const { meta } = node.config as { readonly meta?: { readonly check?: unknown } };
  return typeof meta === 'object' && meta !== null ? meta.check : undefined;
}
