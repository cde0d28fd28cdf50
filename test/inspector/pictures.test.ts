/** The charts in the documentation are those that `callchart export-chart` draws now. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { ROOT } from '../architecture/repository-files.ts';
import { surroundings } from '../cli/surroundings.ts';
import { markdownSnippets } from '../docs/snippet.ts';

// Laying out takes a second alone, and far longer on a machine that has other things to do.
vi.setConfig({ testTimeout: 180_000 });

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

async function exported(...argv: readonly string[]): Promise<string> {
  const around = surroundings();
  const code = await runCommandLine(['export-chart', ...argv], around);
  expect([code, around.printed.err]).toEqual([0, '']);
  return around.printed.out;
}

test('the diagram in the README is that of the flow above it', async () => {
  const [flow] = markdownSnippets('README.md', read('README.md'));
  const folder = join(ROOT, 'node_modules/.cache/readme');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'flow.ts'), flow?.text ?? '');
  const diagram = await exported(join(folder, 'flow.ts'), '--format', 'mermaid');
  expect(read('README.md'), 'paste what export-chart --format mermaid prints').toContain(
    `\`\`\`mermaid\n${diagram}\`\`\``,
  );
});

test.each(['machines/front-desk.ts', 'machines/voicemail.ts', 'examples/ring-group/flow.ts'])(
  'the picture of %s is up to date',
  async (file) => {
    const name = file.replace('/flow.ts', '').replace(/\.ts$/, '').split('/').at(-1);
    const picture = read(`docs/pictures/${name}.svg`);
    expect(await exported(join(ROOT, file)), 'npm run pictures draws it anew').toBe(picture);
  },
);

test('JSON is what Stately reads, and a format that is not known is refused', async () => {
  const json = JSON.parse(await exported(join(ROOT, 'machines/front-desk.ts'), '--format', 'json')) as object;
  expect(json).toMatchObject({ id: 'front-desk', states: { answering: { entry: { type: 'answer' } } } });
  const around = surroundings();
  expect(await runCommandLine(['export-chart', 'machines/front-desk.ts', '--format', 'gif'], around)).toBe(2);
  expect(around.printed.err).toContain('svg or mermaid or json');
});
