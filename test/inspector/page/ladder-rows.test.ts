import { expect, test } from 'vitest';
import { callTime, ladderRows, secondsText } from '../../../src/inspector/page/ladder-rows.ts';
import { visibleRows } from '../../../src/inspector/page/visible-rows.ts';
import type { StepView } from '../../../src/inspector/wire.ts';

function step(seq: number, at: number, name: string, commands: readonly string[] = [], leg = 'caller#1'): StepView {
  return {
    seq,
    at,
    input: { kind: 'webhook', name, leg },
    outcome: 'applied',
    badges: [],
    from: '',
    to: '',
    active: [],
    lit: [],
    events: [],
    effects: commands.map((command) => ({ type: 'command', command, leg: 'caller#1' })),
    rungs: [
      { kind: 'in', name, detail: '' },
      ...commands.map((each) => ({ kind: 'out' as const, name: each, detail: '' })),
    ],
  };
}

test('a command tells how long what it began lasted, per leg and in order', () => {
  const steps = [
    step(1, 0, 'call.answered', ['speak', 'speak', 'startRecording']),
    step(2, 500, 'call.speak.ended', [], 'agent#1'),
    step(3, 2_000, 'call.speak.ended'),
    step(4, 9_000, 'call.speak.ended'),
  ];
  const rows = ladderRows(steps, false);
  expect(rows.map(({ rung, lasted }) => `${rung.name} ${lasted}`.trim())).toEqual([
    'call.answered',
    'speak 2.0 s',
    'speak 9.0 s',
    'startRecording …',
    'call.speak.ended',
    'call.speak.ended',
    'call.speak.ended',
  ]);
  const [recording] = ladderRows([...steps, step(5, 61_000, 'call.hangup')], false).filter(
    ({ rung }) => rung.name === 'startRecording',
  );
  expect(recording?.lasted).toBe('1 min 1 s');
});

test('steps of which nothing came are shown on demand', () => {
  const quiet = { ...step(1, 0, 'call.cost'), rungs: [] };
  expect(ladderRows([quiet], false)).toEqual([]);
  expect(ladderRows([quiet], true)[0]?.rung.name).toBe('webhook call.cost');
});

test('times and rows in sight', () => {
  expect([callTime(4_230), callTime(65_000), secondsText(400)]).toEqual(['0:04.2', '1:05.0', '0.4 s']);
  expect(visibleRows(1_000, 20, 0, 200)).toEqual({ from: 0, to: 18 });
  expect(visibleRows(1_000, 20, 10_000, 200)).toEqual({ from: 492, to: 518 });
  expect(visibleRows(0, 20, 0, 200)).toEqual({ from: 0, to: 0 });
});
