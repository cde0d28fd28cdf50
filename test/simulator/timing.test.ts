import { describe, expect, it } from 'vitest';
import { timingPresets } from 'callchart/simulator';
import { Random } from '../../src/simulator/random.ts';
import { drawMs, drawWebhookDelayMs } from '../../src/simulator/timing.ts';

describe('the way of a webhook', () => {
  it('has the percentiles of the table', () => {
    const random = new Random('webhooks');
    const draws = Array.from({ length: 20_000 }, () => drawWebhookDelayMs(random, timingPresets.realistic)).sort(
      (a, b) => a - b,
    );
    const percentile = (share: number): number => draws[Math.floor(draws.length * share)] ?? 0;
    expect(Math.abs(percentile(0.5) - 120)).toBeLessThan(10);
    expect(Math.abs(percentile(0.95) - 400)).toBeLessThan(60);
    expect(Math.abs(percentile(0.99) - 1_500)).toBeLessThan(300);
    expect(draws.at(-1)).toBeLessThanOrEqual(3_000);
  });

  it('is the same every time when it is instant', () => {
    expect(drawWebhookDelayMs(new Random('a'), timingPresets.instant)).toBe(5);
  });
});

it('draws within the range, both ends included', () => {
  const random = new Random('range');
  const draws = new Set(Array.from({ length: 200 }, () => drawMs(random, [-1, 1])));
  expect([...draws].sort((a, b) => a - b)).toEqual([-1, 0, 1]);
});
