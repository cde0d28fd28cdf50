/** `callchart simulate` as CI runs it: the built bin, a script, an exit code. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { ROOT } from '../architecture/repository-files.ts';
import { buildCli, runCli } from './built-cli.ts';
import { surroundings } from './surroundings.ts';

let folder: string;
beforeAll(() => {
  buildCli();
  folder = mkdtempSync(join(tmpdir(), 'callchart-simulate-'));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const asksInPrivate = `import { setup } from 'xstate';
import { answer, callActions, callGuards, gatherUsingSpeak, speak, type CallEvents } from 'callchart';
export default setup({ types: { events: {} as CallEvents }, actions: callActions, guards: callGuards }).createMachine({
  id: 'pin', version: '3', initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'asking' } },
    asking: {
      entry: gatherUsingSpeak({ payload: 'Your PIN, please.', voice: 'female', maximum_digits: 4, sensitive: true }),
      on: { 'call.gather.ended': [{ guard: { type: 'digits', params: '4711' }, target: 'right' }, { target: 'wrong' }] },
    },
    right: { entry: speak({ payload: 'Thank you.', voice: 'female' }), on: { 'call.speak.ended': 'done' } },
    wrong: { entry: speak({ payload: 'That is wrong.', voice: 'female' }), on: { 'call.speak.ended': 'done' } },
    done: { type: 'final' },
  },
});
`;

/** The same in this process, where no process of its own is needed. */
async function run(argv: readonly string[]): Promise<{ status: number; out: string; err: string }> {
  const around = surroundings({ cwd: ROOT });
  const status = await runCommandLine(argv, around);
  return { status, ...around.printed };
}

interface Result {
  readonly passed: boolean;
  readonly failures: readonly string[];
  readonly ladder: readonly {
    readonly kind: string;
    readonly name: string;
    readonly detail: string;
    readonly at: number;
  }[];
}
const readResult = (out: string): Result => JSON.parse(out) as Result;

describe('a script that passes', () => {
  test.each(['machines/front-desk.ts', 'machines/voicemail.ts', 'examples/hello-call/hello.ts'])(
    'beside %s is found and played',
    async (file) => {
      const { status, out, err } = await runCli(['simulate', file]);
      expect(err).toBe('');
      expect(out).toMatch(/☎ somebody calls[\s\S]*→ call\.initiated[\s\S]*● answering[\s\S]*← answer[\s\S]*PASSED/);
      expect(status).toBe(0);
    },
  );

  test('minutes of a call take no time, and the same seed gives the same ladder', async () => {
    const play = (seed: string): ReturnType<typeof runCli> =>
      runCli(['simulate', 'machines/front-desk.ts', '--json', '--seed', seed, '--timing', 'realistic']);
    const [one, same, other] = await Promise.all([play('5'), play('5'), play('6')]);
    expect(one.status).toBe(0);
    expect(same.out).toBe(one.out);
    expect(other.out).not.toBe(one.out);
    const { passed, ladder } = readResult(one.out);
    expect(passed).toBe(true);
    expect(ladder.filter(({ kind }) => kind === 'out').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['answer', 'gatherUsingSpeak', 'transfer']),
    );
    expect((ladder.at(-1)?.at ?? 0) - (ladder[0]?.at ?? 0)).toBeGreaterThan(15_000);
  });

  test('variants are how the carrier behaves where Telnyx is undocumented', async () => {
    const play = (...more: string[]): ReturnType<typeof runCli> =>
      runCli(['simulate', 'machines/front-desk.ts', '--json', ...more]);
    const [usual, variant] = await Promise.all([play(), play('--variant', 'V1=true', '--variant', 'V5=new leg')]);
    const names = (out: string): string[] => readResult(out).ladder.map(({ name }) => name);
    expect(names(usual.out)).not.toContain('call.speak.started');
    expect(names(variant.out)).toContain('call.speak.started');
    expect(names(usual.out)).toContain('call.bridged');
    expect(names(variant.out)).not.toContain('call.bridged');
  });

  test('private digits are in no ladder', async () => {
    const flow = write('pin.ts', asksInPrivate);
    const script = write('pin.json', {
      steps: [
        { call: {} },
        { waitFor: 'gatherUsingSpeak' },
        { wait: '3s' },
        { press: '4711' },
        { waitFor: 'call.speak.started' },
        { expect: { hears: 'Thank you' } },
      ],
    });
    const args = ['simulate', flow, '--script', script];
    const [plain, json] = await Promise.all([runCli(args), runCli([...args, '--json'])]);
    expect(plain.status).toBe(0);
    expect(plain.out).toMatch(/caller presses +\(private\)/);
    expect(plain.out).toMatch(/call\.gather\.ended +"\[private\]", valid/);
    expect(plain.out).not.toContain('4711');
    const rungs = JSON.stringify(
      readResult(json.out)
        .ladder.filter(({ name }) => /press|dtmf|gather\.ended/.test(name))
        .map(({ detail }) => detail),
    );
    expect(rungs).not.toMatch(/"\\?"?[4711]/);
  });
});

