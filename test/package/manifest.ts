/**
 * What `package.json` promises: the package's entries and its bin. It knows nothing of what they hold.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../architecture/repository-files.ts';

/** The parts of `package.json` that tests read. An export is code with three conditions, or a file as it stands. */
const Manifest = z.looseObject({
  name: z.literal('callchart'),
  version: z.string(),
  engines: z.object({ node: z.string() }),
  files: z.array(z.string()),
  bin: z.record(z.string(), z.string()),
  exports: z.record(
    z.string(),
    z.union([z.string(), z.strictObject({ source: z.string(), types: z.string(), default: z.string() })]),
  ),
  dependencies: z.record(z.string(), z.string()),
  peerDependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});

/** `package.json`, checked for its shape. */
export const manifest = Manifest.parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));

/** One entry of the package that holds code. */
export interface CodeEntry {
  /** What an importer writes: `callchart/server`. */
  readonly specifier: string;
  /** Its source, from the root of the repository: `src/server/index.ts`. */
  readonly source: string;
  readonly types: string;
  readonly code: string;
}

/** Every entry of the package that holds code, in the manifest's order. */
export const codeEntries: readonly CodeEntry[] = Object.entries(manifest.exports).flatMap(([subpath, target]) => {
  if (typeof target === 'string') return [];
  const bare = (path: string): string => path.replace(/^\.\//, '');
  const { source, types, default: code } = target;
  return [{ specifier: subpath.replace('.', 'callchart'), source: bare(source), types: bare(types), code: bare(code) }];
});
