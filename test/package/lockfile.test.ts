/**
 * The lock file is whole: `npm ci` refuses one that lacks a package which another entry names, and npm writes such a
 * file without a word when a registry does not have an optional package for some platform (yet).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ROOT } from '../architecture/repository-files.ts';

const Names = z.record(z.string(), z.string()).default({});
const Entry = z.object({ dependencies: Names, devDependencies: Names, optionalDependencies: Names });
const Root = Entry.extend({ peerDependencies: Names });
type Packages = Readonly<Record<string, z.output<typeof Entry>>>;

/** Every dependency that some entry names and no entry holds, looked up as Node would. */
function missing(packages: Packages): string[] {
  return Object.entries(packages).flatMap(([path, { dependencies, devDependencies, optionalDependencies }]) => {
    const named = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
    return named.filter((name) => !reachable(path, name, packages)).map((name) => `${path}: ${name}`);
  });
}

function reachable(path: string, name: string, packages: Packages): boolean {
  for (let from = path; ; from = from.slice(0, Math.max(0, from.lastIndexOf('/node_modules/')))) {
    if (`${from}/node_modules/${name}`.replace(/^\//, '') in packages) return true;
    if (!from.includes('/node_modules/')) return `node_modules/${name}` in packages;
  }
}

const read = (name: string): unknown => JSON.parse(readFileSync(join(ROOT, name), 'utf8'));
// A loose root: its peers are compared below.
const Lockfile = z.object({ packages: z.record(z.string(), Entry.loose()) });
const { packages } = Lockfile.parse(read('package-lock.json'));

test('holds every package that an entry names, for every platform', () => {
  expect(Object.keys(packages).length).toBeGreaterThan(100);
  expect(missing(packages)).toEqual([]);
});

test('a missing one is seen', () => {
  const { 'node_modules/xstate': _xstate, ...rest } = packages;
  const holed = { ...rest, 'node_modules/a': Entry.parse({ optionalDependencies: { '@b/linux-x64': '1.0.0' } }) };
  expect(missing(holed)).toEqual([': xstate', 'node_modules/a: @b/linux-x64']);
});

test('says what package.json says', () => {
  const manifest = Root.parse(read('package.json'));
  const root = Root.parse(packages['']);
  for (const group of ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const) {
    expect(root[group], group).toEqual(manifest[group]);
  }
});
