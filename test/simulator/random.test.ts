import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { Random } from '../../src/simulator/random.ts';

describe('Random', () => {
  it('gives the same numbers for the same seed, and others for another', () => {
    const numbers = (seed: string): number[] =>
      Array.from(
        { length: 5 },
        (
          (random) => () =>
            random.next()
        )(new Random(seed)),
      );
    expect(numbers('a')).toEqual(numbers('a'));
    expect(numbers('a')).not.toEqual(numbers('b'));
  });

  it('forks streams that do not depend on what was drawn before', () => {
    const drawn = new Random('a');
    drawn.next();
    expect(drawn.fork('leg 1').next()).toBe(new Random('a').fork('leg 1').next());
    expect(drawn.fork('leg 1').next()).not.toBe(drawn.fork('leg 2').next());
  });

  it('stays within bounds', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: -1_000, max: 1_000 }), fc.nat(5_000), (seed, min, width) => {
        const random = new Random(seed);
        const number = random.between(min, min + width);
        expect(number).toBeGreaterThanOrEqual(min);
        expect(number).toBeLessThanOrEqual(min + width);
        expect(Number.isInteger(number)).toBe(true);
      }),
    );
  });

  it('is spread evenly enough', () => {
    const random = new Random('spread');
    const counts = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 10_000; draw++) counts[Math.floor(random.next() * 10)]! += 1;
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
    expect(random.text(5, 'x')).toBe('xxxxx');
    expect(random.chance(0)).toBe(false);
    expect(random.chance(1)).toBe(true);
  });
});
