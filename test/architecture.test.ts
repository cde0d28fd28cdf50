/**
 * The shape of the source, held by machine: which folder may import which, what the core may touch, how files are
 * named, opened and tested. Each rule is first shown to bite on made-up sources, then run over the repository.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emitSource } from './architecture/emitted-source.ts';
import * as rules from './architecture/house-rules.ts';
import { importViolations, LAYERS } from './architecture/layers.ts';
import { loadedModules } from './architecture/loaded-modules.ts';
import { filesUnder, readSource } from './architecture/repository-files.ts';
import { factsOf, type SourceFacts } from './architecture/source-facts.ts';

const OPENING = '/** A made-up file that knows nothing. */\n';
const made = (path: string, text: string): SourceFacts => factsOf({ path, text: `${OPENING}${text}` });

const source = filesUnder(['src']).map((path) => factsOf(readSource(path)));
const everything = filesUnder(['src', 'machines', 'examples', 'test', 'bench']);
const written = everything.map((path) => factsOf(readSource(path)));

describe('imports point down', () => {
  test.each([
    ['static', `import { run } from '../runtime/run.ts';`],
    ['side effect', `import '../runtime/run.ts';`],
    ['re-export', `export { run } from '../runtime/run.ts';`],
    ['re-export of all', `export * from '../runtime/run.ts';`],
    ['type', `import type { Run } from '../runtime/run.ts';`],
    ['inline type', `import { type Run } from '../runtime/run.ts';`],
    ['import()', `export const load = () => import('../runtime/run.ts');`],
    ['type import()', `export type Run = import('../runtime/run.ts').Run;`],
    ['import = require', `import run = require('../runtime/run.ts');`],
    ['a way round', `import { run } from './../../src/runtime/run.ts';`],
  ])('an upward import is refused: %s', (_kind, text) => {
    const [complaint, ...rest] = importViolations(made('src/engine/step.ts', text));
    expect(rest).toEqual([]);
    expect(complaint).toMatch(/^src\/engine\/step\.ts:2: 'engine' may not import 'runtime' \(\S+run\.ts\); allowed: /);
  });

  test.each([
    ['src/engine/step.ts', `import type { AnyStateMachine } from 'xstate';`, []],
    ['src/engine/step.ts', `import { transition } from 'xstate';`, ['with `import type` only']],
    ['src/engine/step.ts', `import { type AnyStateMachine } from 'xstate';`, ['with `import type` only']],
    ['src/engine/step.ts', `import { z } from 'zod';`, [`may not import 'zod'`]],
    ['src/stores/memory.ts', `import type { Effect } from '../engine/effect.ts';`, []],
    ['src/stores/memory.ts', `import { step } from '../engine/step.ts';`, ['with `import type` only']],
    ['src/runtime/runtime.ts', `import { createServer } from 'node:http';`, [`may not import 'node:http'`]],
    ['src/server/node.ts', `import { createServer } from 'http';`, []],
    ['src/telnyx/signature.ts', `import { verify } from 'node:crypto';`, []],
    ['src/telnyx/call.ts', `import { verify } from 'node:crypto';`, [`may not import 'node:crypto'`]],
    ['src/clock/clock.ts', `import { CallchartError } from '../errors/callchart-error.ts';`, ['allowed: nothing']],
    ['src/flow/speak.ts', `import { CallchartError } from 'callchart';`, ['by its relative path']],
    ['src/flow/speak.ts', `import { CallchartError } from '../index.ts';`, [`may not import 'index'`]],
    ['src/flow/speak.ts', `import { parse } from './parse.js';`, ['must end in .ts']],
    ['src/cli/main.ts', `import manifest from '../../package.json.ts';`, ['outside src']],
    ['src/cli/main.ts', `export const load = (file: string) => import(file);`, []],
    ['src/runtime/load.ts', `export const load = (file: string) => import(file);`, ['by a computed name']],
    ['src/novel/idea.ts', '', [`no row for 'novel'`]],
    ['src/index.ts', `export { serve } from './server/serve.ts';`, [`may not import 'server'`]],
  ])('%s with %s', (path, text, complaints) => {
    expect(importViolations(made(path, text))).toEqual(complaints.map((it) => expect.stringContaining(it)));
  });

  test('a comment or a string is no import', () => {
    const text = `// import '../runtime/run.ts'\nexport const text = "import '../runtime/run.ts'";`;
    expect(importViolations(made('src/engine/step.ts', text))).toEqual([]);
  });

  test('the table has no way round: following it down from any folder never comes back to it', () => {
    const below = (layer: string, seen = new Set<string>()): Set<string> => {
      for (const allowed of LAYERS[layer]?.folders ?? []) {
        const name = allowed.replace(' (types)', '');
        if (seen.has(name)) continue;
        seen.add(name);
        below(name, seen);
      }
      return seen;
    };
    const folders = Object.keys(LAYERS);
    expect(folders.filter((layer) => below(layer).has(layer))).toEqual([]);
    expect(folders.flatMap((layer) => [...below(layer)]).filter((name) => !(name in LAYERS))).toEqual([]);
  });

  test('every file of src', () => {
    expect(source.length).toBeGreaterThan(3);
    expect(source.flatMap((file) => importViolations(file))).toEqual([]);
  });
});

