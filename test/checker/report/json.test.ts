import { expect, test } from 'vitest';
import type { CheckReport } from 'callchart/checker';
import { allRules } from '../../../src/checker/check-flow.ts';
import { githubReport, jsonReport, sarifReport } from '../../../src/checker/report/json.ts';

const report: CheckReport = {
  flow: { id: 'made', version: '1', file: 'flows/made.ts' },
  exploration: undefined,
  findings: [
    {
      code: 'dead-air',
      severity: 'error',
      state: 'menu.asking',
      message: 'Silence: 100 %,\nfor ever.',
      advice: 'Play something.',
      place: { file: 'flows/made.ts', line: 12 },
      ladder: [{ atMs: 61_250, kind: 'webhook', leg: 'caller', text: 'call.answered' }],
      variant: 'V5 transferBridgedOn = new leg',
      allowed: undefined,
    },
    {
      code: 'consent',
      severity: 'warning',
      state: 'recording',
      message: 'Recorded.',
      advice: 'Announce it.',
      place: { file: 'flows/made.ts', line: undefined },
      ladder: undefined,
      variant: undefined,
      allowed: 'announced elsewhere',
    },
  ],
};

test('json says whether all is safe, and everything that was found', () => {
  expect(JSON.parse(jsonReport([report]))).toMatchObject({ safe: false, reports: [{ flow: { id: 'made' } }] });
  expect(JSON.parse(jsonReport([{ ...report, findings: [] }]))).toMatchObject({ safe: true });
});

test('sarif: a rule per code, a result per finding, what is allowed suppressed with its reason', () => {
  const { runs, version } = JSON.parse(sarifReport([report], allRules, '1.2.3')) as {
    version: string;
    runs: [{ tool: { driver: { rules: { id: string }[]; version: string } }; results: Record<string, unknown>[] }];
  };
  const [{ tool, results }] = runs;
  expect([version, tool.driver.version]).toEqual(['2.1.0', '1.2.3']);
  expect(tool.driver.rules.map(({ id }) => id)).toEqual(allRules.map(({ code }) => code));
  expect(results).toMatchObject([
    {
      ruleId: 'dead-air',
      level: 'error',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'flows/made.ts' }, region: { startLine: 12 } } }],
    },
    { ruleId: 'consent', suppressions: [{ kind: 'inSource', justification: 'announced elsewhere' }] },
  ]);
});

test('github: one workflow command per finding, with what would end it early escaped', () => {
  expect(githubReport([report])).toBe(
    '::error file=flows/made.ts,line=12,title=dead-air in menu.asking::menu.asking: Silence: 100 %25,%0Afor ever.' +
      ' Where Telnyx behaves so: V5 transferBridgedOn = new leg. Play something.%0A  1:01.2  → caller call.answered\n',
  );
});
