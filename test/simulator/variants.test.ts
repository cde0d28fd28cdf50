import { defaultVariants, variantValues } from 'callchart/simulator';
import { expect, it } from 'vitest';

it('every variant has a number, its default first', () => {
  expect(variantValues.map(({ number }) => number)).toEqual(variantValues.map((_, index) => `V${index + 1}`));
  expect(variantValues.map(({ name }) => name).sort()).toEqual(Object.keys(defaultVariants).sort());
  for (const { name, values } of variantValues) expect(values[0], name).toBe(defaultVariants[name]);
});
