/**
 * The public names of the package, one snapshot per entry: a name comes, goes or changes its kind only on purpose
 * (`npx vitest run test/package/api.test.ts -u` takes the new list over). Each is documented where it is declared.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../architecture/repository-files.ts';
import { codeEntries } from './manifest.ts';
import { publicNames, type PublicName } from './public-api.ts';

describe.each(codeEntries)('$specifier', ({ specifier, source, types, code }) => {
  let names: readonly PublicName[];
  beforeAll(() => {
    names = publicNames([source]).get(source) ?? [];
  });

  test('is built from its source', () => {
    expect(existsSync(join(ROOT, source))).toBe(true);
    const built = source.replace(/^src\//, 'dist/').replace(/\.ts$/, '');
    expect({ types, code }).toEqual({ types: `${built}.d.ts`, code: `${built}.js` });
  });

  test('exports these names', async () => {
    const list = names.map(({ name, kinds }) => `${name}: ${kinds.join(', ')}\n`).join('');
    await expect(list).toMatchFileSnapshot(`api/${specifier.replaceAll('/', '-')}.txt`);
  });

  test('documents each of them', () => {
    const silent = names.filter(({ documented }) => !documented);
    expect(silent.map(({ name, declaredAt }) => `${declaredAt}: ${name} has no doc comment`)).toEqual([]);
  });
});

test('an undocumented name is seen, and a schema and its type are one name', () => {
  const fixture = 'test/package/fixtures/documented-in-part.ts';
  expect(publicNames([fixture]).get(fixture)).toEqual([
    expect.objectContaining({ name: 'Both', kinds: ['value', 'type'], documented: true }),
    { name: 'Silent', kinds: ['type'], documented: false, declaredAt: `${fixture}:12` },
    expect.objectContaining({ name: 'reexported', kinds: ['value'], documented: true }),
    { name: 'silent', kinds: ['value'], documented: false, declaredAt: `${fixture}:14` },
  ]);
});
