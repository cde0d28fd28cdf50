/** `callchart dev` as it is used: in a terminal with somebody at the keys, and without one. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ROOT } from '../architecture/repository-files.ts';
import { buildCli, runCli, Terminal } from './built-cli.ts';

beforeAll(buildCli, 120_000);

let folder: string;
let terminal: Terminal | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callchart-dev-test-'));
});
afterEach(() => {
  terminal?.kill();
  terminal = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** A flow that greets, asks for a key, and puts through who presses 1. */
function write(name: string, greeting: string, more = ''): string {
  const file = join(folder, name);
  writeFileSync(
    file,
    `import { setup } from 'xstate';
import { answer, callActions, callGuards, gatherUsingSpeak, transfer, type CallEvents } from 'callchart';

export default setup({ types: { events: {} as CallEvents<'agent'> }, actions: callActions, guards: callGuards }).createMachine({
  id: 'desk',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'asking' } },
    asking: {
      entry: gatherUsingSpeak({ payload: '${greeting}', voice: 'female', maximum_digits: 1, sensitive: true }),
      on: { 'call.gather.ended': [{ guard: { type: 'digits', params: '7' }, target: 'ringing' }, { target: 'done' }] },
    },
    ringing: {
      entry: transfer({ as: 'agent', to: '+15550100' }),
      on: { 'agent.call.bridged': 'talking', 'legs.ended.agent': 'done' },
    },
    talking: {},
    done: { type: 'final' },
  },
});
${more}`,
  );
  return file;
}

