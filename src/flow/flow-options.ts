/**
 * What a flow's file may say beside its machine: defaults, application events, task limits, the fallback's words,
 * limits and windows; and the same with every default filled in. It knows no machine.
 */
import { z } from 'zod';
import { strictParams } from '../telnyx/commands/strict-params.ts';

/** Telnyx ends every call after four hours (Telnyx OpenAPI: `time_limit_secs` of dial, at most 14400). */
const LONGEST_CALL_MS = 14_400_000;

const milliseconds = (max: number) => z.int().min(1).max(max);

const defaultsShape = {
  /** Voice of `speak` and `gatherUsingSpeak` where the command names none, such as `female` or `Telnyx.KokoroTTS.af`. */
  voice: z.string().min(1).optional(),
  /** Language of `speak` and `gatherUsingSpeak` where the command names none, such as `en-US`. */
  language: z.string().min(1).optional(),
  /** Number that `dial` shows where the command names none. Default: the number of the call's own leg. */
  from: z.string().min(1).optional(),
  /** Application that `dial` uses where the command names none. Default: that of the call's own leg. */
  connection_id: z.string().min(1).optional(),
};

const taskShape = {
  /** How long one attempt may take, in milliseconds. Default 10 000. */
  timeoutMs: milliseconds(LONGEST_CALL_MS).optional(),
  /** How often a failed attempt is repeated. Default 2; 0 means one attempt. */
  retries: z.int().min(0).max(100).optional(),
};

const fallbackShape = {
  /** What an answered leg hears before it is hung up. */
  say: z.string().min(1).max(3000).optional(),
  /** Voice of the apology. Default: `defaults.voice`, else `female`. */
  voice: z.string().min(1).optional(),
  /** Language of the apology. Default: `defaults.language`, else `en-US`. */
  language: z.string().min(1).optional(),
  /** How a leg that still rings is refused. Default `CALL_REJECTED`. */
  reject: z.enum(['CALL_REJECTED', 'USER_BUSY']).optional(),
};

const limitsShape = {
  /** How long an answered leg may hear nothing before `leg.silent`, in milliseconds. Default 30 000. */
  silenceMs: milliseconds(LONGEST_CALL_MS).optional(),
  /** How long a superseded completion is held back for want of a sign of the newer play, in ms. Default 5 000. */
  supersededMs: milliseconds(600_000).optional(),
  /** How long a call without legs waits for late webhooks (recordings, cost), in milliseconds. Default 120 000. */
  lateWindowMs: milliseconds(86_400_000).optional(),
  /** How long a call may live, in milliseconds. Default and maximum 14 400 000: Telnyx ends every call after 4 h. */
  callMs: milliseconds(LONGEST_CALL_MS).optional(),
  /** How many events in a row the engine may make by itself for a call. Default 50. */
  engineEvents: z.int().min(1).max(10_000).optional(),
  /** How many microsteps one event may take (`always`, `raise`) before the step fails. Default 100. */
  alwaysIterations: z.int().min(1).max(100_000).optional(),
  /** How often legs without events are asked after (`GET /calls/{id}`), in milliseconds. Default 600 000. */
  reconcileMs: milliseconds(LONGEST_CALL_MS).optional(),
};

/** What a flow's file exports as `options`, checked when the flow loads. */
export const FlowOptions = strictParams('options', {
  /** Values for params that commands leave out. */
  defaults: strictParams('options.defaults', defaultsShape).optional(),
  /** The application's own events: each type with the schema of its payload. */
  events: z.record(z.string().min(1), z.custom<z.ZodType>(isSchema, 'must be a zod schema')).optional(),
  /** Limits per task, by the `src` of its `invoke`. */
  tasks: z.record(z.string(), strictParams('options.tasks', taskShape)).optional(),
  /** What the caller hears when the flow fails. */
  fallback: strictParams('options.fallback', fallbackShape).optional(),
  /** Limits and windows. */
  limits: strictParams('options.limits', limitsShape).optional(),
  /** Whether a finished flow leaves its legs alone instead of hanging up those that nothing holds. Default false. */
  keepLegs: z.boolean().optional(),
});

