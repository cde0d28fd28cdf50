/**
 * What the rules of the house need to know about one TypeScript file, read from its syntax tree: what it imports and
 * how, what it exports, which parts of the outside world it touches. It knows no rule.
 */
import { builtinModules } from 'node:module';
import ts from 'typescript';

/** A file as the rules see it: its path from the root of the repository, with slashes, and its text. */
export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** One import, re-export, dynamic import, `require` or type-only reference. */
export interface ImportFact {
  readonly line: number;
  /** Undefined when it is computed, so that nobody can tell what is loaded. */
  readonly specifier: string | undefined;
  /** `type` leaves nothing behind at run time; `static` and `dynamic` load a module. */
  readonly kind: 'type' | 'static' | 'dynamic';
}

/** One place where a file does something that a rule may forbid. */
export interface Place {
  readonly line: number;
  readonly what: string;
}

/** Everything that the rules ask of a file. */
export interface SourceFacts extends SourceText {
  readonly lineCount: number;
  readonly imports: readonly ImportFact[];
  readonly defaultExports: readonly Place[];
  /** Uses of the clock, of randomness and of the world outside. */
  readonly impurities: readonly Place[];
  readonly openingComment: string | undefined;
  /** Whether it holds a function or a class, and so something that can be wrong when it runs. */
  readonly hasBehaviour: boolean;
}

/** Globals through which a file reaches time, chance or the world. */
const WORLDLY_GLOBALS = new Set([
  'clearImmediate',
  'clearInterval',
  'clearTimeout',
  'console',
  'fetch',
  'globalThis',
  'performance',
  'process',
  'queueMicrotask',
  'require',
  'setImmediate',
  'setInterval',
  'setTimeout',
]);

/** Members of otherwise harmless globals that do the same. */
const WORLDLY_MEMBERS = new Set(['Date.now', 'Math.random', 'crypto.randomUUID', 'crypto.getRandomValues']);

const BUILTINS = new Set(builtinModules);

/** The name of a package or built-in that a specifier loads (`node:fs` for `fs/promises`), undefined when relative. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('/')) return undefined;
  if (specifier.startsWith('node:')) return `node:${specifier.slice(5).split('/')[0]}`;
  const [first = '', second = ''] = specifier.split('/');
  if (BUILTINS.has(first)) return `node:${first}`;
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** Reads a file's facts. */
export function factsOf(source: SourceText): SourceFacts {
  const file = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const imports: ImportFact[] = [];
  const defaultExports: Place[] = [];
  const impurities: Place[] = [];
  const declared = declaredNames(file);
  let hasBehaviour = false;
  const lineOf = (node: ts.Node): number => file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;

  const visit = (node: ts.Node, inType: boolean): void => {
    const imported = importOf(node);
    if (imported) imports.push({ line: lineOf(node), ...imported });
    if (isDefaultExport(node)) defaultExports.push({ line: lineOf(node), what: 'a default export' });
    if (isBehaviour(node)) hasBehaviour = true;
    const impurity = inType ? undefined : impurityOf(node, declared);
    if (impurity !== undefined) impurities.push({ line: lineOf(node), what: impurity });
    const typesBelow = inType || ts.isTypeNode(node) || ts.isInterfaceDeclaration(node);
    ts.forEachChild(node, (child) => visit(child, typesBelow));
  };
  visit(file, false);

  return {
    ...source,
    lineCount: source.text.split('\n').length - (source.text.endsWith('\n') ? 1 : 0),
    imports,
    defaultExports,
    impurities,
    openingComment: openingCommentOf(source.text),
    hasBehaviour,
  };
}

function importOf(node: ts.Node): Omit<ImportFact, 'line'> | undefined {
  if (ts.isImportDeclaration(node)) {
    // `import { type X }` still loads the module under verbatimModuleSyntax: only `import type` leaves nothing.
    const typeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return { specifier: literal(node.moduleSpecifier), kind: typeOnly ? 'type' : 'static' };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return { specifier: literal(node.moduleSpecifier), kind: node.isTypeOnly ? 'type' : 'static' };
  }
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
    return { specifier: literal(node.moduleReference.expression), kind: node.isTypeOnly ? 'type' : 'static' };
  }
  if (ts.isImportTypeNode(node)) {
    const literalType = ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
    return { specifier: literalType && literal(literalType), kind: 'type' };
  }
  if (ts.isCallExpression(node) && loadsAModule(node.expression)) {
    return { specifier: node.arguments[0] && literal(node.arguments[0]), kind: 'dynamic' };
  }
  return undefined;
}

function loadsAModule(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
}

function literal(node: ts.Node): string | undefined {
  return ts.isStringLiteralLike(node) ? node.text : undefined;
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportSpecifier(node)) return node.name.text === 'default';
  return ts.canHaveModifiers(node) && !!ts.getModifiers(node)?.some((it) => it.kind === ts.SyntaxKind.DefaultKeyword);
}

function isBehaviour(node: ts.Node): boolean {
  return ts.isClassLike(node) || (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined);
}

function impurityOf(node: ts.Node, declared: ReadonlySet<string>): string | undefined {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const member = `${node.expression.text}.${node.name.text}`;
    if (WORLDLY_MEMBERS.has(member) && !declared.has(node.expression.text)) return member;
  }
  if (ts.isNewExpression(node) && isGlobal(node.expression, 'Date', declared) && !node.arguments?.length) {
    return 'new Date() without an argument';
  }
  if (ts.isCallExpression(node) && isGlobal(node.expression, 'Date', declared)) return 'Date()';
  if (ts.isIdentifier(node) && WORLDLY_GLOBALS.has(node.text) && !declared.has(node.text) && isReference(node)) {
    return node.text;
  }
  return undefined;
}

function isGlobal(node: ts.Node, name: string, declared: ReadonlySet<string>): boolean {
  return ts.isIdentifier(node) && node.text === name && !declared.has(name);
}

/** Whether an identifier reads a variable, rather than naming a member. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isExportSpecifier(parent) || ts.isImportSpecifier(parent) || ts.isBindingElement(parent)) return false;
  return !((ts.isMethodDeclaration(parent) || ts.isPropertyDeclaration(parent)) && parent.name === node);
}

/** Names that the file binds itself: a parameter called `fetch` is a port, not the world. */
function declaredNames(file: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    const binds =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isImportSpecifier(node) ||
      ts.isImportClause(node);
    if (binds && node.name && ts.isIdentifier(node.name)) names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return names;
}

function openingCommentOf(text: string): string | undefined {
  const range = ts.getLeadingCommentRanges(text, ts.getShebang(text)?.length ?? 0)?.[0];
  return range && text.slice(range.pos, range.end);
}
