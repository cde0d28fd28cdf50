import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import { answer, callActions, loadFlow, speak, type CallEvents, type JournalEntry } from 'callchart';
import { simulate } from 'callchart/testing';
import { commandGist } from '../../src/replay/command-gist.ts';
import { LadderScreen } from '../../src/cli/ladder-screen.ts';
import { createPaint } from '../../src/cli/paint.ts';
import { printRung } from '../../src/cli/print-rung.ts';
import { type Rung, rungsOf, stateName } from '../../src/replay/rung.ts';

test('a state is named as authors write targets', () => {
  expect(stateName('menu')).toBe('menu');
  expect(stateName({ menu: 'first' })).toBe('menu.first');
  expect(stateName({ menu: { deep: 'er' } })).toBe('menu.deep.er');
  expect(stateName({ left: 'a', right: { b: 'c' } })).toBe('left.a + right.b.c');
  expect(stateName({ talking: { one: 'a', two: 'b' } })).toBe('talking.(one.a + two.b)');
  expect(stateName({})).toBe('');
});

test.each<[string, Record<string, unknown>, string]>([
  ['answer', {}, ''],
  ['speak', { payload: 'Hello\n there', voice: 'female' }, '"Hello there"'],
  ['speak', { payload: 'x'.repeat(100) }, `"${'x'.repeat(71)}…"`],
  [
    'gatherUsingSpeak',
    { payload: 'Key?', minimum_digits: 2, maximum_digits: 4, maximum_tries: 3 },
    '"Key?", 2–4 digits, 3 tries',
  ],
  ['gather', { maximum_digits: 1, valid_digits: '12' }, '1 digit, valid: 12'],
  [
    'startPlayback',
    { audio_url: 'https://a.example/b.mp3', loop: 'infinity' },
    'https://a.example/b.mp3, loop infinity',
  ],
  ['dial', { to: ['+1', '+2'], timeout_secs: 20 }, 'to ["+1","+2"], rings 20 s'],
  ['transfer', { to: '+15550100' }, 'to +15550100'],
  ['bridge', { call_control_id: 'leg:agent#1' }, 'with leg:agent#1'],
  ['sendDtmf', { digits: '4711' }, ''],
  ['startTranscription', { transcription_engine: 'B', client_state: 'xx', nested: { a: 1 } }, 'transcription_engine B'],
])('what matters about %s %j', (command, params, gist) => {
  expect(commandGist(command, params)).toBe(gist);
});

describe('a call as rungs', () => {
  const machine = setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
    id: 'hello',
    version: '1',
    initial: 'answering',
    states: {
      answering: { entry: answer(), on: { 'call.answered': 'waiting' } },
      waiting: { after: { 2_000: 'greeting' } },
      greeting: { entry: speak({ payload: 'Hello.', voice: 'female' }), on: { 'call.speak.ended': 'done' } },
      done: { type: 'final' },
    },
  });

  async function rungs(): Promise<readonly Rung[]> {
    const simulation = await simulate(loadFlow(machine));
    simulation.call({ from: '+15550123', to: '+15550199' });
    await simulation.untilOver();
    const call = await simulation.state();
    const journal: readonly JournalEntry[] = await simulation.journal();
    await simulation.close();
    return journal.flatMap((entry) => rungsOf(entry, call));
  }

  test('webhooks in, states, commands out, in order; what the engine notes for itself is left out', async () => {
    const shown = (await rungs()).filter(({ minor }) => minor !== true);
    expect(shown.map(({ kind, name, detail, outcome }) => [kind, name, detail, ...(outcome ? [outcome] : [])])).toEqual(
      [
        ['in', 'call.initiated', 'from +15550123 to +15550199'],
        ['state', 'answering', ''],
        ['out', 'answer', ''],
        ['in', 'call.answered', ''],
        ['state', 'waiting', ''],
        ['in', 'after 2 s', ''],
        ['state', 'greeting', ''],
        ['out', 'speak', '"Hello."'],
        ['in', 'call.speak.started', '', 'ignored'],
        ['in', 'call.speak.ended', 'completed'],
        ['state', 'done', ''],
        ['note', 'the flow is over', expect.any(String)],
        ['out', 'hangup', 'by the engine'],
        ['in', 'call.hangup', 'normal_clearing', 'late'],
      ],
    );
  });

  test('that a command was accepted is shown to those who want everything', async () => {
    const all = await rungs();
    expect(all.filter(({ minor }) => minor === true).map(({ name }) => name)).toEqual([
      'answer is accepted',
      'speak is accepted',
      'hangup is accepted',
    ]);
    const print = (everything: boolean): string => {
      let text = '';
      const screen = new LadderScreen((more) => (text += more), createPaint(false), everything);
      for (const rung of all) screen.show(rung);
      return text;
    };
    expect(print(true)).toContain('answer is accepted');
    expect(print(false)).not.toContain('is accepted');
  });
});

