import fc from 'fast-check';
import { expect, test } from 'vitest';
import { triesOf } from '../../../src/flow/blocks/tries.ts';

const keys = (attempts: Parameters<typeof triesOf>[0]): string[] => triesOf(attempts).map(({ key }) => key);

test('one attempt is one try', () => {
  expect(triesOf(1)).toEqual([
    { key: 'asking', after: undefined, noinputs: 0, nomatches: 0, onNoinput: 'noinput', onNomatch: 'nomatch' },
  ]);
});

test('three attempts, in every order of misses', () => {
  expect(keys(3).sort()).toEqual([
    'asking',
    'noinput1',
    'noinput1Nomatch1',
    'noinput2',
    'nomatch1',
    'nomatch1Noinput1',
    'nomatch2',
  ]);
});

test('the limits of one kind hold for that kind', () => {
  expect(keys({ all: 5, noinput: 1 }).filter((key) => /noinput/i.test(key))).toEqual([]);
  expect(keys({ nomatch: 2, noinput: 1 }).sort()).toEqual(['asking', 'nomatch1']);
});

test('every way through the tries ends after as many as are allowed', () => {
  const count = fc.integer({ min: 1, max: 9 });
  const misses = fc.array(fc.constantFrom('noinput', 'nomatch'), { minLength: 20, maxLength: 20 });
  fc.assert(
    fc.property(count, count, count, misses, (all, noinput, nomatch, way) => {
      const tries = new Map(triesOf({ all, noinput, nomatch }).map((one) => [one.key, one]));
      let key = 'asking';
      let asked = 0;
      for (const miss of way) {
        const one = tries.get(key);
        if (one === undefined) break;
        asked += 1;
        key = miss === 'noinput' ? one.onNoinput : one.onNomatch;
      }
      expect(['noinput', 'nomatch']).toContain(key);
      expect(asked).toBeLessThanOrEqual(all);
    }),
  );
});
