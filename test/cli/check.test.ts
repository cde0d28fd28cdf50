import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { surroundings } from './surroundings.ts';

let folder = '';
const good = `import { createMachine } from 'xstate';
export default createMachine({ id: 'good', version: '1', initial: 'a', states: {
  a: { entry: { type: 'answer' }, on: { 'call.answered': 'b' } },
  b: { entry: { type: 'hangup' }, on: { 'call.hangup': 'c' }, after: { 5000: 'c' } },
  c: { type: 'final' },
} });\n`;
const bad = good
  .replace("id: 'good'", "id: 'bad'")
  .replace("{ type: 'hangup' }", "[{ type: 'answer' }]")
  .replace('5000', '50000');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'callchart-check-test-'));
  writeFileSync(join(folder, 'good.ts'), good);
  writeFileSync(join(folder, 'bad.ts'), bad);
  writeFileSync(join(folder, 'refused.ts'), good.replace("'call.answered'", "'call.answred'"));
  writeFileSync(join(folder, 'migrations.ts'), `${good}export const migrations = { '1': 'later' };\n`);
  writeFileSync(join(folder, 'no-machine.ts'), 'export const version = 1;\n');
  writeFileSync(join(folder, 'broken.ts'), 'export default {');
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = async (...argv: string[]) => {
  const around = surroundings({ cwd: folder });
  const status = await runCommandLine(['check', ...argv], around);
  return { status, ...around.printed };
};

test('a flow with nothing to find: 0', async () => {
  const { status, out, err } = await run('good.ts');
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toContain('good version 1 (good.ts)');
  expect(out).toContain('nothing found');
});

test('something found: 1, with state, file and line', async () => {
  const { status, out } = await run('bad.ts', 'good.ts');
  expect(status).toBe(1);
  expect(out).toMatch(/error dead-air in b bad\.ts:4\n/);
});

test('what the load check refuses is found as well: 1', async () => {
  const { status, out } = await run('refused.ts');
  expect(status).toBe(1);
  expect(out).toContain('load.event');
  expect(out).toContain('Did you mean "call.answered"?');
});

test('migrations that are none are found as well: 1', async () => {
  const { status, out, err } = await run('migrations.ts', '--format', 'github');
  expect({ status, err }).toEqual({ status: 1, err: '' });
  expect(out).toContain('::error file=migrations.ts,title=load.flow in (machine)::');
  expect(out).toContain('exports migrations that are none');
});

test('a file without a machine could not be checked: 2', async () => {
  const { status, out, err } = await run('no-machine.ts');
  expect({ status, out }).toEqual({ status: 2, out: '' });
  expect(err).toContain('no-machine.ts could not be checked');
  expect(err).toContain('exports no machine as its default');
});

test('a file that does not load: 2, and the others are checked all the same', async () => {
  const { status, out, err } = await run('broken.ts', 'missing.ts', 'good.ts');
  expect(status).toBe(2);
  expect(err).toContain('broken.ts could not be checked');
  expect(err).toContain('missing.ts could not be checked');
  expect(out).toContain('good version 1');
});

test.each(['json', 'sarif'])('--format %s is one JSON document', async (format) => {
  const { status, out } = await run('bad.ts', '--format', format);
  expect(status).toBe(1);
  expect(JSON.stringify(JSON.parse(out))).toContain('dead-air');
});

test('--format github is workflow commands', async () => {
  expect((await run('bad.ts', '--format', 'github')).out).toContain('::error file=bad.ts,line=4,title=dead-air in b::');
});

test('--explain shows a rule with its fragments; a near miss is named', async () => {
  const { status, out } = await run('--explain', 'dead-air');
  expect(status).toBe(0);
  expect(out).toMatch(/^dead-air \(error\)\n[\s\S]*Breaks it:\n[\s\S]*Does not:\n/);
  expect(await run('--explain', 'dead-hair')).toMatchObject({
    status: 2,
    err: expect.stringContaining('Did you mean dead-air?') as string,
  });
});

test('no file: 2', async () => {
  expect(await run()).toMatchObject({ status: 2, err: expect.stringContaining('Which flows?') as string });
});

test('--watch checks again when the file changes, until it is asked to end', async () => {
  const file = join(folder, 'watched.ts');
  writeFileSync(file, good);
  let stop = (): void => {};
  const around = surroundings({ cwd: folder, onStop: (ask) => ((stop = ask), () => {}) });
  const over = runCommandLine(['check', 'watched.ts', '--watch'], around);
  const until = async (words: string): Promise<void> => {
    while (!around.printed.out.includes(words)) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  await until('nothing found');
  writeFileSync(file, bad);
  await until('dead-air');
  stop();
  expect(await over).toBe(0);
});
