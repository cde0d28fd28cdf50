/**
 * Type-checks snippets as their reader would compile them: one TypeScript program, the repository's own strict
 * options, every snippet a file beside the document that shows it. Nothing is written to disk.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../architecture/repository-files.ts';
import type { Snippet } from './snippet.ts';

/** Compiles all snippets together; the answer is every complaint as `file:line:column message`. */
export function snippetErrors(snippets: readonly Snippet[]): string[] {
  const files = new Map<string, string>();
  const complaints: string[] = [];
  const shownIn = new Map<string, string>();
  for (const snippet of snippets) {
    const path = join(ROOT, virtualPath(snippet));
    if (files.has(path)) complaints.push(`${snippet.path}:${snippet.line} another snippet is called ${snippet.name}`);
    if (differsFromItsFile(snippet, path)) {
      complaints.push(`${snippet.path}:${snippet.line} differs from ${snippet.name}, which it says it is`);
    }
    files.set(path, snippet.text);
    shownIn.set(path, snippet.path);
  }
  const program = ts.createProgram([...files.keys()], snippetOptions(), virtualHost(files));
  for (const path of files.keys()) {
    const file = program.getSourceFile(path);
    if (!file) throw new Error(`${path} did not reach the compiler`);
    const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    complaints.push(...found.map((it) => describe(it, shownIn.get(path) ?? relative(ROOT, path))));
  }
  return complaints;
}

/** Where the compiler finds a snippet: beside its document, so that relative imports mean what a reader expects. */
function virtualPath({ path, line, name }: Snippet): string {
  return join(dirname(path), name ?? `${basename(path, '.ts')}.line-${line}.ts`);
}

/** A snippet named after a file of the repository shows that file, comments and imports of it included. */
function differsFromItsFile(snippet: Snippet, path: string): boolean {
  return snippet.name !== undefined && existsSync(path) && readFileSync(path, 'utf8').trim() !== snippet.text.trim();
}

function snippetOptions(): ts.CompilerOptions {
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, { ...ts.sys, readDirectory: () => [] }, ROOT);
  delete options.tsBuildInfoFile;
  return {
    ...options,
    incremental: false,
    moduleDetection: ts.ModuleDetectionKind.Force,
    // An example may name a thing without using it.
    noUnusedLocals: false,
    noUnusedParameters: false,
  };
}

/** Parsed once: the files that programs share, which no snippet changes. */
const parsed = new Map<string, ts.SourceFile | undefined>();

function virtualHost(files: ReadonlyMap<string, string>): ts.CompilerHost {
  const host = ts.createCompilerHost({});
  const folders = new Set([...files.keys()].map((path) => dirname(path)));
  return {
    ...host,
    fileExists: (path) => files.has(path) || host.fileExists(path),
    directoryExists: (path) => folders.has(path) || !!host.directoryExists?.(path),
    readFile: (path) => files.get(path) ?? host.readFile(path),
    getSourceFile: (path, options) => {
      const text = files.get(path);
      if (text !== undefined) return ts.createSourceFile(path, text, options);
      if (!parsed.has(path)) parsed.set(path, host.getSourceFile(path, options));
      return parsed.get(path);
    },
  };
}

function describe({ file, start, messageText }: ts.Diagnostic, path: string): string {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  if (!file || start === undefined) return `${path} ${message}`;
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  return `${path}:${line + 1}:${character + 1} ${message}`;
}
