/** `callchart dev` as it is used: in a terminal with somebody at the keys, and without one. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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
    await it.sees(/← gatherUsingSpeak +"Hello\. For sales press 1\. For support press 2\.", 1 digit, of 12/);
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
});
