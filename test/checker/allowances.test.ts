import { expect, test } from 'vitest';
import { checkFlow, isSafe } from 'callchart/checker';
import { flowOf } from './made-flow.ts';

const silent = (onMachine: string, onState: string): ReturnType<typeof checkFlow> =>
  checkFlow(
    flowOf(`{
      initial: 'answering', ${onMachine}
      states: {
        answering: { entry: answer(), on: { 'call.answered': 'thinking' } },
        thinking: { ${onState} after: { 20_000: 'done' } },
        done: { type: 'final' },
      },
    }`),
  );
const allow = `meta: { check: { allow: { 'dead-air': 'the far end plays music' } } },`;

test('a state may allow a finding with a reason, which the report repeats', () => {
  const report = silent('', allow);
  expect(isSafe(report)).toBe(true);
  expect(report.findings.find(({ code }) => code === 'dead-air')?.allowed).toBe('the far end plays music');
});

test('the machine may allow it for every state; another state may not', () => {
  expect(isSafe(silent(allow, ''))).toBe(true);
  expect(isSafe(silent('', ''))).toBe(false);
  expect(isSafe(silent('', allow.replace('dead-air', 'endless')))).toBe(false);
});

test.each([
  [
    'a code that no rule has',
    `meta: { check: { allow: { 'dead-hair': 'so' } } },`,
    'names "dead-hair", which is no rule',
  ],
  ['no reason', `meta: { check: { allow: { 'dead-air': '' } } },`, 'meta.check: allow: dead-air'],
  ['a key that means nothing', `meta: { check: { allows: {} } },`, 'allows'],
])('%s is a finding of its own', (_what, meta, words) => {
  const found = silent('', meta).findings.filter(({ code }) => code === 'meta');
  expect(found.map(({ message }) => message).join()).toContain(words);
});
