/** The holes of public call flows are found. */
import { expect, test } from 'vitest';
import { checkFlow, isFailing } from 'callchart/checker';
import { exploreFlow } from '../../../src/checker/explore/explore-flow.ts';
import { flowOf } from '../made-flow.ts';
import { holes } from '../flows/holes.ts';

test.each(holes)('$name', { timeout: 120_000 }, ({ config, codes }) => {
  const report = checkFlow(flowOf(config), { explore: { mostStates: 4_000 } });
  const found = new Set(report.findings.filter((finding) => isFailing(finding)).map(({ code }) => code));
  expect(codes.filter((code) => !found.has(code))).toEqual([]);
});

test('most of them are found by exploring alone as well', { timeout: 240_000 }, () => {
  const blind = holes.filter(({ config }) =>
    exploreFlow(flowOf(config), { mostStates: 4_000 }).findings.every(({ severity }) => severity === 'note'),
  );
  expect(blind.map(({ name }) => name)).toEqual([]);
});
