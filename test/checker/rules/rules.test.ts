/**
 * Every rule is broken by its bad fragment and not by its good one; the good one breaks no rule at all.
 */
import { describe, expect, test } from 'vitest';
import { checkFlow } from 'callchart/checker';
import { exploredRules } from '../../../src/checker/explore/explored-rules.ts';
import { staticRules } from '../../../src/checker/rules/index.ts';
import { isFailing } from '../../../src/checker/check-report.ts';
import { flowOf } from '../made-flow.ts';

describe.each(staticRules.map((rule) => [rule.code, rule] as const))('%s', (code, rule) => {
  test('is broken by its bad fragment', () => {
    const found = checkFlow(flowOf(rule.bad), { explore: false }).findings.filter((finding) => finding.code === code);
    expect(found.length).toBeGreaterThan(0);
  });

  test('is not broken by its good one, nor is any other', () => {
    const { findings } = checkFlow(flowOf(rule.good));
    expect(
      findings
        .filter((finding) => isFailing(finding))
        .map(({ code: found, state, message }) => `${found} ${state} ${message}`),
    ).toEqual([]);
  });
});

describe.each(exploredRules.map((rule) => [rule.code, rule] as const))(
  '%s, which only the exploration finds',
  (code, rule) => {
    test('is broken by its bad fragment', () => {
      const found = checkFlow(flowOf(rule.bad)).findings.filter((finding) => finding.code === code);
      expect(found.map(({ ladder }) => ladder?.at(-1)?.kind)).toEqual(['violation']);
    });

    test('is not broken by its good one, nor is any other', () => {
      expect(checkFlow(flowOf(rule.good)).findings.filter((finding) => isFailing(finding))).toEqual([]);
    });
  },
);
