/** Calls begin at a time of each kind that a flow tells apart, and what is found says at which. */
import { expect, test } from 'vitest';
import { checkFlow, isFailing } from 'callchart/checker';
import { exploreFlow } from '../../../src/checker/explore/explore-flow.ts';
import { flowOf } from '../made-flow.ts';
import { played } from '../played.ts';

const hours = (meta = '{}'): string => `{
  initial: 'answering', meta: { check: ${meta} },
  context: ({ input }) => ({ at: input.at, isOpen: new Date(input.at).getUTCHours() >= 9 && new Date(input.at).getUTCHours() < 17 }),
  states: {
    answering: { entry: answer(), on: { 'call.answered': [{ guard: ({ context }) => context.isOpen, target: 'open' }, { target: 'closed' }] } },
    open: { after: { 30_000: 'closed' } },
    closed: { entry: speak({ payload: 'We are closed.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    done: { type: 'final' } } }`;

test(
  'what goes wrong in office hours is found, with a time at which it does, and happens then',
  { timeout: 120_000 },
  async () => {
    const flow = flowOf(hours());
    const { findings, report, write } = exploreFlow(flow, { mostStates: 2_000 });
    const [found] = findings.filter(({ severity }) => severity !== 'note');
    expect(found?.code).toBe('dead-air');
    expect(found?.state).toBe('open');
    expect(found?.ladder[0]?.text).toBe('the call begins on 2026-03-02T09:00:00.000Z');
    expect(report.bounds).toContain('calls begin at 2026-01-01T00:00Z, 2026-03-02T09:00Z (meta.check.startsAt)');
    expect(report.coverage.missedStates).toEqual([]);
    const written = found === undefined ? undefined : write(found);
    expect(written?.startAt).toBe('2026-03-02T09:00:00.000Z');
    expect(written === undefined ? '' : await played(flow, written)).toMatch(/AssertionError/);
  },
);

test('the flow may say when its calls begin', { timeout: 120_000 }, () => {
  const flow = flowOf(hours("{ startsAt: ['2026-03-02T20:00:00+01:00'] }"));
  const report = checkFlow(flow, { explore: { mostStates: 2_000 } });
  expect(report.exploration?.coverage.missedStates).toEqual(['open']);
  expect(report.findings.filter((one) => isFailing(one) && one.ladder !== undefined)).toEqual([]);
});
