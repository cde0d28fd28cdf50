import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { opennessAt, type OpeningHours } from 'callchart';
import { isDate, isZone, spanProblem } from '../../src/flow/opening-hours.ts';

const shop: OpeningHours = {
  zone: 'America/New_York',
  open: {
    mon: '09:00-17:00',
    tue: ['09:00-12:00', '13:00-17:00'],
    fri: '22:00-02:00',
    sat: '10:00-24:00',
    sun: '00:00-03:00',
  },
  holidays: ['2026-05-25', { date: '2026-12-21', open: '10:00-12:00' }],
};

describe('a week', () => {
  test.each([
    ['nine sharp on a Monday, in winter', '2026-03-02T14:00:00Z', 'open'],
    ['a millisecond before', '2026-03-02T13:59:59.999Z', 'closed'],
    ['nine sharp on a Monday, in summer', '2026-07-06T13:00:00Z', 'open'],
    ['the last millisecond', '2026-03-02T21:59:59.999Z', 'open'],
    ['five sharp', '2026-03-02T22:00:00Z', 'closed'],
    ['the lunch break', '2026-03-03T17:30:00Z', 'closed'],
    ['after it', '2026-03-03T18:00:00Z', 'open'],
    ['a day without hours', '2026-03-04T17:00:00Z', 'closed'],
    ['Friday before midnight', '2026-03-07T04:59:00Z', 'open'],
    ['Friday night, on Saturday', '2026-03-07T06:59:59Z', 'open'],
    ['when it is over', '2026-03-07T07:00:00Z', 'closed'],
    ['the end of Saturday', '2026-03-15T03:59:59Z', 'open'],
    ['midnight, when Sunday goes on', '2026-03-15T04:00:00Z', 'open'],
    ['Thursday night: Friday has not begun', '2026-03-06T06:00:00Z', 'closed'],
    ['the same moment, told with an offset', '2026-03-02T09:00:00-05:00', 'open'],
  ])('%s', (_when, at, openness) => {
    expect(opennessAt(shop, at)).toBe(openness);
  });
});

describe('holidays', () => {
  test.each([
    ['a Monday that is one', '2026-05-25T15:00:00Z', 'holiday'],
    ['its first moment', '2026-05-25T04:00:00Z', 'holiday'],
    ['the moment before', '2026-05-25T03:59:59Z', 'closed'],
    ['a short day, at eleven', '2026-12-21T16:00:00Z', 'open'],
    ['a short day, at three', '2026-12-21T20:00:00Z', 'holiday'],
  ])('%s', (_when, at, openness) => {
    expect(opennessAt(shop, at)).toBe(openness);
  });

  test('close the hours that begin on them, not those of the night before', () => {
    const bar: OpeningHours = {
      zone: 'Europe/Berlin',
      open: { fri: '20:00-03:00', sat: '20:00-03:00' },
      holidays: ['2026-03-07'],
    };
    expect(opennessAt(bar, '2026-03-07T01:00:00+01:00')).toBe('open');
    expect(opennessAt(bar, '2026-03-07T21:00:00+01:00')).toBe('holiday');
    expect(opennessAt(bar, '2026-03-08T01:00:00+01:00')).toBe('closed');
  });
});

describe('when the clocks go forward', () => {
  // New York, 2026-03-08: 02:00 EST (07:00Z) is 03:00 EDT.
  const early = (open: `${number}:${number}-${number}:${number}`): OpeningHours => ({
    zone: 'America/New_York',
    open: { sun: open, sat: open },
  });

  test.each([
    ['an opening that is left out is the next moment', '02:30-05:00', '2026-03-08T06:59:59.999Z', 'closed'],
    ['an opening that is left out is the next moment', '02:30-05:00', '2026-03-08T07:00:00Z', 'open'],
    ['an end that is left out is the next moment', '01:00-02:30', '2026-03-08T06:59:59.999Z', 'open'],
    ['an end that is left out is the next moment', '01:00-02:30', '2026-03-08T07:00:00Z', 'closed'],
    ['hours that are left out as a whole are not', '02:00-03:00', '2026-03-08T07:00:00Z', 'closed'],
    ['a night is an hour shorter', '22:00-04:00', '2026-03-08T07:59:59Z', 'open'],
    ['a night is an hour shorter', '22:00-04:00', '2026-03-08T08:00:00Z', 'closed'],
  ] as const)('%s: %s at %s', (_what, open, at, openness) => {
    expect(opennessAt(early(open), at)).toBe(openness);
  });

  test('at midnight, where there is none', () => {
    // Cairo, 2026-04-24: 00:00 EET (2026-04-23T22:00Z) is 01:00 EEST.
    const cairo: OpeningHours = { zone: 'Africa/Cairo', open: { fri: '00:00-02:00' } };
    expect(opennessAt(cairo, '2026-04-23T21:59:59.999Z')).toBe('closed');
    expect(opennessAt(cairo, '2026-04-23T22:00:00Z')).toBe('open');
    expect(opennessAt(cairo, '2026-04-23T22:59:59Z')).toBe('open');
    expect(opennessAt(cairo, '2026-04-23T23:00:00Z')).toBe('closed');
  });
});

