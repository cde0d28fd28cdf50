/**
 * Opening hours by the clock on the wall of some place: whether it is open at a moment. The moment is given; there is no
 * clock here. What a zone's clocks do when comes from the tz database of the JavaScript engine.
 */

/** A day of the week. */
export type Weekday = 'sun' | 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat';

/** The days of the week, as opening hours name them. */
export const weekdays: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/**
 * From when until when, `09:00-17:00`: the end is no longer open. One that is not after the beginning is of the next day,
 * `22:00-02:00`; `24:00` is midnight.
 */
export type Span = `${number}:${number}-${number}:${number}`;

/** A day on which the week's hours do not hold: it is closed, or has hours of its own. */
export type Holiday = string | { readonly date: string; readonly open: Span | readonly Span[] };

/** When a place is open. */
export interface OpeningHours {
  /** Where the clock hangs: a name of the IANA tz database, `Europe/Berlin`. */
  readonly zone: string;
  /** The hours of each day; a day that is not named is closed. Hours that go past midnight are of the day they begin. */
  readonly open: Readonly<Partial<Record<Weekday, Span | readonly Span[]>>>;
  /** Days that are different: `2026-12-25` is closed, `{ date: '2026-12-24', open: '09:00-12:00' }` short. */
  readonly holidays?: readonly Holiday[] | undefined;
}

/** What holds at a moment. `holiday`: closed, and it is one of the holidays. */
export type Openness = 'open' | 'closed' | 'holiday';

/**
 * Whether a place is open at a moment.
 *
 * A time that the clock leaves out, when clocks go forward, is the next one there is; of a time that comes twice, when
 * they go back, the first is meant.
 *
 * @param at the moment, ISO 8601 with its zone; an event's `occurred_at`
 *
 * @example
 * ```ts
 * import { opennessAt } from 'callchart';
 *
 * const office = { zone: 'America/New_York', open: { mon: '09:00-17:00' }, holidays: ['2026-05-25'] } as const;
 * console.log(opennessAt(office, '2026-03-02T14:00:00Z')); // 'open': nine in the morning in New York
 * ```
 */
export function opennessAt(hours: OpeningHours, at: string): Openness {
  const clock = wallClock(hours.zone);
  const moment = Date.parse(at);
  const today = dayOf(clock, moment);
  // Hours of yesterday may go past midnight.
  const isOpen = [today - 1, today].some((day) =>
    spansOf(hours, day).some(([from, to]) => {
      return moment >= momentOf(clock, day, from) && moment < momentOf(clock, day, to);
    }),
  );
  if (isOpen) return 'open';
  return holidayOn(hours, today) === undefined ? 'closed' : 'holiday';
}

/** Whether the engine knows a zone by that name. Offsets are none: they know nothing of summer. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    wallClock(zone);
    return true;
  } catch {
    return false;
  }
}

/** What is wrong with a span, if anything is. */
export function spanProblem(span: string): string | undefined {
  const [from, to] = minutesIn(span) ?? [];
  if (from === undefined || to === undefined) return 'must be like 09:00-17:00';
  if (from === to) return 'must not end when it begins; 00:00-24:00 is the whole day';
  return undefined;
}

/** Whether there is such a day: `2026-02-29` is none. */
export function isDate(date: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(date) && textOf(Date.parse(`${date}T00:00:00Z`) / dayMs) === date;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** A day of the calendar, counted from 1970-01-01. */
type Day = number;

const textOf = (day: Day): string => (Number.isNaN(day) ? '' : new Date(day * dayMs).toISOString().slice(0, 10));
const weekdayOf = (day: Day): Weekday => weekdays[new Date(day * dayMs).getUTCDay()] as Weekday;

function holidayOn({ holidays = [] }: OpeningHours, day: Day): Holiday | undefined {
  const date = textOf(day);
  return holidays.find((one) => (typeof one === 'string' ? one : one.date) === date);
}

/** The hours that begin on a day, in minutes from its midnight. */
function spansOf(hours: OpeningHours, day: Day): readonly (readonly [number, number])[] {
  const holiday = holidayOn(hours, day);
  const spans = holiday === undefined ? hours.open[weekdayOf(day)] : typeof holiday === 'string' ? [] : holiday.open;
  return [spans ?? []].flat().flatMap((span) => {
    const [from, to] = minutesIn(span) ?? [];
    if (from === undefined || to === undefined) return [];
    return [[from, to > from ? to : to + 24 * 60] as const];
  });
}

function minutesIn(span: string): readonly [number, number] | undefined {
  const [, fromHour, fromMinute, toHour, toMinute] =
    /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$/.exec(span) ?? [];
  if (fromHour === undefined || (toHour === '24' && toMinute !== '00')) return undefined;
  return [Number(fromHour) * 60 + Number(fromMinute), Number(toHour) * 60 + Number(toMinute)];
}

/** What the clock on the wall shows, as milliseconds since 1970 by that clock. */
type WallClock = (moment: number) => number;

const dayOf = (clock: WallClock, moment: number): Day => Math.floor(clock(moment) / dayMs);

/** When the clock on the wall shows so many minutes after a day's midnight. */
function momentOf(clock: WallClock, day: Day, minutes: number): number {
  const shown = day * dayMs + minutes * minuteMs;
  // No zone's clocks are changed twice within two days.
  const before = shown - dayMs;
  const after = shown + dayMs;
  const moments = [before, after].map((near) => shown - (clock(near) - near)).sort((a, b) => a - b);
  const found = moments.find((moment) => clock(moment) === shown);
  return found ?? changeBetween(clock, before, after);
}

/** The moment between two at which the clocks are changed. */
function changeBetween(clock: WallClock, before: number, after: number): number {
  const offsetAt = (moment: number): number => clock(moment) - moment;
  const old = offsetAt(before);
  let [low, high] = [before, after];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === old) low = middle;
    else high = middle;
  }
  return high;
}

const clocks = new Map<string, WallClock>();

function wallClock(zone: string): WallClock {
  const known = clocks.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  });
  const clock: WallClock = (moment) => {
    const parts = new Map(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
    const seconds = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
    return seconds + (((moment % 1_000) + 1_000) % 1_000);
  };
  clocks.set(zone, clock);
  return clock;
}
