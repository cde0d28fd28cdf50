/** The flows that are shipped, by their files, and how each is called. */
import { readdirSync } from 'node:fs';
import type { FlowModule } from 'callchart';
import type { Calling } from './harm.ts';

/** A flow that is shipped. */
export interface Shipped {
  readonly file: string;
  readonly module: FlowModule;
  readonly calling: Calling;
}

const root = new URL('../../../', import.meta.url);

/** The files of machines and examples. */
export function shippedFiles(): readonly string[] {
  const machines = readdirSync(new URL('machines', root)).filter((name) => name.endsWith('.ts'));
  const examples = readdirSync(new URL('examples', root), { recursive: true, encoding: 'utf8' });
  return [
    ...machines.map((name) => `machines/${name}`),
    ...examples
      .filter((name) => /(?:^|[/\\])(?:flow|hello)\.ts$/.test(name))
      .map((name) => `examples/${name.replaceAll('\\', '/')}`),
  ];
}

/** Loads one. */
export async function shipped(file: string): Promise<Shipped> {
  const module = (await import(new URL(file, root).href)) as FlowModule;
  const meta = module.default.config.meta as { readonly check?: { readonly input?: Calling['input'] } } | undefined;
  const input = meta?.check?.input;
  // Where a file exports no options the loader may show the machine's own members instead.
  const hasOptions = module.options !== (module.default as { readonly options?: unknown }).options;
  const own: FlowModule = hasOptions ? module : { default: module.default };
  return { file, module: own, calling: input === undefined ? {} : { input } };
}
