/**
 * Which folder under `src` may import which, and which packages: the one table behind "imports point down". What is
 * not in it is not allowed.
 */
import { posix } from 'node:path';
import { packageOf, type ImportFact, type SourceFacts } from './source-facts.ts';

/** What a folder may import. A name followed by `(types)` may be imported by `import type` only. */
interface Layer {
  readonly folders: readonly string[];
  /** Packages and built-ins; `node:*` stands for every built-in. */
  readonly packages: readonly string[];
}

const CORE = ['errors', 'clock', 'telnyx', 'flow', 'engine'];
const RUNNING = [...CORE, 'stores', 'carrier', 'runtime', 'simulator'];
const JUDGING = [...RUNNING, 'checker', 'replay'];

/** From the bottom up. */
export const LAYERS: Readonly<Record<string, Layer>> = {
  errors: { folders: [], packages: [] },
  clock: { folders: [], packages: [] },
  telnyx: { folders: ['clock', 'errors'], packages: ['zod'] },
  flow: { folders: ['telnyx', 'errors'], packages: ['xstate', 'zod'] },
  // Types of xstate only: the machine that an author hands over brings its own copy of xstate along.
  engine: { folders: ['flow', 'telnyx', 'errors'], packages: ['xstate (types)'] },
  carrier: { folders: ['telnyx', 'clock', 'errors'], packages: ['ofetch', 'zod'] },
  stores: {
    folders: ['engine (types)', 'errors', 'clock'],
    packages: ['@photostructure/sqlite', 'node:*', 'pg', 'zod'],
  },
  simulator: { folders: ['telnyx', 'clock', 'errors'], packages: ['node:*', 'zod'] },
  // The runtime knows a store and a carrier by their ports; who starts it brings the real ones.
  runtime: {
    folders: ['stores (types)', 'carrier (types)', 'engine', 'flow', 'telnyx', 'clock', 'errors'],
    packages: ['node:crypto', 'xstate', 'zod'],
  },
  checker: { folders: RUNNING, packages: ['xstate', 'zod'] },
  replay: { folders: RUNNING, packages: ['xstate', 'zod'] },
  restate: { folders: RUNNING, packages: ['node:*', 'xstate', 'zod'] },
  testing: { folders: JUDGING, packages: ['node:*', 'xstate', 'zod'] },
  server: { folders: JUDGING, packages: ['node:*', 'zod'] },
  inspector: { folders: JUDGING, packages: ['elkjs', 'node:*', 'xstate', 'zod'] },
  cli: {
    folders: [...JUDGING, 'restate', 'testing', 'server', 'inspector'],
    packages: ['jiti', 'node:*', 'xstate', 'zod'],
  },
  // `src/index.ts`, the root export: what a flow and the runtime need, no driver, no server, no HTTP client.
  index: { folders: [...CORE, 'stores', 'runtime', 'checker', 'replay'], packages: [] },
};

/** Single files that may use a package beyond their folder's. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  'src/telnyx/signature.ts': ['node:crypto'], // Ed25519 is no I/O: same bytes in, same answer out
};

/** Files that may load what only their user can name. */
const LOADS_BY_NAME: Readonly<Record<string, string>> = {
  cli: 'flow files and configuration are named on the command line',
};

/** Every import of a file under `src` that the table does not allow, as `file:line: what to do`. */
export function importViolations(file: SourceFacts, layers = LAYERS): string[] {
  const from = layerOf(file.path);
  const layer = layers[from];
  if (!layer) return [`${file.path}:1: no row for '${from}' in test/architecture/layers.ts: say what it may import`];
  return file.imports.flatMap((it) => {
    const reason = refuse(file.path, from, layer, it);
    return reason === undefined ? [] : [`${file.path}:${it.line}: ${reason}`];
  });
}

function refuse(path: string, from: string, layer: Layer, imported: ImportFact): string | undefined {
  const { specifier, kind } = imported;
  if (specifier === undefined) {
    return from in LOADS_BY_NAME ? undefined : `'${from}' may not load a module by a computed name`;
  }
  const name = packageOf(specifier);
  if (name !== undefined) {
    if (name === 'callchart') return `'${specifier}' is this package: import the file itself, by its relative path`;
    const allowed = [...layer.packages, ...(EXCEPTIONS[path] ?? [])];
    const wildcard = name.startsWith('node:') && allowed.includes('node:*');
    return wildcard ? undefined : judge(from, `'${specifier}'`, name, kind, allowed);
  }
  if (!specifier.endsWith('.ts')) return `'${specifier}' must end in .ts (the build rewrites it)`;
  const target = posix.join(posix.dirname(path), specifier);
  if (!target.startsWith('src/')) return `'${specifier}' is outside src: it is not in the published package's dist`;
  const to = layerOf(target);
  if (to === from) return undefined;
  return judge(from, `'${to}' (${specifier})`, to, kind, layer.folders);
}

function judge(
  from: string,
  shown: string,
  name: string,
  kind: ImportFact['kind'],
  allowed: readonly string[],
): string | undefined {
  if (allowed.includes(name)) return undefined;
  if (!allowed.includes(`${name} (types)`)) {
    return `'${from}' may not import ${shown}; allowed: ${allowed.join(', ') || 'nothing'}`;
  }
  return kind === 'type' ? undefined : `'${from}' may import ${shown} with \`import type\` only`;
}

/** The folder right under `src`, or the name of a file that lies there. */
export function layerOf(path: string): string {
  const [, first = ''] = path.split('/');
  return first.replace(/\.ts$/, '');
}