describe('when the clocks go back', () => {
  // New York, 2026-11-01: 02:00 EDT (06:00Z) is 01:00 EST.
  const early = (open: `${number}:${number}-${number}:${number}`): OpeningHours => ({
    zone: 'America/New_York',
    open: { sun: open, sat: open },
  });

  test.each([
    ['of an opening that comes twice the first is meant', '01:30-03:00', '2026-11-01T05:29:59.999Z', 'closed'],
    ['of an opening that comes twice the first is meant', '01:30-03:00', '2026-11-01T05:30:00Z', 'open'],
    ['and it stays open', '01:30-03:00', '2026-11-01T06:15:00Z', 'open'],
    ['of an end that comes twice the first is meant', '00:00-01:30', '2026-11-01T05:29:59Z', 'open'],
    ['of an end that comes twice the first is meant', '00:00-01:30', '2026-11-01T05:30:00Z', 'closed'],
    ['and it stays closed', '00:00-01:30', '2026-11-01T06:15:00Z', 'closed'],
    ['a night is an hour longer', '22:00-04:00', '2026-11-01T08:59:59Z', 'open'],
    ['a night is an hour longer', '22:00-04:00', '2026-11-01T09:00:00Z', 'closed'],
  ] as const)('%s: %s at %s', (_what, open, at, openness) => {
    expect(opennessAt(early(open), at)).toBe(openness);
  });
});

describe('other clocks', () => {
  test.each([
    ['half an hour beside the hour', 'Asia/Kolkata', '2026-03-02T03:30:00Z', 'open'],
    ['half an hour beside the hour', 'Asia/Kolkata', '2026-03-02T03:29:59Z', 'closed'],
    ['a day ahead', 'Pacific/Kiritimati', '2026-03-01T19:00:00Z', 'open'],
    ['clocks that are changed by half an hour', 'Australia/Lord_Howe', '2026-04-05T22:30:00Z', 'open'],
  ])('%s: %s', (_what, zone, at, openness) => {
    expect(opennessAt({ zone, open: { mon: '09:00-17:00' } }, at)).toBe(openness);
  });

  test('a day that a country left out has no hours', () => {
    // Samoa went from Thursday, 2011-12-29, to Saturday.
    const samoa: OpeningHours = { zone: 'Pacific/Apia', open: { fri: '09:00-17:00', sat: '00:00-01:00' } };
    expect(opennessAt(samoa, '2011-12-30T09:59:59Z')).toBe('closed');
    expect(opennessAt(samoa, '2011-12-30T10:00:00Z')).toBe('open');
    expect(opennessAt(samoa, '2011-12-30T11:00:00Z')).toBe('closed');
  });
});

test('what is open all the time is open at every moment, and what never is at none', () => {
  const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
  const always = Object.fromEntries(days.map((day) => [day, '00:00-24:00' as const]));
  const zones = fc.constantFrom(
    'America/New_York',
    'Africa/Cairo',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
    'Asia/Beirut',
  );
  const moments = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(zones, moments, (zone, moment) => {
      const at = moment.toISOString();
      expect(opennessAt({ zone, open: always }, at)).toBe('open');
      expect(opennessAt({ zone, open: {} }, at)).toBe('closed');
    }),
    { numRuns: 300 },
  );
});

test('away from the days on which clocks are changed it is what the clock on the wall says', () => {
  const open = { mon: '08:30-12:15', wed: '20:00-04:00' } as const;
  const zones = fc.constantFrom('America/New_York', 'Europe/Berlin', 'Asia/Tokyo', 'Asia/Kathmandu');
  const moments = fc.date({ min: new Date('2026-05-01'), max: new Date('2026-09-01'), noInvalidDate: true });
  fc.assert(
    fc.property(zones, moments, (zone, moment) => {
      const wall = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        weekday: 'short',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      });
      const [day, time = ''] = wall.format(moment).replace(',', '').split(' ');
      const isOpen =
        (day === 'Mon' && time >= '08:30' && time < '12:15') ||
        (day === 'Wed' && time >= '20:00') ||
        (day === 'Thu' && time < '04:00');
      expect(opennessAt({ zone, open }, moment.toISOString())).toBe(isOpen ? 'open' : 'closed');
    }),
    { numRuns: 300 },
  );
});

test('what is no zone, no span, no day', () => {
  expect(['Europe/Berlin', 'UTC', 'Mars/Olympus', '+01:00', ''].filter((zone) => isZone(zone))).toEqual([
    'Europe/Berlin',
    'UTC',
  ]);
  expect(['09:00-17:00', '22:00-02:00', '00:00-24:00', '18:00-00:00'].map((span) => spanProblem(span))).toEqual(
    Array(4).fill(undefined),
  );
  for (const span of ['9-17', '09:00', '25:00-26:00', '09:60-10:00', '09:00-24:30', '24:00-01:00'])
    expect(spanProblem(span)).toMatch(/must be like/);
  expect(spanProblem('09:00-09:00')).toMatch(/must not end/);
  expect(['2026-12-25', '2026-02-29', '2028-02-29', '25.12.2026', '2026-13-01'].filter((date) => isDate(date))).toEqual(
    ['2026-12-25', '2028-02-29'],
  );
});
