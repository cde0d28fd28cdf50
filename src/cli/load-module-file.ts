/**
 * Loads a TypeScript or JavaScript module of the author's without a build step. Whatever it imports of callchart and
 * xstate are the very modules that run here: a second copy would know nothing of the first one's machines and errors.
 * It knows nothing of what the module is for.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, resolve, sep } from 'node:path';
import { createJiti } from 'jiti';
import { CallchartError } from '../errors/callchart-error.ts';

/** A module that was loaded. */
export interface LoadedModule {
  readonly file: string;
  readonly exports: Readonly<Record<string, unknown>>;
  /** It and the author's own files that it imports, as absolute paths: what to watch for changes. */
  readonly files: readonly string[];
}

const extensions = ['.ts', '.mts', '.js', '.mjs', '.json'];

// Every entry of this package, as it names itself, and those of xstate that flows use.
const ownModules: readonly string[] = [
  ...entriesOfThisPackage(),
  'xstate',
  'xstate/actions',
  'xstate/actors',
  'xstate/guards',
];

/** What jiti asks for by name: a promise, which it awaits, so that only what a file imports is loaded. */
const provided = Object.defineProperties<Record<string, unknown>>(
  {},
  Object.fromEntries(ownModules.map((name) => [name, { enumerable: true, get: () => import(name) as unknown }])),
);

/**
 * Loads a module as it is on disk now.
 *
 * @param path as on the command line
 * @param cwd what a relative path is relative to
 * @param what the file is called in messages: `flow file`
 * @throws CallchartError `file.missing`, `file.extension`, `file.unreadable` with the file's name
 */
export async function loadModuleFile(path: string, cwd: string, what: string): Promise<LoadedModule> {
  const file = resolve(cwd, path);
  assertReadable(file, path, what);
  const jiti = createJiti(file, {
    fsCache: false,
    moduleCache: true,
    interopDefault: false,
    virtualModules: provided,
  });
  try {
    const exports = await jiti.import<Record<string, unknown>>(file);
    return { file, exports, files: loadedFiles() };
  } catch (cause) {
    throw unreadable(file, what, cause);
  }
}

function entriesOfThisPackage(): string[] {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    readonly name: string;
    readonly exports: Readonly<Record<string, unknown>>;
  };
  const entries = Object.entries(manifest.exports).filter(([, target]) => typeof target === 'object');
  return entries.map(([path]) => path.replace('.', manifest.name));
}

function assertReadable(file: string, path: string, what: string): void {
  if (!existsSync(file))
    throw new CallchartError('file.missing', `There is no ${what} ${path} (looked for ${file}). Check the path.`);
  if (statSync(file).isDirectory())
    throw new CallchartError('file.missing', `${path} is a folder, not a ${what}: name the file in it.`);
  if (extensions.includes(extname(file))) return;
  throw new CallchartError(
    'file.extension',
    `${path} is no ${what}: its name must end in one of ${extensions.join(', ')}.`,
  );
}

/**
 * Forgets all that was loaded, so that the next load sees the files as they are then. Modules that files share are one
 * instance until that happens. Packages stay: they do not change under a running process.
 */
export function forgetModuleFiles(): void {
  for (const path of loadedFiles()) Reflect.deleteProperty(cache, path);
}

// jiti keeps modules in Node's own cache. What is in it when this file is loaded belongs to whoever runs this process.
const { cache } = createRequire(import.meta.url);
const foreign = new Set(Object.keys(cache));

function loadedFiles(): string[] {
  return Object.keys(cache).filter((path) => !path.includes(`${sep}node_modules${sep}`) && !foreign.has(path));
}

function unreadable(file: string, what: string, cause: unknown): CallchartError {
  const why =
    cause instanceof Error ? cause.message.replaceAll(/\n\s*/g, ' ').replace(/ Require stack:.*$/s, '') : String(cause);
  const missing = /Cannot find (?:module|package) '([^'./][^']*)'/.exec(why)?.[1];
  const remedy =
    missing === undefined
      ? 'Correct the file; its compiler says more: npx tsc --noEmit.'
      : `Install it beside the file: npm install ${missing} (in ${dirname(file)} or above).`;
  return new CallchartError('file.unreadable', `The ${what} ${file} cannot be loaded: ${why.trim()}\n${remedy}`, {
    cause,
    details: { file },
  });
}
