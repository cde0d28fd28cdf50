/** Processes that die after every step: when they may, and that nothing of a call shows it. */
import { expect, test } from 'vitest';
import { simulate } from 'callchart/testing';
import { StepWatch } from '../../src/testing/step-watch.ts';
import * as frontDesk from '../../machines/front-desk.ts';
import type { StepListener } from '../../src/runtime/subscribers.ts';

function watched() {
  const watch = new StepWatch();
  let listener: StepListener = () => {};
  watch.watch({ subscribe: (listening) => ((listener = listening), () => {}) });
  const step = (callId: string, ...commands: readonly { readonly readyAt?: number }[]): void =>
    void listener({ record: { callId, phase: 'active', commands } } as unknown as Parameters<StepListener>[0]);
  return { watch, step };
}

test('there is a step to take once each time that one was made', () => {
  const { watch, step } = watched();
  expect(watch.takeStep()).toBe(false);
  step('a');
  step('b');
  expect([watch.takeStep(), watch.takeStep()]).toEqual([true, false]);
});

test('commands that are on their way are waited for, those that wait themselves are not', () => {
  const { watch, step } = watched();
  step('a', { readyAt: 1 }, {});
  step('b');
  expect(watch.takeStep()).toBe(false);
  step('a', {});
  expect(watch.takeStep()).toBe(true);
});

async function visit(restartEachStep: boolean) {
  const runtimes = new Set<unknown>();
  const line = await simulate(frontDesk, { restartEachStep });
  line.simulator.watch(() => runtimes.add(line.runtime));
  const call = await line.dial({ from: '+15550123', to: '+15550199' });
  await call.hears(/press 1/);
  await call.agent('+15550100').answers({ after: '4s' });
  await call.presses('1');
  await call.isIn('connected');
  await call.hangsUp();
  await call.isOver();
  const { value, context } = (await call.state()).machine;
  return { processes: runtimes.size, commands: line.sent, value, context };
}

test('a call whose process dies after every step goes the same way', async () => {
  const { processes: one, ...usual } = await visit(false);
  const { processes, ...restarted } = await visit(true);
  expect(restarted).toEqual(usual);
  expect(one).toBe(1);
  expect(processes).toBeGreaterThan(5);
});
