import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { hours, say, start, step, type HoursOptions, type Openness } from 'callchart';
import { simulate } from 'callchart/testing';
import { exploredFindingsOf, findingsOf } from './checked.ts';
import { flowOf, type Around } from './made-flow.ts';
import { tryEveryState } from '../../machines/trials.ts';

type Context = { forced: Openness | null };
// A Wednesday.
const noon = { startAt: '2026-03-04T17:00:00Z' };
const night = { startAt: '2026-03-05T03:00:00Z' };
const christmas = { startAt: '2026-12-25T17:00:00Z' };

const flowWith = (options: Partial<HoursOptions<Context>> = {}, around: Around = {}) =>
  flowOf(
    hours<Context>({
      zone: 'America/New_York',
      open: { wed: '09:00-17:00', fri: '09:00-17:00' },
      holidays: ['2026-12-25'],
      next: 'opened',
      closed: 'shut',
      holiday: 'feast',
      ...options,
    }),
    ['opened', 'shut', 'feast'],
    { context: { forced: null }, ...around },
  );
const flow = flowWith();

tryEveryState({
  flow,
  options: noon,
  passing: { block: 'left at once', opened: 'only speaks', shut: 'only speaks', feast: 'only speaks' },
  ways: [{ state: 'answering', go: (call) => call.advances(8) }],
});

describe('hours', () => {
  test.each([
    ['open', noon, 'opened'],
    ['closed', night, 'shut'],
    ['closed on a holiday', christmas, 'feast'],
  ])('%s', async (_what, when, outcome) => {
    const call = await simulate(flow, when).dial();
    await call.hears(`Outcome ${outcome}`);
    await call.isOver();
    await call.waitedInSilence({ atMost: '500ms' });
  });

  test('a holiday is a closed day unless it is told apart', async () => {
    const call = await simulate(flowWith({ holiday: undefined }), christmas).dial();
    await call.hears('Outcome shut');
  });

  test.each([
    ['open', 'opened'],
    ['closed', 'shut'],
    ['holiday', 'feast'],
  ] as const)('an override is right whatever the clock says: %s', async (forced, outcome) => {
    const always = await simulate(flowWith({ override: forced }), night).dial();
    await always.hears(`Outcome ${outcome}`);
    const made = flowWith({ override: ({ context }) => context.forced ?? undefined }, { context: { forced } });
    const call = await simulate(made, noon).dial();
    await call.hears(`Outcome ${outcome}`);
  });

  test('without one the clock says', async () => {
    const call = await simulate(flowWith({ override: ({ context }) => context.forced ?? undefined }), night).dial();
    await call.hears('Outcome shut');
  });

  test('the clock is the event: the same event decides the same, whenever the step is done', () => {
    const { default: machine } = flow;
    const first = start(machine, { at: noon.startAt });
    const answered = (occurred_at: string) =>
      step(machine, first.state, { type: 'call.answered', occurred_at } as never);
    expect(answered(noon.startAt).state.value).toBe('opened');
    expect(answered(night.startAt).state.value).toBe('shut');
    expect(answered(noon.startAt)).toEqual(answered(noon.startAt));
  });

  test('the first state of a call has the time of its input', () => {
    const block = hours({ zone: 'UTC', open: { wed: '09:00-18:00' }, next: 'opened', closed: 'shut' });
    const machine = createMachine({ initial: 'block', states: { block, opened: {}, shut: {} } } as never);
    expect(start(machine, { at: noon.startAt }).state.value).toBe('opened');
    expect(start(machine, { at: night.startAt }).state.value).toBe('shut');
  });

  test('entered by a timer or by a state that is done it asks the clock a moment later', async () => {
    const timed = flowWith({}, { before: { after: { 2_000: 'block' } } });
    const call = await simulate(timed, noon).dial();
    await call.hears('Outcome opened');
    const done = flowWith(
      {},
      {
        before: {
          initial: 'a',
          states: { a: say({ prompt: 'Hello.', next: 'b' }), b: { type: 'final' } },
          onDone: 'block',
        },
      },
    );
    const other = await simulate(done, night).dial();
    await other.hears('Outcome shut');
    await other.isOver();
    await other.hasNotFailed();
  });

  test('passes the checker', () => {
    expect(findingsOf(flow)).toEqual([]);
    expect(exploredFindingsOf(flow)).toEqual([]);
  });

  test.each([
    [{ zone: 'Mars/Olympus' }, /zone: must be a name of the IANA tz database/],
    [{ open: { wed: '9-17' as never } }, /open\.wed.*must be like 09:00-17:00/s],
    [{ open: { wed: ['09:00-12:00', '13:00-13:00'] } }, /must not end when it begins/],
    [{ open: { wednesday: '09:00-17:00' } as never }, /wednesday/],
    [{ holidays: ['2026-02-30'] }, /holidays\.0.*must be a day of the calendar/s],
    [{ override: 'maybe' as never }, /override: must be open, closed, holiday or a function/],
    [{ next: '' }, /next: must name a state/],
  ] as const)('refuses %j', (options, message) => {
    expect(() => flowWith(options)).toThrow(message);
  });
});
