/**
 * The package as JavaScript, straight from `src`: every file stripped of its types, in a folder of its own. Tests that
 * need real modules get them from here, so that none depends on when `dist` was built last.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { filesUnder, readSource, ROOT } from './repository-files.ts';

/** Emits `src`; the answer is the folder (inside the repository, so that packages resolve) and how to remove it. */
export function emitSource(): { readonly folder: string; readonly remove: () => void } {
  const cache = join(ROOT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'emitted-source-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const path of filesUnder(['src'])) {
    const target = join(folder, path.replace(/^src\//, '').replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, stripTypes(path));
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

function stripTypes(path: string): string {
  return ts.transpileModule(readSource(path).text, {
    fileName: join(ROOT, path),
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  }).outputText;
}
