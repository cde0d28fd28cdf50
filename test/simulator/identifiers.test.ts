import { expect, it } from 'vitest';
import { callControlId, isoTime, randomUuid, speakId, timeUuid } from '../../src/simulator/identifiers.ts';
import { Random } from '../../src/simulator/random.ts';

it('writes identifiers as captured webhooks have them', () => {
  const random = new Random('ids');
  // v3:2EC-70CTEjlUq3tDM0CxKXIt5-5N4iP4wo7_-PfH-qub97Sk4EqO5w
  expect(callControlId(random)).toMatch(/^v3:[\w-]{54}$/);
  expect(timeUuid(random)).toMatch(/^[\da-f]{8}-[\da-f]{4}-1[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(randomUuid(random)).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(speakId(random)).toMatch(/^[\dA-Za-z]{10}$/);
  expect(isoTime(Date.UTC(2026, 0, 2, 3, 4, 5, 6))).toBe('2026-01-02T03:04:05.006000Z');
});
