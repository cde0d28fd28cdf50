/**
 * The files of the inspector's pages. Only these are ever handed out: a path is a key of the table, not a way into the
 * file system.
 */
import { readFile, readdir } from 'node:fs/promises';

/** A file to hand out. */
export interface Asset {
  readonly type: string;
  readonly body: Buffer;
}

/** Documents, and the table of everything by its path. */
export interface Assets {
  readonly files: ReadonlyMap<string, Asset>;
}

// Both are reached the same way from `src` and from `dist`: the package ships the two.
const sources = new URL('../../src/inspector/page/', import.meta.url);
const built = new URL('../../dist/inspector/page/', import.meta.url);

const html = 'text/html; charset=utf-8';
const documents: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['index.html', html],
  '/stately': ['stately.html', html],
  '/assets/page.css': ['page.css', 'text/css; charset=utf-8'],
  '/assets/chart.css': ['chart.css', 'text/css; charset=utf-8'],
  '/assets/icon.svg': ['icon.svg', 'image/svg+xml'],
};

/** Paths that a browser may open from a link. */
export const pagePaths: ReadonlySet<string> = new Set(['/', '/stately']);

/** Reads the files once. */
export async function readAssets(): Promise<Assets> {
  const files = new Map<string, Asset>();
  for (const [path, [file, type]] of Object.entries(documents))
    files.set(path, { type, body: await readFile(new URL(file, sources)) });
  for (const file of await readdir(built)) {
    if (!file.endsWith('.js')) continue;
    files.set(`/assets/${file}`, {
      type: 'text/javascript; charset=utf-8',
      body: await readFile(new URL(file, built)),
    });
  }
  return { files };
}
