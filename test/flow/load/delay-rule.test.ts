import { raise } from 'xstate';
import { expect, test } from 'vitest';
import { refusalLines } from './refusals.ts';

const after = (delay: string | number, delays: object = {}) =>
  refusalLines({ states: { menu: { after: { [delay]: {} } } }, implementations: { delays } });

test.each([
  [45_000, {}],
  [0, {}],
  ['45000', {}],
  ['patience', { patience: 60_000 }],
  ['patience', { patience: () => 60_000 }],
])('after %j with %j is a delay', (delay, delays) => {
  expect(after(delay, delays)).toEqual([]);
});

test.each([
  ['1s', {}, 'there is no delay named "1s", so XState would fire it at once', 'Write milliseconds as a number'],
  ['patience', {}, 'there is no delay named "patience"', 'setup({ delays: { patience: 45_000 } })'],
  ['patiense', { patience: 60_000 }, 'there is no delay named "patiense"', 'Did you mean "patience"?'],
  ['patience', { patience: '60s' }, 'the delay "patience" is "60s", no number of milliseconds', 'in milliseconds'],
  ['patience', { patience: Number.NaN }, 'no number of milliseconds', 'in milliseconds'],
  [-5, {}, '-5 is no number of milliseconds', 'Write milliseconds'],
  ['Infinity', {}, 'Infinity is no number of milliseconds', 'Write milliseconds'],
])('after %j with %j is refused', (delay, delays, message, remedy) => {
  const lines = after(delay, delays);
  expect(lines).toEqual([expect.stringContaining(`menu delay after ${delay}: `)]);
  expect(lines[0]).toContain(message);
  expect(lines[0]).toContain(remedy);
});

test('the delay of a raise is a delay like any other', () => {
  const raising = (delay: unknown) =>
    refusalLines({
      states: { menu: { entry: raise({ type: 'again' }, { delay: delay as never }), on: { again: {} } } },
    });
  expect(raising(500)).toEqual([]);
  expect(raising(() => 500)).toEqual([]);
  expect(raising('5s')).toEqual([expect.stringContaining('menu delay raise in entry: there is no delay named "5s"')]);
});
