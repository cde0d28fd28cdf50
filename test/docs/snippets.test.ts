/**
 * What the documentation shows compiles: every fenced TypeScript block in Markdown and every `@example` in a doc
 * comment, under the package's strict options, importing the package by its public names.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { filesUnder, readSource, ROOT } from '../architecture/repository-files.ts';
import { exampleSnippets, markdownSnippets, type Snippet } from './snippet.ts';
import { snippetErrors } from './snippet-program.ts';

/** Subpath exports that are promised and not there yet: examples that import them wait for them. */
const PROMISED = [
  'callchart/carrier',
  'callchart/checker',
  'callchart/postgres',
  'callchart/server',
  'callchart/simulator',
  'callchart/sqlite',
  'callchart/testing',
];

const lines = (...text: string[]): string => text.join('\n');

describe('finding snippets', () => {
  test('in Markdown: fenced TypeScript, at its own lines', () => {
    const text = lines(
      '# A',
      '```ts',
      'const a = 1;',
      '```',
      '```sh',
      'npm ci',
      '```',
      '- b',
      '  ```typescript',
      '  b',
      '  ```',
    );
    expect(markdownSnippets('README.md', text)).toEqual([
      { path: 'README.md', line: 3, name: undefined, text: lines('', '', 'const a = 1;', ...Array(8).fill('')) },
      { path: 'README.md', line: 10, name: undefined, text: lines(...Array(9).fill(''), '  b', '') },
    ]);
  });

  test('a fence may name its snippet or continue the one above', () => {
    const text = lines('```ts file=flow.ts', 'a', '```', 'and then', '```ts continued', 'b', '```');
    expect(markdownSnippets('README.md', text)).toEqual([
      { path: 'README.md', line: 2, name: 'flow.ts', text: lines('', 'a', '', '', '', 'b', '') },
    ]);
  });

  test('in doc comments: fenced or bare, up to the next tag, a @ inside a fence included', () => {
    const text = lines(
      '/**',
      ' * Says it.',
      ' * @example',
      ' * ```ts',
      ' * // @ts-expect-error wrong',
      ' * @decorated class A {}',
      ' * ```',
      ' * @throws never',
      ' */',
      'export const a = "@example";',
      '/** @example not an example of more than a line */',
      '  /**',
      '   * @example',
      '   * bare();',
      '   */',
    );
    expect(exampleSnippets('src/a.ts', text).map(({ line, text: own }) => [line, own.trim().split(/\n\s*/)])).toEqual([
      [5, ['// @ts-expect-error wrong', '@decorated class A {}']],
      [14, ['bare();']],
    ]);
  });
});

describe('compiling snippets', () => {
  const shown = (text: string): Snippet[] => markdownSnippets('docs/made-up.md', text);

  test('an error is reported where a reader finds it', () => {
    const text = lines(
      'Text.',
      '```ts',
      `import { CallchartError } from 'callchart';`,
      `const error: CallchartError = new CallchartError('a.b', 1);`,
      '```',
      '```ts',
      'misspelt();',
      '```',
      '```ts',
      `import { nothing } from 'callchart';`,
      `export const element = document.body;`,
      '```',
    );
    expect(snippetErrors(shown(text))).toEqual([
      expect.stringContaining(`docs/made-up.md:4:57 Argument of type 'number'`),
      expect.stringContaining(`docs/made-up.md:7:1 Cannot find name 'misspelt'`),
      expect.stringContaining(`docs/made-up.md:10:10 Module '"callchart"' has no exported member 'nothing'`),
      expect.stringContaining(`docs/made-up.md:11:24 Cannot find name 'document'`),
    ]);
  });

  test('snippets stand alone, unless one imports another by its name', () => {
    const alone = lines('```ts', 'const a = 1;', '```', '```ts', 'const a = 2;', 'export const b = a;', '```');
    expect(snippetErrors(shown(alone))).toEqual([]);
    const named = lines('```ts file=one.ts', 'export const a = 1;', '```', '```ts', `import { a } from './one.ts';`);
    expect(snippetErrors(shown(lines(named, 'const b: string = a;', '```')))).toEqual([
      expect.stringContaining(`docs/made-up.md:6:7 Type 'number' is not assignable`),
    ]);
  });

  test('a snippet that is named after a file shows that file', () => {
    const named = lines('```ts file=../src/index.ts', 'export {};', '```');
    expect(snippetErrors(shown(named))[0]).toBe('docs/made-up.md:2 differs from ../src/index.ts, which it says it is');
  });
});

describe('the documentation compiles', () => {
  const documents = [...filesUnder(['docs', 'machines', 'examples'], '.md'), ...filesAtRoot()];
  const inMarkdown = documents.flatMap((path) => markdownSnippets(path, readSource(path).text));
  const commented = filesUnder(['src', 'machines', 'examples']);
  const inComments = commented.flatMap((path) => exampleSnippets(path, readSource(path).text));

  test(`${inMarkdown.length} snippets of ${documents.length} documents, ${inComments.length} examples in comments`, () => {
    expect(inComments.length).toBeGreaterThan(1);
    const waiting = promisedButMissing();
    const ready = [...inMarkdown, ...inComments].filter(({ text }) => !waiting.some((it) => text.includes(`'${it}'`)));
    expect(snippetErrors(ready)).toEqual([]);
  }, 120_000);
});

function filesAtRoot(): string[] {
  return readdirSync(ROOT).filter((name) => name.endsWith('.md'));
}

/** An export that landed takes its examples off the list by itself. */
function promisedButMissing(): string[] {
  const Manifest = z.object({ exports: z.record(z.string(), z.unknown()) });
  const { exports } = Manifest.parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
  return PROMISED.filter((name) => !(name.replace('callchart', '.') in exports));
}
