/**
 * The block `hours`: a state that is left at once, for one state while a place is open and for another while it is not.
 * The time is that of the event by which the state is entered, so that a repeat of the step decides the same.
 */
import { z } from 'zod';
import {
  isDate,
  isZone,
  opennessAt,
  spanProblem,
  weekdays,
  type OpeningHours,
  type Openness,
} from '../opening-hours.ts';
import { checkBlock, FunctionOption, TargetOption } from './block-options.ts';
import { resolve, type BlockArguments, type BlockState, type Given, type Target } from './block-state.ts';

/** Options of {@link hours}. */
export interface HoursOptions<Context> extends OpeningHours {
  /**
   * What holds whatever the clock says: `open`, `closed` or `holiday`, or a function of the context that gives it;
   * `undefined` leaves it to the clock.
   */
  readonly override?: Given<Openness | undefined, Context> | undefined;
  /** Where it goes on while it is open. */
  readonly next: Target;
  /** Where it goes on while it is closed. */
  readonly closed: Target;
  /** Where it goes on while it is closed on a holiday. Default: `closed`. */
  readonly holiday?: Target | undefined;
}

const SpanOption = z.string().superRefine((span, context) => {
  const problem = spanProblem(span);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});
const SpansOption = z.union([SpanOption, z.array(SpanOption).max(24)]);
const DateOption = z.string().refine(isDate, 'must be a day of the calendar, such as 2026-12-25');
const openness = ['open', 'closed', 'holiday'] as const;

const shape = {
  zone: z.string().refine(isZone, 'must be a name of the IANA tz database, such as Europe/Berlin'),
  open: z.strictObject(Object.fromEntries(weekdays.map((day) => [day, SpansOption.optional()]))),
  holidays: z
    .array(z.union([DateOption, z.strictObject({ date: DateOption, open: SpansOption })]))
    .max(1_000)
    .optional(),
  override: z.union([z.enum(openness), FunctionOption], 'must be open, closed, holiday or a function').optional(),
  next: TargetOption,
  closed: TargetOption,
  holiday: TargetOption.optional(),
};

/**
 * A state that asks whether a place is open, by the clock on its wall, and goes on at once.
 *
 * @throws {CallchartError} `block.invalid` when an option is not right.
 *
 * @example
 * ```ts
 * import { hours } from 'callchart';
 *
 * const office = hours<{ isForcedClosed: boolean }>({
 *   zone: 'America/New_York',
 *   open: { mon: '09:00-17:00', tue: ['09:00-12:00', '13:00-17:00'], fri: '18:00-02:00' },
 *   holidays: ['2026-12-25', { date: '2026-12-24', open: '09:00-12:00' }],
 *   override: ({ context }) => (context.isForcedClosed ? 'closed' : undefined),
 *   next: 'menu',
 *   closed: 'afterHours',
 * });
 * ```
 */
export function hours<Context>(options: HoursOptions<Context>): BlockState<Context> {
  checkBlock('hours', shape, options);
  const { next, closed, holiday = closed } = options;
  const is =
    (wanted: Openness) =>
    (args: BlockArguments<Context>): boolean =>
      opennessNow(options, args) === wanted;
  const ways = [
    { guard: is('open'), target: next },
    { guard: is('holiday'), target: holiday },
  ];
  return {
    always: [...ways, { guard: is('closed'), target: closed }],
    // Entered by an event that has no time: a moment later there is one that has.
    after: { 1: [...ways, { target: closed }] },
  };
}

/** What holds at the time of the event; undefined when the event has none. */
function opennessNow<Context>(options: HoursOptions<Context>, args: BlockArguments<Context>): Openness | undefined {
  const forced = resolve<Openness | undefined, Context>(options.override, args);
  if (forced !== undefined) return forced;
  const at = timeOf(args.event);
  return at === undefined ? undefined : opennessAt(options, at);
}

/** When an event happened: a call's first has it in its input. */
function timeOf(event: unknown): string | undefined {
  const { occurred_at, input } = event as { readonly occurred_at?: unknown; readonly input?: unknown };
  const at = occurred_at ?? (input as { readonly at?: unknown } | undefined)?.at;
  return typeof at === 'string' && !Number.isNaN(Date.parse(at)) ? at : undefined;
}
