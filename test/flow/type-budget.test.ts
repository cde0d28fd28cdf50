/**
 * What a flow costs the compiler, in type instantiations: a count, so that a busy machine does not matter. Half a
 * million take about five seconds; the first flow of a newcomer must stay far below.
 */
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const FOLDER = import.meta.dirname;
const ROOT = join(FOLDER, '../..');

const options = ((): ts.CompilerOptions => {
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const parsed = ts.parseJsonConfigFileContent(config.config, { ...ts.sys, readDirectory: () => [] }, ROOT);
  delete parsed.options.tsBuildInfoFile;
  return { ...parsed.options, incremental: false };
})();

/** Parsed once for all programs. */
const host = ts.createCompilerHost(options);
const files = new Map<string, ts.SourceFile | undefined>();
const readFile = host.getSourceFile.bind(host);
host.getSourceFile = (path, ...rest) => {
  if (!files.has(path)) files.set(path, readFile(path, ...rest));
  return files.get(path);
};

function compile(path: string): { readonly errors: readonly string[]; readonly instantiations: number } {
  const file = join(FOLDER, path);
  const program = ts.createProgram([file], options, host);
  const found = program.getSemanticDiagnostics(program.getSourceFile(file));
  return {
    errors: found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    instantiations: program.getInstantiationCount(),
  };
}

test.each([
  ['design-flow.ts', 120_000],
  ['design-flow-raw.ts', 90_000],
  ['flows/ring-group.ts', 220_000],
  ['flows/consult.ts', 250_000],
])(
  '%s compiles with at most %d instantiations',
  (path, budget) => {
    const { errors, instantiations } = compile(path);
    expect(errors).toEqual([]);
    expect(instantiations).toBeLessThan(budget);
  },
  180_000,
);
