/** What an exploration tries: undocumented behaviour of Telnyx from the first step on. */
import { expect, test } from 'vitest';
import { exploreFlow } from '../../../src/checker/explore/explore-flow.ts';
import { flowOf } from '../made-flow.ts';
import { played } from '../played.ts';

const queueFirst = `{
  initial: 'waiting',
  states: {
    waiting: { entry: enqueue({ queue_name: 'support', max_wait_time_secs: 60 }), on: { 'command.failed.enqueue': 'pickUp', 'call.dequeued': 'pickUp', 'call.enqueued': 'queued' } },
    queued: { entry: dial({ as: 'agent', to: '+15550101', timeout_secs: 10 }), on: { 'legs.ended.agent': 'done', 'agent.call.answered': 'talk' } },
    talk: { on: { 'legs.ended.agent': 'done' } },
    pickUp: { entry: answer(), on: { 'call.answered': 'sorry' } },
    sorry: { entry: speak({ payload: 'Nobody is free.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    done: { type: 'final' } } }`;

test('what the first command of a call meets may behave otherwise', { timeout: 120_000 }, async () => {
  const flow = flowOf(queueFirst);
  const { report, findings, write } = exploreFlow(flow, { mostStates: 2_000 });
  const accepted = 'V10 enqueueOfAlertingLeg = accepted';
  expect(report.variants).toContainEqual({ name: accepted, holds: false });
  expect(report.coverage.missedStates).toEqual([]);
  const found = findings.find(({ variant, severity }) => variant === accepted && severity !== 'note');
  expect(found).toMatchObject({ code: 'dead-air', state: 'talk' });
  const written = found === undefined ? undefined : write(found);
  expect(written === undefined ? '' : await played(flow, written)).toMatch(/AssertionError/);
});
