import { expect, test } from 'vitest';
import { isWithin, placesOf } from '../../src/testing/flow-place.ts';

test('a flow state is written as its author writes it', () => {
  expect(placesOf('menu')).toEqual(['menu']);
  expect(placesOf({ menu: 'first' })).toEqual(['menu.first']);
  expect(placesOf({ talking: { recording: 'on', timing: { phase: 'late' } } })).toEqual([
    'talking.recording.on',
    'talking.timing.phase.late',
  ]);
  expect(placesOf({ talking: {} })).toEqual(['talking']);
});

test('a call is in a state and in those around it', () => {
  expect(isWithin({ menu: 'first' }, 'menu')).toBe(true);
  expect(isWithin({ menu: 'first' }, 'menu.first')).toBe(true);
  expect(isWithin({ menu: 'first' }, 'men')).toBe(false);
  expect(isWithin({ menu: 'first' }, 'menu.second')).toBe(false);
});
