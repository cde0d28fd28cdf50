/** What holds for every ready-made flow: short enough to read at once, and tested by itself. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const names = readdirSync('machines').flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -'.ts'.length)] : []));

test.each(names)('%s has fewer than 120 lines, and tests of its own', (name) => {
  expect(readFileSync(`machines/${name}.ts`, 'utf8').split('\n').length - 1).toBeLessThan(120);
  expect(existsSync(`test/machines/${name}.test.ts`)).toBe(true);
});
