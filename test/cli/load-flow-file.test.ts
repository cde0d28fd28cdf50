import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { StateMachine } from 'xstate';
import { and } from 'xstate/guards';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CallchartError, speak } from 'callchart';
import { defineConfig } from 'callchart/server';
import { VirtualClock } from 'callchart/simulator';
import { loadConfigFile } from '../../src/cli/load-config-file.ts';
import { loadFlowFile, loadFlowFiles } from '../../src/cli/load-flow-file.ts';
import { forgetModuleFiles, loadModuleFile } from '../../src/cli/load-module-file.ts';
import { codeEntries } from '../package/manifest.ts';

// Far from the repository: no node_modules can be found from here.
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callchart-flows-'));
  forgetModuleFiles();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const flow = (id: string, rest = ''): string => `
import { setup, StateMachine } from 'xstate';
import { answer, callActions, callGuards, CallchartError, type CallEvents } from 'callchart';
${rest}
type Unused = { readonly typescript: true };
export const probe = { StateMachine, CallchartError };
export default setup({ types: { events: {} as CallEvents }, actions: callActions, guards: callGuards }).createMachine({
  id: '${id}', version: '1', initial: 'a', states: { a: { entry: answer() } },
});
`;

describe('a flow file', () => {
  test('is loaded without a build step, from a folder without node_modules', async () => {
    write('words.ts', `export const words: string = 'hello';\n`);
    write('flow.ts', flow('far', `import { words } from './words.ts';\nexport const said = words;`));
    const loaded = await loadFlowFile('flow.ts', folder);
    expect(loaded.flow).toMatchObject({ id: 'far', version: '1', source: 'flow.ts' });
    expect(loaded.files.toSorted()).toEqual([join(folder, 'flow.ts'), join(folder, 'words.ts')]);
    expect(loaded.flow.machine).toBeInstanceOf(StateMachine);
  });

  test('gets the very modules that run here, also through files that it imports, and over its own copies', async () => {
    write('node_modules/xstate/package.json', `{ "name": "xstate", "version": "0.0.1", "main": "index.js" }`);
    write('node_modules/xstate/index.js', `throw new Error('the wrong xstate');`);
    write('node_modules/callchart/package.json', `{ "name": "callchart", "version": "0.0.1", "main": "index.js" }`);
    write('node_modules/callchart/index.js', `throw new Error('the wrong callchart');`);
    write(
      'deep/inner.ts',
      `export { speak } from 'callchart'; export { VirtualClock } from 'callchart/simulator'; export { and } from 'xstate/guards';
export { defineConfig } from 'callchart/server'; export { StateMachine } from 'xstate'; export { CallchartError } from 'callchart';`,
    );
    const { exports } = await loadModuleFile(
      write('outer.ts', `export * from './deep/inner.ts';`),
      folder,
      'flow file',
    );
    expect(exports).toMatchObject({ CallchartError, StateMachine, VirtualClock, and, defineConfig, speak });
    expect(exports['CallchartError']).toBe(CallchartError);
    expect(exports['StateMachine']).toBe(StateMachine);
    expect(exports['speak']).toBe(speak);
  });

  test.each(codeEntries.map(({ specifier }) => specifier))('can import %s', async (specifier) => {
    const file = write('entry.ts', `export * as entry from '${specifier}';`);
    const { exports } = await loadModuleFile(file, folder, 'flow file');
    expect(Object.keys(exports['entry'] as object).length).toBeGreaterThan(0);
  });

  test('is loaded as it is on disk then; what was loaded before stays as it was', async () => {
    write('words.ts', `export const id: string = 'one';\n`);
    const text = flow('x')
      .replace(`id: 'x'`, 'id: id')
      .replace(`type Unused`, `import { id } from './words.ts';\ntype Unused`);
    write('flow.ts', text);
    const first = await loadFlowFile('flow.ts', folder);
    write('words.ts', `export const id: string = 'two';\n`);
    forgetModuleFiles();
    const second = await loadFlowFile('flow.ts', folder);
    expect([first.flow.id, second.flow.id]).toEqual(['one', 'two']);
  });

  test('with a target that does not exist is refused as a flow is: with state and remedy', async () => {
    write('lost.ts', flow('lost').replace('a: { entry: answer() }', "a: { on: { 'call.answered': 'nowhere' } }"));
    const refused = await loadFlowFile('lost.ts', folder).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'flow.invalid' });
    expect((refused as Error).message).toMatch(/lost[\s\S]*nowhere/);
  });

  test('that is plain JavaScript loads as well', async () => {
    write(
      'flow.mjs',
      `import { createMachine } from 'xstate'; export default createMachine({ id: 'js', version: '1' });`,
    );
    expect((await loadFlowFile('flow.mjs', folder)).flow.id).toBe('js');
  });

  test.each<[string, string | undefined, RegExp, string]>([
    [
      'missing.ts',
      undefined,
      /^There is no flow file missing\.ts \(looked for .*missing\.ts\)\. Check the path\.$/,
      'file.missing',
    ],
    ['flow.txt', 'x', /flow\.txt is no flow file: its name must end in one of \.ts/, 'file.extension'],
    [
      'syntax.ts',
      'export default {{',
      /^The flow file .*syntax\.ts cannot be loaded: .*\n.*npx tsc --noEmit/,
      'file.unreadable',
    ],
    [
      'throws.ts',
      `throw new TypeError('no such thing');`,
      /throws\.ts cannot be loaded: no such thing/,
      'file.unreadable',
    ],
    ['needs.ts', `import 'left-pad-of-nobody';`, /npm install left-pad-of-nobody/, 'file.unreadable'],
    ['near.ts', `import './gone.ts';`, /near\.ts cannot be loaded: Cannot find module .*gone\.ts/, 'file.unreadable'],
    [
      'empty.ts',
      'export const a = 1;',
      /^empty\.ts exports no machine as its default\. Write `export default/,
      'flow.invalid',
    ],
    [
      'wrong.ts',
      `import { createMachine } from 'xstate';
export default createMachine({ id: 'wrong', version: '1', initial: 'a', states: { a: { on: { 'call.answerd': 'a' } } } });`,
      /^Flow "wrong" \(wrong\.ts\) cannot load/,
      'flow.invalid',
    ],
  ])('%s is refused with its name and what to do', async (name, text, message, code) => {
    if (text !== undefined) write(name, text);
    const refused = await loadFlowFile(name, folder).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(CallchartError);
    expect(refused).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('a folder is no flow file', async () => {
    await expect(loadFlowFile('.', folder)).rejects.toThrow(/is a folder, not a flow file/);
  });
});

describe('several flow files', () => {
  test('share the modules that both import', async () => {
    write('shared.ts', `export const token = {};\n`);
    const rest = `import { token } from './shared.ts';\nexport const shared = token;`;
    write('one.ts', flow('one', rest));
    write('two.ts', flow('two', rest));
    const flows = await loadFlowFiles(['one.ts', 'two.ts'], folder);
    expect(flows.map((each) => each.flow.id)).toEqual(['one', 'two']);
    const [one, two] = await Promise.all(['one.ts', 'two.ts'].map((name) => loadModuleFile(name, folder, 'flow file')));
    expect(one?.exports['shared']).toBe(two?.exports['shared']);
  });

  test('may not hold two flows of one id', async () => {
    write('one.ts', flow('twin'));
    write('two.ts', flow('twin'));
    await expect(loadFlowFiles(['one.ts', 'two.ts'], folder)).rejects.toMatchObject({
      code: 'flow.duplicate',
      message:
        'Both one.ts and two.ts hold version 1 of a flow "twin": give one of them another version, or another id.',
    });
  });
});

describe('a configuration', () => {
  test('is found in the working folder, and its flows are relative to it', async () => {
    write(
      'callchart.config.ts',
      `import { defineConfig } from 'callchart/server';
export default defineConfig({ flows: ['flows/a.ts'], routes: { '*': 'a' }, port: 4000 });`,
    );
    expect(await loadConfigFile(undefined, folder)).toMatchObject({
      config: { port: 4000, routes: { '*': 'a' } },
      flows: ['flows/a.ts'],
      source: 'callchart.config.ts',
    });
    write('sub/own.config.ts', `export default { flows: ['a.ts'] };`);
    expect((await loadConfigFile('sub/own.config.ts', folder)).flows).toEqual([join('sub', 'a.ts')]);
  });

  test('none is none', async () => {
    expect(await loadConfigFile(undefined, folder)).toEqual({ config: {}, flows: [], source: undefined });
    await expect(loadConfigFile('gone.ts', folder)).rejects.toMatchObject({ code: 'file.missing' });
  });

  test.each([
    [`export const a = 1;`, /exports no configuration as its default/],
    [`export default { rotues: {} };`, /there is no `rotues`\. Did you mean `routes`\?/],
    [`export default { flows: 'a.ts' };`, /`flows` must be a list of file names/],
  ])('%s is refused', async (text, message) => {
    write('callchart.config.ts', text);
    const refused = await loadConfigFile(undefined, folder).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'config.invalid', message: expect.stringMatching(message) });
  });
});
