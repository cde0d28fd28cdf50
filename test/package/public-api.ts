/**
 * The public names of a package entry as the compiler sees them: what each is, and whether it is documented.
 */
import { join, relative } from 'node:path';
import ts from 'typescript';
import { ROOT } from '../architecture/repository-files.ts';

/** A name that an entry exports. */
export interface PublicName {
  readonly name: string;
  /** `value`, `type`, or both for a schema and its type. */
  readonly kinds: readonly ('value' | 'type')[];
  readonly documented: boolean;
  /** Where it is declared, as `file:line` from the root of the repository. */
  readonly declaredAt: string;
}

/** The public names of each source file, in alphabetical order. */
export function publicNames(
  sources: readonly string[],
  host?: ts.CompilerHost,
): ReadonlyMap<string, readonly PublicName[]> {
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, { ...ts.sys, readDirectory: () => [] }, ROOT);
  const roots = sources.map((path) => join(ROOT, path));
  const program = ts.createProgram(roots, { ...options, incremental: false }, host);
  const checker = program.getTypeChecker();
  return new Map(sources.map((path, at) => [path, namesOf(program, checker, roots[at] ?? path)]));
}

function namesOf(program: ts.Program, checker: ts.TypeChecker, path: string): PublicName[] {
  const file = program.getSourceFile(path);
  const symbol = file && checker.getSymbolAtLocation(file);
  if (!symbol) throw new Error(`${path} is an entry of the package and exports nothing`);
  const names = checker.getExportsOfModule(symbol).map((it) => describe(it, checker));
  return names.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function describe(exported: ts.Symbol, checker: ts.TypeChecker): PublicName {
  const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
  const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
  const kinds: PublicName['kinds'][number][] = [];
  const exportedAsType = isAlias && exported.declarations?.every((it) => ts.isTypeOnlyImportOrExportDeclaration(it));
  if (symbol.flags & ts.SymbolFlags.Value && !exportedAsType) kinds.push('value');
  if (symbol.flags & ts.SymbolFlags.Type) kinds.push('type');
  const declaration = symbol.declarations?.[0];
  return {
    name: exported.name,
    kinds,
    documented: symbol.getDocumentationComment(checker).some(({ text }) => text.trim() !== ''),
    declaredAt: declaration ? placeOf(declaration) : exported.name,
  };
}

function placeOf(node: ts.Node): string {
  const file = node.getSourceFile();
  const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
  return `${relative(ROOT, file.fileName)}:${line + 1}`;
}
