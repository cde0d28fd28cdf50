/**
 * What Node really loads when a module is imported: run in a process of its own, with a loader hook that writes down
 * every module. It knows nothing of Callchart.
 */
import { spawnSync } from 'node:child_process';

/** The modules that one import loaded. */
export interface LoadedModules {
  /** Addresses (`file:///…`, `node:…`) of the modules that ESM imports asked for. */
  readonly urls: readonly string[];
  /** Built-ins that were loaded beyond those that a bare process has, whoever asked. */
  readonly builtins: readonly string[];
}

const HOOK = `import { writeSync } from 'node:fs';
export async function load(url, context, next) {
  if (url.startsWith('file:') || url.startsWith('node:')) writeSync(1, url + '\\n');
  return next(url, context);
}`;

const PROBE = `const list = () => process.moduleLoadList ?? [];
const before = new Set(list());
await import(process.argv[1]);
const after = list().filter((it) => it.startsWith('NativeModule ') && !before.has(it));
console.log('BUILTINS ' + JSON.stringify(after.map((it) => it.slice('NativeModule '.length))));`;

const asUrl = (code: string): string => `data:text/javascript,${encodeURIComponent(code)}`;

/** Imports `specifier` (a file URL, or a package name seen from `cwd`) in a new process. */
export function loadedModules(specifier: string, cwd: string): LoadedModules {
  const register = asUrl(`import { register } from 'node:module'; register(${JSON.stringify(asUrl(HOOK))});`);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', register, '--input-type=module', '--eval', PROBE, specifier],
    { cwd, encoding: 'utf8', timeout: 60_000, env: { ...process.env, NODE_OPTIONS: '' } },
  );
  if (status !== 0) throw new Error(`importing ${specifier} failed (${status}):\n${stderr}`);
  const lines = stdout.trimEnd().split('\n');
  const builtins = lines.find((line) => line.startsWith('BUILTINS '))?.slice('BUILTINS '.length) ?? '[]';
  const loaded: string[] = JSON.parse(builtins);
  return { urls: lines.filter((line) => !line.startsWith('BUILTINS ')), builtins: loaded };
}