describe('a rung as a line', () => {
  const rung = (more: Partial<Rung>): Rung => ({
    at: 62_345,
    callId: 'a',
    kind: 'in',
    name: 'call.answered',
    detail: '',
    ...more,
  });
  const plain = createPaint(false);

  test('has its time, its way and what matters', () => {
    expect(printRung(rung({}), 0, plain)).toBe(' 1:02.3  → call.answered\n');
    expect(printRung(rung({ kind: 'out', name: 'speak', detail: '"Hi"' }), 60_000, plain)).toBe(
      ` 0:02.3      ← ${'speak'.padEnd(30)} "Hi"\n`,
    );
    expect(printRung(rung({ kind: 'state', name: 'menu' }), 0, plain)).toBe(' 1:02.3    ● menu\n');
    expect(printRung(rung({ kind: 'failure', name: 'fallback', detail: 'why' }), 0, plain, 2)).toBe(
      ' 1:02.3  #2 ✗ fallback: why\n',
    );
    expect(printRung(rung({ outcome: 'ignored' }), 0, plain)).toBe(' 1:02.3  → call.answered  (ignored)\n');
  });

  test('is coloured for a terminal only', () => {
    expect(printRung(rung({}), 0, createPaint(true))).toContain('\u001b[36m→\u001b[0m');
  });
});

test('a screen counts time from each call, and says of which call an older one’s rungs are', () => {
  let text = '';
  const screen = new LadderScreen((more) => (text += more), createPaint(false), false);
  const show = (at: number, callId: string | undefined, name: string, begins = false): void =>
    screen.show({ at, callId, kind: 'in', name, detail: '', ...(begins && { beginsCall: true }) });
  show(1_000, undefined, 'calls', true);
  show(2_000, 'one', 'a');
  show(3_000, undefined, 'rings');
  show(10_000, undefined, 'calls', true);
  show(11_000, 'two', 'b');
  show(12_000, 'one', 'late');
  expect(text.split('\n').map((line) => line.trim())).toEqual([
    '0:00.0  → calls',
    '0:01.0  → a',
    '0:02.0  → rings',
    '0:00.0  → calls',
    '0:01.0  → b',
    '0:11.0  #1 → late',
    '',
  ]);
});

test.each<[JournalEntry['input'], string]>([
  [{ kind: 'operator', name: 'hangup', id: 'k', by: 'ada' }, 'by ada'],
  [
    {
      kind: 'operator',
      name: 'resend',
      id: 'k',
      by: 'ada',
      payload: { command: 'speak', legId: 'caller#1', params: {} },
    },
    'speak of caller#1 by ada',
  ],
  [
    { kind: 'operator', name: 'migrate', id: 'k', by: 'ada', payload: { to: { id: 'f', version: '2', hash: 'h' } } },
    'to version 2 by ada',
  ],
  [{ kind: 'application', name: 'paid', id: 'k', by: 'ada', payload: { amount: 1 } }, '{"amount":1} by ada'],
])('who did it stands in the ladder: %j', (input, detail) => {
  const step = { callId: 'c', seq: 2, at: 1, from: 'a', to: 'a', events: [], effects: [] } as const;
  const entry: JournalEntry = { ...step, input, outcome: 'applied' };
  expect(rungsOf(entry, { legs: [] } as never)[0]).toMatchObject({ name: input.name, detail });
});