/**
 * What a flow's file may export as `options`, beside the machine.
 *
 * @example
 * ```ts
 * import type { FlowOptions } from 'callchart';
 *
 * export const options = {
 *   defaults: { voice: 'female', language: 'en-GB' },
 *   tasks: { lookupCustomer: { timeoutMs: 2_000, retries: 1 } },
 *   fallback: { say: 'Sorry, please call again later.' },
 * } satisfies FlowOptions;
 * ```
 */
export interface FlowOptions extends z.input<typeof FlowOptions> {}

/** How long one attempt of a task may take, and how often a failed one is repeated. */
export interface TaskLimits {
  /** Milliseconds. */
  readonly timeoutMs: number;
  /** 0 means one attempt. */
  readonly retries: number;
}

/** {@link FlowOptions} with every default filled in: what checker, runtime and simulator read. */
export interface ResolvedFlowOptions {
  readonly defaults: {
    readonly voice: string | undefined;
    readonly language: string | undefined;
    readonly from: string | undefined;
    readonly connection_id: string | undefined;
  };
  readonly events: Readonly<Record<string, z.ZodType>>;
  /** The tasks that the file names; {@link taskLimits} knows the others too. */
  readonly tasks: Readonly<Record<string, TaskLimits>>;
  readonly fallback: {
    readonly say: string;
    readonly voice: string;
    readonly language: string;
    readonly reject: 'CALL_REJECTED' | 'USER_BUSY';
  };
  readonly limits: {
    readonly silenceMs: number;
    readonly supersededMs: number;
    readonly lateWindowMs: number;
    readonly callMs: number;
    readonly engineEvents: number;
    readonly alwaysIterations: number;
    readonly reconcileMs: number;
  };
  readonly keepLegs: boolean;
}

const DEFAULT_TASK_LIMITS: TaskLimits = { timeoutMs: 10_000, retries: 2 };

const DEFAULT_LIMITS: ResolvedFlowOptions['limits'] = {
  silenceMs: 30_000,
  supersededMs: 5_000,
  lateWindowMs: 120_000,
  callMs: LONGEST_CALL_MS,
  engineEvents: 50,
  alwaysIterations: 100,
  reconcileMs: 600_000,
};

/** The options with every default filled in. */
export function resolveFlowOptions(options: FlowOptions = {}): ResolvedFlowOptions {
  const { defaults = {}, events = {}, tasks = {}, fallback = {}, limits = {}, keepLegs = false } = options;
  return {
    defaults: {
      voice: defaults.voice,
      language: defaults.language,
      from: defaults.from,
      connection_id: defaults.connection_id,
    },
    events,
    tasks: Object.fromEntries(Object.entries(tasks).map(([src, task]) => [src, given(DEFAULT_TASK_LIMITS, task)])),
    fallback: {
      say: fallback.say ?? 'We are sorry, something went wrong. Please call again later.',
      voice: fallback.voice ?? defaults.voice ?? 'female',
      language: fallback.language ?? defaults.language ?? 'en-US',
      reject: fallback.reject ?? 'CALL_REJECTED',
    },
    limits: given(DEFAULT_LIMITS, limits),
    keepLegs,
  };
}

/** The limits of a task, by the `src` of its `invoke`: what the options say, else the defaults. */
export function taskLimits(options: ResolvedFlowOptions, src: string): TaskLimits {
  return (Object.hasOwn(options.tasks, src) ? options.tasks[src] : undefined) ?? DEFAULT_TASK_LIMITS;
}

/** The defaults, with what is given in their place; an explicit `undefined` gives nothing. */
function given<T extends object>(defaults: T, values: { readonly [Key in keyof T]?: T[Key] | undefined }): T {
  const present = Object.entries(values).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(present) };
}

function isSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '_zod' in value;
}
