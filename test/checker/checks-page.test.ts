import { expect, test } from 'vitest';
import { allRules } from '../../src/checker/check-flow.ts';
import { checksPage } from './checks-page.ts';

test('docs/checks.md says what the rules say (npx vitest run test/checker/checks-page.test.ts -u takes it over)', async () => {
  await expect(checksPage(allRules)).toMatchFileSnapshot('../../docs/checks.md');
});

test('every rule has a code of its own, a sentence for a reason and one for advice', () => {
  expect(new Set(allRules.map(({ code }) => code)).size).toBe(allRules.length);
  for (const { code, reason, advice } of allRules) {
    expect(code).toMatch(/^[a-z]+(?:-[a-z]+)*$/);
    expect(reason, code).toMatch(/^[A-Z].*\.$/);
    expect(advice, code).toMatch(/^[A-Z].*[.`}]$/);
  }
});
