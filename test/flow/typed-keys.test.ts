import { describe, expect, test } from 'vitest';
import { noKeys } from 'callchart';
import { bufferIn, dropStrays, noteKey, takeGathered, takeKeys, typedAhead } from '../../src/flow/typed-keys.ts';

const at = (second: number): string => `2026-03-04T16:00:${String(second).padStart(2, '0')}Z`;
const press = (digit: string, second: number) => ({ occurred_at: at(second), payload: { digit } });
const typed = (text: string) =>
  text.split('').reduce((buffer, key, index) => noteKey(buffer, press(key, index + 1)), noKeys);
const textOf = (buffer: typeof noKeys): string => buffer.typed.map(({ key }) => key).join('');

describe('a digit buffer', () => {
  test('keeps keys in order, 32 at most', () => {
    expect(textOf(typed('12#'))).toBe('12#');
    expect(textOf(typed('0123456789'.repeat(4)))).toHaveLength(32);
  });

  test('begins with what was typed', () => {
    expect(typedAhead({ keys: typed('12') }, { in: 'keys', digits: '1' })).toBe(true);
    expect(typedAhead({ keys: typed('12') }, { in: 'keys', digits: '12' })).toBe(true);
    expect(typedAhead({ keys: typed('12') }, { in: 'keys', digits: '2' })).toBe(false);
    expect(typedAhead({ keys: typed('12') }, { in: 'others', digits: '1' })).toBe(false);
    expect(typedAhead({ keys: 'nonsense' }, { in: 'keys', digits: '1' })).toBe(false);
    expect(typedAhead({ keys: typed('12') }, { in: 'keys', digits: '' })).toBe(false);
    expect(typedAhead(null, { in: 'keys', digits: '1' })).toBe(false);
    expect(typedAhead({ keys: noKeys }, null as never)).toBe(false);
  });

  test('gives keys up, and does not take them again however late their events come', () => {
    const after = takeKeys(typed('12'), 1);
    expect(textOf(after)).toBe('2');
    expect(textOf(noteKey(after, press('1', 1)))).toBe('2');
    expect(textOf(takeKeys(typed('1'), 5))).toBe('');
    expect(takeKeys(noKeys, 1)).toBe(noKeys);
  });

  test('has no keys left that a gather has taken', () => {
    const after = takeGathered(typed('123'), { occurred_at: at(2) });
    expect(textOf(after)).toBe('3');
    expect(textOf(noteKey(after, press('1', 1)))).toBe('3');
    expect(textOf(noteKey(after, press('4', 4)))).toBe('34');
    expect(takeGathered(after, { occurred_at: at(1) })).toBe(after);
    expect(takeGathered(after, {})).toBe(after);
  });

  test('compares times, not their text', () => {
    const until = takeGathered(noKeys, { occurred_at: '2026-03-04T16:00:01.5Z' });
    expect(textOf(noteKey(until, { occurred_at: '2026-03-04T16:00:01.500000Z', payload: { digit: '1' } }))).toBe('');
    expect(textOf(noteKey(until, { occurred_at: '2026-03-04T17:00:01.6+01:00', payload: { digit: '1' } }))).toBe('1');
  });

  test('drops what begins no choice', () => {
    expect(textOf(dropStrays(typed('9912'), ['1', '2']))).toBe('12');
    expect(textOf(dropStrays(typed('99'), ['1']))).toBe('');
    expect(dropStrays(noKeys, ['1'])).toEqual(noKeys);
  });

  test('takes nothing from an event without a key', () => {
    expect(noteKey(noKeys, { occurred_at: at(1), payload: {} })).toBe(noKeys);
    expect(noteKey(noKeys, { payload: { digit: '1' } })).toBe(noKeys);
    expect(bufferIn({}, 'keys')).toBe(noKeys);
  });
});