describe('the core is pure', () => {
  test.each([
    ['Date.now()', 'export const now = () => Date.now();'],
    ['Date.now', 'export const now = Date.now;'],
    ['new Date() without an argument', 'export const now = () => new Date();'],
    ['new Date() without an argument', 'export const now = () => new Date;'],
    ['Date()', 'export const now = () => Date();'],
    ['Math.random', 'export const dice = () => Math.random();'],
    ['setTimeout', 'export const wait = (run: () => void) => setTimeout(run, 1);'],
    ['globalThis', 'export const wait = (run: () => void) => globalThis.setTimeout(run, 1);'],
    ['crypto.randomUUID', 'export const id = () => crypto.randomUUID();'],
    ['process', 'export const key = process.env.KEY;'],
    ['performance', 'export const now = () => performance.now();'],
    ['fetch', `export const get = () => fetch('https://example.com');`],
    ['fetch', 'export const port = { fetch: fetch };'],
    ['console', `console.log('hi');`],
    ['node:fs', `import { readFileSync } from 'fs';`],
    ['node:fs', `export const read = () => import('node:fs/promises');`],
  ])('%s is refused: %s', (what, text) => {
    const complaint = `src/engine/step.ts:2: ${what.replace('now()', 'now')}: `;
    expect(rules.impurities(made('src/engine/step.ts', text))).toEqual([expect.stringContaining(complaint)]);
    expect(rules.impurities(made('src/server/serve.ts', text))).toEqual([]);
  });

  test.each([
    ['a given time', 'export const at = (ms: number) => new Date(ms).toISOString();'],
    ['a port of that name', 'export const get = (fetch: (url: string) => void) => fetch("x");'],
    ['a member of that name', 'export const run = (machine: { process(): void }) => machine.process();'],
    ['a type', 'export type Timer = ReturnType<typeof setTimeout>;'],
    [
      'a type in a parameter',
      'export const run = (options: { fetch: typeof fetch; now: () => number }) => options.now();',
    ],
  ])('%s is not', (_what, text) => {
    expect(rules.impurities(made('src/engine/step.ts', text))).toEqual([]);
  });

  test('node:crypto serves the signature and nothing beside it', () => {
    const text = `import { verify } from 'node:crypto';`;
    expect(rules.impurities(made('src/telnyx/signature.ts', text))).toEqual([]);
    expect(rules.impurities(made('src/telnyx/webhook.ts', text))).toHaveLength(1);
  });

  test('every file of src', () => {
    expect(source.flatMap((file) => rules.impurities(file))).toEqual([]);
  });
});