describe('in a terminal', () => {
  test('the keyboard is the phone: call, press, the agent answers, hang up, quit', async () => {
    const it = (terminal = new Terminal(['dev', 'machines/front-desk.ts', '--timing', 'instant', '--verbose']));
    await it.sees(/front-desk version 1, with a simulated carrier/);
    await it.sees(/c call .* q quit/s);
    it.press('?');
    await it.sees(/keys: c call/);
    it.press('1');
    await it.sees(/There is no call: c calls/);
    it.press('c');
    await it.sees(/☎ somebody calls/);
    await it.sees(/→ call\.initiated +from \+15550100010 to \+15550100011/);
    await it.sees(/● answering/);
    await it.sees(/← answer/);
    await it.sees(/→ call\.answered/);
    await it.sees(/● menu\.first/);
    await it.sees(/← gatherUsingSpeak +"Hello\. For sales press 1\. For support press 2\.", 1 digit, valid: 12/);
    await it.sees(/gatherUsingSpeak is accepted/);
    it.press('c');
    await it.sees(/A call is up already: h hangs up/);
    it.press('1');
    await it.sees(/☎ caller presses +1/);
    await it.sees(/→ call\.gather\.ended +"1", valid/);
    await it.sees(/● sales/);
    await it.sees(/← transfer +to \+15550100, rings 20 s/);
    await it.sees(/☎ a phone rings +\+15550100/);
    await it.sees(/→ sales\.call\.initiated/);
    it.press('a');
    await it.sees(/☎ sales answers/);
    await it.sees(/→ sales\.call\.bridged/);
    await it.sees(/● connected/);
    it.press('h');
    await it.sees(/☎ caller hangs up/);
    await it.sees(/→ call\.hangup/);
    it.press('q');
    expect(await it.ended).toBe(0);
    expect(it.raw).toContain('\u001b[36m→\u001b[0m');
  });

  test('Tab takes another phone, d declines, Ctrl-C quits; NO_COLOR turns colours off', async () => {
    const env = { NO_COLOR: '1' };
    const it = (terminal = new Terminal(['dev', 'machines/front-desk.ts', '--timing', 'instant', '--verbose'], {
      env,
    }));
    await it.sees(/q quit/);
    it.press('a');
    await it.sees(/No phone is ringing/);
    it.press('c');
    await it.sees(/gatherUsingSpeak is accepted/);
    it.press('2');
    await it.sees(/a phone rings +\+15550101/);
    it.press('a');
    await it.sees(/● connected/);
    it.press('\t');
    await it.sees(/This is now the phone of support/);
    it.press('5');
    await it.sees(/☎ support presses +5/);
    it.press('h');
    await it.sees(/☎ support hangs up/);
    await it.sees(/the call is over|the flow is over/);
    it.press('c');
    await it.sees(/gatherUsingSpeak is accepted/);
    it.press('1');
    await it.sees(/a phone rings/);
    it.press('d');
    await it.sees(/rejects|declines/);
    await it.sees(/● nobody/);
    it.press('\u0003');
    expect(await it.ended).toBe(0);
    expect(it.raw).not.toContain('\u001b[');
  });

  test('private digits are never on the screen', async () => {
    const file = write('desk.ts', 'Your secret, please.');
    const it = (terminal = new Terminal(['dev', file, '--timing', 'instant', '--verbose']));
    await it.sees(/q quit/);
    it.press('c');
    await it.sees(/"Your secret, please\.", 1 digit/);
    await it.sees(/gatherUsingSpeak is accepted/);
    it.press('7');
    await it.sees(/☎ caller presses +\(private\)/);
    await it.sees(/→ call\.gather\.ended +"\[private\]"/);
    await it.sees(/a phone rings/);
    it.press('q');
    expect(await it.ended).toBe(0);
    expect(it.text).not.toMatch(/(presses|received|ended) +"?7/);
  });

  test('saving the flow reloads it for new calls; running calls keep theirs; a broken file changes nothing', async () => {
    const file = write('desk.ts', 'Welcome one.');
    const it = (terminal = new Terminal(['dev', file, '--timing', 'instant', '--verbose']));
    await it.sees(/q quit/);
    it.press('c');
    await it.sees(/"Welcome one\."/);
    await it.sees(/gatherUsingSpeak is accepted/);
    write('desk.ts', 'Welcome two.');
    await it.sees(/↻ desk\.ts reloaded: desk version 1, new calls take it, running calls keep theirs/);
    // The running call still knows its way, on the machine that it began with.
    it.press('7');
    await it.sees(/● ringing/);
    it.press('h');
    await it.sees(/the call is over|the flow is over/);
    it.press('c');
    await it.sees(/"Welcome two\."/);
    await it.sees(/gatherUsingSpeak is accepted/);
    it.press('h');
    await it.sees(/the call is over|the flow is over/);
    write('desk.ts', 'Broken.', 'export const nonsense = {{;');
    await it.sees(
      /✗ desk\.ts is not reloaded, the one before stays in use:\nThe flow file .*desk\.ts cannot be loaded: /,
    );
    write('desk.ts', 'No voice.', "export const options = { defaults: { volume: 'loud' } };");
    await it.sees(/✗ desk\.ts is not reloaded[\s\S]*Flow "desk" .*cannot load, one problem[\s\S]*volume/);
    it.press('c');
    await it.sees(/"Welcome two\."/);
    write('desk.ts', 'Welcome three.');
    await it.sees(/↻ desk\.ts reloaded/);
    it.press('q');
    expect(await it.ended).toBe(0);
  }, 60_000);

  test('a file that the flow imports is watched too', async () => {
    writeFileSync(join(folder, 'words.ts'), `export const greeting: string = 'Good morning.';\n`);
    const file = join(folder, 'hello.ts');
    writeFileSync(
      file,
      `import { createMachine } from 'xstate';
import { answer } from 'callchart';
import { greeting } from './words.ts';
export default createMachine({ id: 'hello', version: '1', initial: 'a', states: { a: {
  entry: [answer(), { type: 'speak', params: { payload: greeting, voice: 'female' } }] } } });
`,
    );
    const it = (terminal = new Terminal(['dev', file, '--timing', 'instant']));
    await it.sees(/q quit/);
    writeFileSync(join(folder, 'words.ts'), `export const greeting: string = 'Good evening.';\n`);
    await it.sees(/↻ hello\.ts reloaded/);
    it.press('c');
    await it.sees(/← speak +"Good evening\."/);
    it.press('q');
    expect(await it.ended).toBe(0);
  });

  test('s starts the flow without a caller, with the input that was given', async () => {
    const file = join(folder, 'reminder.ts');
    writeFileSync(
      file,
      `import { setup } from 'xstate';
import { callActions, dial, type CallEvents, type CallInput } from 'callchart';
export default setup({
  types: { context: {} as { to: string }, input: {} as CallInput, events: {} as CallEvents },
  actions: callActions,
}).createMachine({
  id: 'reminder', version: '1', initial: 'dialling',
  context: ({ input }) => ({ to: String(input['to']) }),
  states: { dialling: { entry: dial(({ context }) => ({ to: context.to, from: '+15550111' })), on: { 'call.answered': 'done' } }, done: { type: 'final' } },
});
`,
    );
    const args = ['dev', file, '--timing', 'instant', '--input', '{"to":"+15550177"}'];
    const it = (terminal = new Terminal(args));
    await it.sees(/q quit/);
    it.press('s');
    await it.sees(/→ started from outside/);
    await it.sees(/← dial.* to \+15550177/);
    await it.sees(/a phone rings +\+15550177/);
    await it.sees(/call\.initiated/);
    it.press('a');
    await it.sees(/● done/);
    it.press('q');
    expect(await it.ended).toBe(0);
  });

  test('with --play the script comes first, then the keyboard', async () => {
    const args = ['dev', 'machines/front-desk.ts', '--play', '--speed', '30', '--timing', 'instant'];
    const it = (terminal = new Terminal(args));
    await it.sees(/Script: a caller waits.*; waiting passes 30 times faster than real/);
    await it.sees(/PASSED/);
    await it.sees(/The keyboard is the caller's phone now/);
    it.press('c');
    await it.sees(/● answering/);
    it.press('q');
    expect(await it.ended).toBe(0);
  });
});

describe('without a terminal', () => {
  test('the script beside the flow is played over real HTTP, and its result is the exit code', async () => {
    const { status, out, err } = await runCli(['dev', 'machines/voicemail.ts', '--speed', '20']);
    expect(err).toBe('');
    expect(out).toMatch(/Script: a caller leaves a message.*; waiting passes 20 times faster than real/);
    expect(out).toMatch(/→ call\.hangup[\s\S]*→ call\.recording\.saved[\s\S]*PASSED/);
    expect(status).toBe(0);
    expect(out).not.toContain('\u001b[');
  });

  test('an expectation that fails ends it with 1, and says which', async () => {
    const script = join(folder, 'wrong.json');
    writeFileSync(
      script,
      JSON.stringify({ steps: [{ call: {} }, { waitFor: 'answer' }, { expect: { commands: ['transfer'] } }] }),
    );
    const args = ['dev', 'examples/hello-call/hello.ts', '--script', script, '--timing', 'instant', '--speed', '20'];
    const { status, out } = await runCli(args);
    expect(out).toMatch(/FAILED .*wrong\.json, step 3: Commands: transfer is missing/);
    expect(status).toBe(1);
  });

  test('without a script somebody calls, presses 1 and hangs up', async () => {
    const file = write('desk.ts', 'Hello.');
    const { status, out } = await runCli(['dev', file, '--timing', 'instant', '--speed', '20']);
    expect(out).toMatch(/Script: a call that presses 1 and hangs up[\s\S]*caller presses +\(private\)[\s\S]*PASSED/);
    expect(status).toBe(0);
  });

  test('a flow that fails so that the fallback takes over has not passed', async () => {
    const file = join(folder, 'broken.ts');
    writeFileSync(
      file,
      `import { createMachine } from 'xstate';
export default createMachine({ id: 'broken', version: '1', initial: 'a', states: { a: {
  entry: { type: 'answer' },
  on: { 'call.answered': { target: 'b', guard: () => { throw new Error('no such customer'); } } } }, b: {} } });
`,
    );
    const { status, out } = await runCli(['dev', file, '--timing', 'instant', '--speed', '20']);
    expect(out).toMatch(/✗ the flow threw: .*no such customer/);
    expect(out).toMatch(/✗ fallback/);
    expect(out).toMatch(/FAILED The flow failed and the fallback took over: .*no such customer/);
    expect(status).toBe(1);
  });

  test('nothing of a session is left behind, unless a store is named', async () => {
    const env = { TMPDIR: folder };
    const flow = ['dev', 'examples/hello-call/hello.ts', '--speed', '20'];
    expect((await runCli(flow, { env })).status).toBe(0);
    expect(readdirSync(folder)).toEqual([]);
    expect((await runCli([...flow, '--store', `sqlite:${join(folder, 'kept.db')}`], { env })).status).toBe(0);
    expect(readdirSync(folder).filter((name) => name === 'kept.db')).toEqual(['kept.db']);
  });

  test('a flow that cannot load says so before anything starts', async () => {
    const { status, out, err } = await runCli(['dev', 'machines/front-dest.ts']);
    expect(err).toMatch(/^There is no flow file machines\/front-dest\.ts \(looked for .*\)\. Check the path\.\n$/);
    expect({ status, out }).toEqual({ status: 1, out: '' });
  });

  test('npm start plays a whole call within seconds, and ends with 0', async () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } };
    const [, args = ''] =
      /node dist\/cli\/main\.js (dev machines\/front-desk\.ts.*)$/.exec(manifest.scripts.start) ?? [];
    const { status, out, err } = await runCli(args.split(' '));
    expect(err).toBe('');
    expect(out).toMatch(/waiting passes \d+ times faster than real/);
    expect(out).toMatch(/● menu\.unheard[\s\S]*☎ caller presses +1[\s\S]*● connected[\s\S]*PASSED/);
    expect(status).toBe(0);
  });
});
