/** Any name comes back as it was, and no two are stored alike. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadDriver, type SqliteRow } from '../../src/stores/sqlite/driver.ts';
import { fromStoredText, toStoredText } from '../../src/stores/stored-text.ts';

/** Mostly what is awkward: NUL, quotation marks, halves of pairs. */
const Name = fc.string({
  unit: fc.oneof(
    fc.constantFrom('\0', '"', '\\', '\ud83d', '\ude00', 'a', 'ü'),
    fc.string({ unit: 'binary', maxLength: 1 }),
  ),
});

describe('a stored name', () => {
  test('is the name itself, as a rule', () => {
    for (const name of ['', 'v3:abc', '+15550100', 'ü 😀', 'a"b', "it's", '\u0001'])
      expect(toStoredText(name)).toBe(name);
  });

  test('comes back as it was, through SQLite too', async () => {
    const connection = (await loadDriver()).open(':memory:');
    const echo = connection.prepare('SELECT ? AS text');
    fc.assert(
      fc.property(Name, (name) => {
        const { text } = echo.get(toStoredText(name)) as SqliteRow;
        expect(fromStoredText(String(text))).toBe(name);
      }),
      { seed: 7, numRuns: 500 },
    );
    connection.close();
  });

  test('is stored by no other name', () => {
    fc.assert(
      fc.property(Name, (name) => {
        const stored = toStoredText(name);
        // The text that stands for a name is a name too.
        expect(stored === name || toStoredText(stored) !== stored).toBe(true);
        expect(stored).not.toMatch(/\0|\p{Surrogate}/u);
      }),
      { seed: 7, numRuns: 500 },
    );
  });
});
