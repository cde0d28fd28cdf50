/**
 * A call as a script: what the people at the far ends do, step by step, and what is expected of the application. Data
 * only, JSON or an object; playing it is the script player's business.
 */
import { z } from 'zod';
import { commands } from '../telnyx/commands/index.ts';
import { eventSchemas } from '../telnyx/events/registry.ts';

const unitMs = { ms: 1, s: 1_000, min: 60_000 } as const;

/** `'250ms'`, `'2s'`, `'1.5s'`, `'2min'`, or milliseconds as a number. */
export const ScriptDuration = z.union([
  z.number().min(0),
  z.string().regex(/^\d+(\.\d+)?(ms|s|min)$/, { error: "is no duration: write '250ms', '2s' or '2min'." }),
]);
/** `'250ms'`, `'2s'`, `'1.5s'`, `'2min'`, or milliseconds as a number. */
export type ScriptDuration = z.infer<typeof ScriptDuration>;

/** Milliseconds of a duration as scripts write it. */
export function durationMs(duration: ScriptDuration): number {
  if (typeof duration === 'number') return duration;
  const [, number = '0', unit = 'ms'] = /^([\d.]+)([a-z]+)$/.exec(duration) ?? [];
  return Math.round(Number(number) * unitMs[unit as keyof typeof unitMs]);
}

/** A leg: `A` (the first of the script) …, `caller` for `A`, `agent` for the newest outgoing leg. */
const LegName = z.string().regex(/^(caller|agent|[A-Z]+)$/, { error: 'is no leg: write caller, agent, A, B …' });

/** An event type or a command in camelCase. */
const Happening = z.string().refine((name) => name in commands || name in eventSchemas, {
  error: ({ input }) => `\`${String(input)}\` is neither a webhook event nor a command.`,
});

const FarEndName = z.enum(['answers', 'busy', 'declines', 'no answer', 'voicemail', 'unavailable', 'invalid number']);

/** What may be expected. Everything that is given has to be the case. */
const Expectation = z.strictObject({
  /** The leg that `hears`, `state`, `silence` and `cause` are about. Default the caller. */
  leg: LegName.optional(),
  /** Part of what the party hears: words, a media URL, or `nothing`, `ringback`, `queue`, `assistant`, a leg's name. */
  hears: z.string().optional(),
  state: z.enum(['requested', 'alerting', 'answered', 'ended']).optional(),
  /** The leg's `hangup_cause`. */
  cause: z.string().optional(),
  bridged: z.boolean().optional(),
  /** The longest dead air on the leg may not be longer. */
  'silence at most': ScriptDuration.optional(),
  /** Commands that were sent, in this order, others between them. */
  commands: z.array(Happening).optional(),
  /** Webhooks that were delivered, in this order, others between them. */
  webhooks: z.array(Happening).optional(),
  /** Commands that were not sent. */
  'no commands': z.array(Happening).optional(),
  /** Whether every leg is over. */
  over: z.boolean().optional(),
});

/** When a step is taken: so long after the script's start. Default: after the step before. */
const at = { at: ScriptDuration.optional() };

/** One step. */
export const ScriptStep = z.union([
  z.strictObject({
    ...at,
    /** Somebody rings our number. */
    call: z.strictObject({
      from: z.string().optional(),
      to: z.string().optional(),
      headers: z.record(z.string(), z.string()).optional(),
    }),
  }),
  z.strictObject({
    ...at,
    /** Waits until it happens after the step before: a webhook is delivered, or a command arrives. */
    waitFor: Happening,
    leg: LegName.optional(),
    /** Default 30 s. */
    within: ScriptDuration.optional(),
  }),
  z.strictObject({ ...at, wait: ScriptDuration }),
  z.strictObject({ ...at, press: z.string().regex(/^[\d*#A-D]+$/), leg: LegName.optional() }),
  z.strictObject({ ...at, say: z.string().min(1), leg: LegName.optional() }),
  z.strictObject({ ...at, hangup: z.union([z.literal(true), LegName]) }),
  z.strictObject({
    ...at,
    /** What dialled far ends do from now on. One that rings at this moment does it at once. */
    agent: FarEndName,
    /** Only this number or URI. */
    to: z.string().optional(),
    /** How long it rings first. */
    after: ScriptDuration.optional(),
  }),
  z.strictObject({ ...at, expect: Expectation }),
]);
/** One step. */
export type ScriptStep = z.infer<typeof ScriptStep>;

/**
 * A call script.
 *
 * @example
 * ```ts
 * import { CallScript } from 'callchart/simulator';
 *
 * const script = CallScript.parse({
 *   name: 'The caller wants sales',
 *   steps: [
 *     { agent: 'answers', after: '3s' },
 *     { call: { from: '+15550111' } },
 *     { waitFor: 'gatherUsingSpeak' },
 *     { wait: '2s' },
 *     { press: '1' },
 *     { waitFor: 'call.bridged', leg: 'agent', within: '20s' },
 *     { hangup: 'agent' },
 *     { expect: { over: true, 'silence at most': '5s' } },
 *   ],
 * });
 * console.log(script.steps.length);
 * ```
 */
export const CallScript = z.strictObject({
  name: z.string().optional(),
  /** The longest that a script may take, by its own clock. Default 15 min. */
  limit: ScriptDuration.optional(),
  steps: z.array(ScriptStep).min(1),
});
/** A call script. */
export interface CallScript extends z.infer<typeof CallScript> {}
