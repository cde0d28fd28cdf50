/**
 * What a flow costs the compiler, in type instantiations (a count, so that a busy machine does not matter: half a
 * million take about five seconds, and a newcomer's first flow must stay far below), and what an editor shows.
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

function programOf(path: string): { readonly program: ts.Program; readonly file: ts.SourceFile } {
  const program = ts.createProgram([join(FOLDER, path)], options, host);
  const file = program.getSourceFile(join(FOLDER, path));
  if (file === undefined) throw new Error(`${path} did not reach the compiler`);
  return { program, file };
}

function compile(path: string): { readonly errors: readonly string[]; readonly instantiations: number } {
  const { program, file } = programOf(path);
  const found = program.getSemanticDiagnostics(file);
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

/** What an editor shows over each param of an object that is given to a creator: the param's doc comment. */
function hovers(path: string): ReadonlyMap<string, string> {
  const { program, file } = programOf(path);
  const checker = program.getTypeChecker();
  const shown = new Map<string, string>();
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node) && ts.isCallExpression(node.parent)) {
      const wanted = checker.getContextualType(node);
      for (const property of node.properties) {
        const name = property.name?.getText() ?? '';
        const symbols = (wanted?.isUnion() ? wanted.types : [wanted]).map((type) => type?.getProperty(name));
        const symbol = symbols.find((found) => found !== undefined);
        if (symbol) shown.set(name, ts.displayPartsToString(symbol.getDocumentationComment(checker)));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return shown;
}

test('hovering a param shows its doc comment', () => {
  const shown = hovers('design-flow.ts');
  expect(shown.get('voice')).toContain('`defaults.voice`'); // the flow's own
  expect(shown.get('as')).toContain('Role of the new leg');
  expect(shown.get('maximum_digits')).toContain('digits'); // the wire's
  for (const name of ['payload', 'maximum_tries', 'timeout_millis', 'to', 'timeout_secs']) {
    expect([name, shown.get(name)]).toEqual([name, expect.stringMatching(/\w{3}/)]);
  }
}, 180_000);