describe('files', () => {
  test('no name is empty', () => {
    expect(rules.emptyNames(made('src/flow/utils.ts', ''))).toHaveLength(1);
    expect(rules.emptyNames(made('src/common/speak.ts', ''))).toHaveLength(1);
    expect(rules.emptyNames(made('test/flow/helpers.test.ts', ''))).toHaveLength(1);
    expect(rules.emptyNames(made('src/flow/call-types.ts', ''))).toEqual([]);
    expect(written.flatMap((file) => rules.emptyNames(file))).toEqual([]);
  });

  test('none is longer than 300 lines', () => {
    const lines = (count: number): SourceFacts => factsOf({ path: 'src/flow/long.ts', text: '//\n'.repeat(count) });
    expect(rules.overlongFiles(lines(300))).toEqual([]);
    expect(rules.overlongFiles(lines(301))).toEqual([expect.stringContaining('src/flow/long.ts:301: 301 lines')]);
    expect(rules.overlongFiles(lines(301), { 'src/flow/long.ts': 'one table' })).toEqual([]);
    const held = written.filter(({ path }) => !path.startsWith('test/'));
    expect(held.flatMap((file) => rules.overlongFiles(file))).toEqual([]);
  });

  test('each opens with a comment', () => {
    const opening = (text: string): string[] => rules.missingOpenings(factsOf({ path: 'src/flow/speak.ts', text }));
    expect(opening('export const a = 1; // says it too late, at the end of a line')).toHaveLength(1);
    expect(opening('// TODO\nexport const a = 1;')).toHaveLength(1);
    expect(opening('// @ts-expect-error because of some reason\nexport const a = 1;')).toHaveLength(1);
    expect(opening('#!/usr/bin/env node\n// The command line. It knows no flow.\n')).toEqual([]);
    expect(opening(`${OPENING}export const a = 1;`)).toEqual([]);
    expect(source.flatMap((file) => rules.missingOpenings(file))).toEqual([]);
  });

  test('only flows and tool configurations export a default', () => {
    const text = ['export default 1;', 'const a = 1; export { a as default };', 'export default function a() {}'];
    const more = [...text, 'export { default } from "./speak.ts";', 'export default class {}'];
    for (const it of more) {
      expect(rules.defaultExports(made('src/flow/speak.ts', it)), it).toHaveLength(1);
      expect(rules.defaultExports(made('machines/voicemail.ts', it)), it).toEqual([]);
    }
    expect(source.flatMap((file) => rules.defaultExports(file))).toEqual([]);
  });

  test('what can go wrong has a test in the mirrored place', () => {
    const wrong = (path: string, text: string, ...tests: string[]): string[] =>
      rules.untested(made(path, text), new Set(tests), new Set(['flow']));
    expect(wrong('src/flow/speak.ts', 'export const speak = () => 1;')).toEqual([
      'src/flow/speak.ts:1: has behaviour and no test: write test/flow/speak.test.ts',
    ]);
    expect(wrong('src/flow/speak.ts', 'export class Speak {}')).toHaveLength(1);
    expect(wrong('src/flow/speak.ts', 'export const speak = () => 1;', 'test/flow/speak.test.ts')).toEqual([]);
    expect(wrong('src/flow/speak.ts', 'export interface Speak { say(): void }')).toEqual([]);
    expect(wrong('src/flow/index.ts', `export { speak } from './speak.ts';`)).toEqual([]);
    const paths = new Set(everything);
    expect(source.flatMap((file) => rules.untested(file, paths))).toEqual([]);
    expect(rules.staleExceptions(paths)).toEqual([]);
  });
});

describe('the root import', () => {
  let emitted: ReturnType<typeof emitSource>;
  beforeAll(() => {
    emitted = emitSource();
  });
  afterAll(() => emitted.remove());

  const HEAVY = /^(?:node:)?(?:sqlite|http|https|http2|net|tls|dgram|child_process|worker_threads|inspector)$/;
  const packagesIn = (urls: readonly string[]): string[] => [
    ...new Set(urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?(?!\.cache)[^/]+)\//.exec(url)?.[1] ?? [])),
  ];

  test('loads no driver, no server and no HTTP client', () => {
    const { urls, builtins } = loadedModules(pathToFileURL(join(emitted.folder, 'index.js')).href, emitted.folder);
    expect(urls.length).toBeGreaterThan(1);
    expect(packagesIn(urls).filter((name) => !['xstate', 'zod'].includes(name))).toEqual([]);
    expect([...urls, ...builtins].filter((name) => HEAVY.test(name))).toEqual([]);
    const folders = urls.flatMap((url) => /\/emitted-source-[^/]+\/([^/]+)\//.exec(url)?.[1] ?? []);
    expect(folders.filter((name) => ['server', 'simulator', 'cli', 'testing', 'inspector'].includes(name))).toEqual([]);
  });

  test('and the probe that says so sees a server, a driver and a client', () => {
    const probe = (code: string): ReturnType<typeof loadedModules> =>
      loadedModules(`data:text/javascript,${encodeURIComponent(code)}`, emitted.folder);
    const { urls, builtins } = probe(`import 'node:http'; process.getBuiltinModule('node:tls');`);
    expect(urls.filter((name) => HEAVY.test(name))).toEqual(['node:http']);
    expect(builtins).toContain('tls');
    const ofetch = pathToFileURL(join(emitted.folder, '../../ofetch/dist/node.mjs')).href;
    expect(packagesIn(probe(`import ${JSON.stringify(ofetch)};`).urls)).toContain('ofetch');
  });
});
