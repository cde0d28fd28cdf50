import { expect, test } from 'vitest';
import { describeFindings } from '../../../src/flow/load/finding.ts';

test('findings read as a list, each with what to do', () => {
  const first = { state: 'menu', rule: 'event', message: 'listens to "call.hangupp".', remedy: 'Drop a p.' } as const;
  const second = { state: 'done', rule: 'delay', message: 'no such delay.', remedy: 'Declare it.' } as const;
  expect(describeFindings('front-desk', 'front-desk.ts', [first, second])).toBe(
    [
      'Flow "front-desk" (front-desk.ts) cannot load, 2 problems:',
      '- menu: listens to "call.hangupp".',
      '  Drop a p.',
      '- done: no such delay.',
      '  Declare it.',
    ].join('\n'),
  );
  expect(describeFindings('front-desk', undefined, [first])).toContain('Flow "front-desk" cannot load, one problem:');
});