describe('a script that fails ends with 1', () => {
  test.each<[string, unknown, RegExp]>([
    [
      'waits in vain',
      { steps: [{ call: {} }, { waitFor: 'dial', within: '2s' }] },
      /step 2: dial did not come within 2000 ms\. Instead: /,
    ],
    [
      'expects what is not so',
      { steps: [{ call: {} }, { wait: '3s' }, { expect: { state: 'ended', commands: ['transfer'] } }] },
      /step 3: Commands: transfer is missing[\s\S]*step 3: A is answered, not ended/,
    ],
  ])('%s', async (name, script, message) => {
    const file = write(`${name}.json`, script);
    const { status, out } = await runCli(['simulate', 'machines/front-desk.ts', '--script', file]);
    expect(out).toMatch(message);
    expect(status).toBe(1);
    const json = await run(['simulate', 'machines/front-desk.ts', '--script', file, '--json']);
    expect(readResult(json.out)).toMatchObject({
      passed: false,
      failures: expect.arrayContaining([expect.stringContaining('step')]),
    });
    expect(json.status).toBe(1);
  });

  test('also when the flow fails and the fallback takes over', async () => {
    const flow = write(
      'silent.ts',
      `import { createMachine } from 'xstate';
import { answer } from 'callchart';
export default createMachine({ id: 'silent', version: '1', initial: 'a', states: { a: { entry: answer(), on: { 'call.answered': 'b' } }, b: {} } });`,
    );
    const script = write('silent.json', { steps: [{ call: {} }, { wait: '60s' }] });
    const { status, out } = await run(['simulate', flow, '--script', script]);
    expect(out).toMatch(/✗ fallback: .*heard nothing for 30000 ms/);
    expect(out).toMatch(/FAILED The flow failed and the fallback took over/);
    expect(status).toBe(1);
  });
});

describe('what is no script is refused', () => {
  test.each<[string, string | object, RegExp]>([
    ['not-json.json', '{', /not-json\.json is not JSON/],
    ['no-steps.json', { name: 'x' }, /no-steps\.json is no call script:\n- steps: /],
    [
      'misspelt.json',
      { steps: [{ call: {} }, { waitFor: 'call.answerd' }] },
      /- steps 2 waitFor: `call\.answerd` is neither/,
    ],
    [
      'duration.json',
      { steps: [{ call: {} }, { wait: '3 seconds' }] },
      /- steps 2 wait: is no duration: write '250ms'/,
    ],
    ['no-default.ts', 'export const a = 1;', /no-default\.ts is no call script/],
  ])('%s', async (name, content, message) => {
    const { status, err } = await run(['simulate', 'machines/front-desk.ts', '--script', write(name, content)]);
    expect(err).toMatch(message);
    expect(status).toBe(1);
  });

  test('one that is not there, too', async () => {
    const { status, err } = await run(['simulate', 'machines/front-desk.ts', '--script', 'gone.json']);
    expect(err).toMatch(/There is no script gone\.json/);
    expect(status).toBe(1);
  });
});

test('a script may be a module', async () => {
  const script = write(
    'script.ts',
    `export default { name: 'from a module', steps: [{ call: {} as object }, { waitFor: 'answer' }] };`,
  );
  const { status, out } = await run(['simulate', 'machines/front-desk.ts', '--script', script]);
  expect(out).toContain('PASSED from a module');
  expect(status).toBe(0);
});
