/**
 * The package as a stranger gets it: packed, installed into an empty folder, imported, compiled against, run. Slow (it
 * calls npm), so nothing else belongs here.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadedModules } from '../architecture/loaded-modules.ts';
import { ROOT } from '../architecture/repository-files.ts';
import { Consumer, run, type Outcome } from './consumer.ts';
import { codeEntries, manifest } from './manifest.ts';

const XSTATE = manifest.peerDependencies['xstate'] ?? '';
/** The command line is the last part to come; from then on nothing here is skipped. */
const BIN_SOURCE = join(ROOT, 'src/cli/main.ts');
const NOT_YET = 'src/cli/main.ts is not there yet';

let consumer: Consumer;
beforeAll(async () => {
  consumer = new Consumer(manifest.version);
  await consumer.install(`xstate@${XSTATE}`);
}, 240_000);
afterAll(() => consumer.remove());

describe('a stranger', () => {
  test('imports every export', async () => {
    const specifiers = codeEntries.map(({ specifier }) => specifier);
    expect(specifiers).toContain('callchart');
    const code = specifiers.map((it) => `if (!Object.keys(await import('${it}')).length) throw new Error('${it}');`);
    consumer.write('import-all.js', `${code.join('\n')}\nconsole.log('imported');\n`);
    expect(await consumer.run('node', 'import-all.js')).toEqual({
      status: 0,
      output: expect.stringContaining('imported\n'),
    });
  });

  test('finds nothing that is not exported', async () => {
    const code = `await import('callchart/dist/index.js').catch((error) => console.log(error.code));\n`;
    consumer.write('reach-in.js', code);
    expect(await consumer.run('node', 'reach-in.js')).toEqual({ status: 0, output: 'ERR_PACKAGE_PATH_NOT_EXPORTED\n' });
  });

  test('loads no driver, no server and no HTTP client with the root', () => {
    const { urls, builtins } = loadedModules('callchart', consumer.folder);
    const heavy =
      /\/(?:ofetch|@photostructure|pg|jiti|fast-check|vitest)\/|^(?:node:)?(?:sqlite|http|https|http2|net)$/;
    expect(urls.some((url) => url.endsWith('/callchart/dist/index.js'))).toBe(true);
    expect([...urls, ...builtins].filter((name) => heavy.test(name))).toEqual([]);
  });

  test('compiles a flow under strict, with every export in sight', async () => {
    const all = codeEntries.map(({ specifier }, at) => `export * as entry${at} from '${specifier}';\n`);
    consumer.write('every-entry.ts', all.join(''));
    consumer.write('flow.ts', FLOW);
    consumer.write('wrong.ts', `import { start } from 'callchart';\nstart();\n`);
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    const options = ['--strict', '--exactOptionalPropertyTypes', '--noEmit', '--skipLibCheck', '--target', 'es2023'];
    const types = ['--module', 'nodenext', '--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')];
    const files = ['every-entry.ts', 'flow.ts', 'wrong.ts'];
    const { status, output } = await consumer.run('node', tsc, ...options, ...types, '--pretty', 'false', ...files);
    expect(output).toMatch(/^wrong\.ts\(2,1\): error TS2554: .*\n$/);
    expect(status).toBe(2);
  }, 60_000);

  test('runs the bin', async ({ skip }) => {
    skip(!existsSync(BIN_SOURCE), NOT_YET);
    expectHelp(await consumer.run('npx', '--no-install', 'callchart', '--help'));
  });
});

test('npx callchart works inside the repository', async ({ skip }) => {
  skip(!existsSync(BIN_SOURCE), NOT_YET);
  expectHelp(await run(ROOT, 'npx', 'callchart', '--help'));
});

function expectHelp({ status, output }: Outcome): void {
  for (const subcommand of ['serve', 'dev', 'simulate', 'doctor']) expect(output).toContain(subcommand);
  expect(output).not.toContain('Run a command from a local or remote npm package');
  expect(status).toBe(0);
}

/** A flow as a stranger writes one. */
const FLOW = `
import { createMachine } from 'xstate';
import { start, step, type StepResult } from 'callchart';

const machine = createMachine({ id: 'stranger', initial: 'a', states: { a: { on: { go: 'b' } }, b: { type: 'final' } } });
const first: StepResult = start(machine, undefined);
export const second: StepResult = step(machine, first.state, { type: 'go' });
`;
