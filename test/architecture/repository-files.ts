/**
 * The repository's own TypeScript files, read from disk: the ones that the rules hold for.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceText } from './source-facts.ts';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Files under these folders of the root whose name ends so, as paths from the root with slashes, in order. */
export function filesUnder(folders: readonly string[], ending = '.ts'): string[] {
  return folders.flatMap((folder) => walk(join(ROOT, folder), ending)).toSorted();
}

function walk(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : walk(path, ending);
    return entry.name.endsWith(ending) ? [relative(ROOT, path).replaceAll(sep, '/')] : [];
  });
}

/** A file's text. */
export function readSource(path: string): SourceText {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}
