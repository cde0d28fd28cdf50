/** Mistakes in flows that were not written for the checker are found, and flows that only look like it are not blamed. */
import { expect, test } from 'vitest';
import { checkFlow, isFailing } from 'callchart/checker';
import { exploreFlow } from '../../../src/checker/explore/explore-flow.ts';
import { flowOf } from '../made-flow.ts';
import { seeded, sound } from '../flows/seeded.ts';

const failingIn = (config: string, mostStates = 2_000) =>
  checkFlow(flowOf(config), { explore: { mostStates } }).findings.filter((finding) => isFailing(finding));

test.each(seeded)('found: $name', { timeout: 120_000 }, ({ config, code }) => {
  expect(failingIn(config).map((finding) => finding.code)).toContain(code);
});

test.each(sound)('not blamed: $name', { timeout: 120_000 }, ({ config, mostStates }) => {
  expect(failingIn(config, mostStates).map(({ code, state, message }) => `${code} ${state} ${message}`)).toEqual([]);
});

test('who wants to know only whether there is something stops at the first', { timeout: 120_000 }, () => {
  const [one] = seeded;
  const flow = flowOf(one?.config ?? '');
  const [all, first] = [exploreFlow(flow), exploreFlow(flow, { firstOnly: true })];
  expect(first.report.states).toBeLessThan(all.report.states);
  expect(first.findings.length).toBeGreaterThan(0);
  expect(first.report.bounds).toContain('nothing was looked for after the first finding');
  expect(all.report.bounds).not.toContain('nothing was looked for after the first finding');
});
