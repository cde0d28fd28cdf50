/**
 * What the exploration finds happens in the real simulator as well: every violation's way, played there, fails the
 * expectation that a written test makes of it.
 */
import { describe, expect, test } from 'vitest';
import { exploreFlow } from '../../../src/checker/explore/explore-flow.ts';
import { allRules } from '../../../src/checker/check-flow.ts';
import { flowOf } from '../made-flow.ts';
import { played } from '../played.ts';
import { holes } from '../flows/holes.ts';

const bad = [
  ...allRules.map(({ code, bad: config }) => [code, config] as const),
  ...holes.map(({ name, config }) => [name, config] as const),
];

describe.each(bad)('%s', (_name, config) => {
  test('what is found is seen in the simulator', { timeout: 240_000 }, async () => {
    const flow = flowOf(config);
    const { findings, write } = exploreFlow(flow, { mostStates: 4_000 });
    for (const finding of findings.filter(({ severity }) => severity !== 'note')) {
      const written = write(finding);
      expect(written).toBeDefined();
      if (written === undefined || written.tasks.length > 0) continue;
      expect(await played(flow, written), `${written.title}\n${written.body.join('\n')}`).toMatch(/AssertionError/);
    }
  });
});
