/** The page about TwiML, NCCO and Studio shows one flow in fragments: put together it loads, and nothing is found in it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkFlow, isFailing } from 'callchart/checker';
import { loadFlowFile } from '../../src/cli/load-flow-file.ts';
import { readSource, ROOT } from '../architecture/repository-files.ts';
import { markdownSnippets } from './snippet.ts';

const path = 'docs/from-twiml.md';

test('the fragments are one flow, and it is sound', async () => {
  const snippets = markdownSnippets(path, readSource(path).text);
  expect(snippets).toHaveLength(1);
  const folder = join(ROOT, 'node_modules/.cache/from-twiml');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'flow.ts'), snippets[0]?.text ?? '');
  const { flow } = await loadFlowFile(join(folder, 'flow.ts'), ROOT);
  const { findings } = checkFlow(flow, { explore: false });
  expect(findings.filter((finding) => isFailing(finding))).toEqual([]);
}, 60_000);

test('there are at least ten pairs', () => {
  const { text } = readSource(path);
  expect(text.match(/<table>\n<tr><th>.*<\/th><th>Flow<\/th><\/tr>/g)?.length).toBeGreaterThanOrEqual(10);
});
