import { expect, test } from 'vitest';
import { z } from 'zod';
import { CallchartError } from 'callchart';
import {
  checkBlock,
  FunctionOption,
  MillisecondsOption,
  TargetOption,
} from '../../../src/flow/blocks/block-options.ts';

const shape = { next: TargetOption, waitMs: MillisecondsOption.optional(), how: z.union([FunctionOption]).optional() };

test('what is right passes', () => {
  expect(() => checkBlock('say', shape, { next: 'done', waitMs: 1, how: () => 1 })).not.toThrow();
});

test('what is wrong is named, all at once, unknown names too', () => {
  const refused = (): void => checkBlock('say', shape, { next: '', waitMs: 14_400_001, hwo: 1 });
  expect(refused).toThrow(CallchartError);
  expect(refused).toThrow(
    /options of say[\s\S]*next: must name a state[\s\S]*waitMs[\s\S]*`hwo` is not a param of say/,
  );
  expect(refused).toThrow(
    expect.objectContaining({ code: 'block.invalid', details: expect.objectContaining({ block: 'say' }) }),
  );
});

test('what is missing is said to be', () => {
  const wanting = { ...shape, prompt: z.union([z.string(), FunctionOption], 'must be text'), name: z.string() };
  expect(() => checkBlock('say', wanting, { next: 7 })).toThrow(
    /next: (?!is missing)[\s\S]*prompt: is missing: must be text[\s\S]*name: is missing$/,
  );
});
