/** The chart on a building block's page is that of the flow below it, as `callchart export-chart` writes it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { ROOT } from '../architecture/repository-files.ts';
import { surroundings } from '../cli/surroundings.ts';
import { markdownSnippets } from './snippet.ts';

vi.setConfig({ testTimeout: 120_000 });

const folder = join(ROOT, 'node_modules/.cache/blocks');

test.each([
  'assistant',
  'handoff',
  'hours',
  'outbound',
  'prompts',
  'queue',
  'ring',
  'screened-transfer',
  'warm-transfer',
])('docs/blocks/%s.md', async (block) => {
  const path = join(ROOT, `docs/blocks/${block}.md`);
  const page = readFileSync(path, 'utf8');
  const [flow] = markdownSnippets(path, page);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${block}.ts`);
  writeFileSync(file, flow?.text ?? '');
  const around = surroundings();
  expect(await runCommandLine(['export-chart', file, '--format', 'mermaid'], around)).toBe(0);
  const drawn = page.replace(/```mermaid\n[^`]*```/, `\`\`\`mermaid\n${around.printed.out}\`\`\``);
  // `CALLCHART_PICTURES=1` draws it anew.
  if (process.env['CALLCHART_PICTURES'] === '1') writeFileSync(path, drawn);
  const shown = readFileSync(path, 'utf8');
  expect(shown, 'CALLCHART_PICTURES=1 npx vitest run test/docs/blocks.test.ts draws it anew').toBe(drawn);
});
