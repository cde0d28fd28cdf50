/**
 * `serve-flow.ts` as a real process over JavaScript that was made from the source of now: it starts in a fraction of a
 * second, and can be killed.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import ts from 'typescript';
import { emitSource } from '../architecture/emitted-source.ts';
import { readSource } from '../architecture/repository-files.ts';

/** The server as JavaScript. */
export interface EmittedServer {
  /** Starts it with these variables and no others of its own. Resolves when it takes webhooks. */
  start(env: Readonly<Record<string, string>>): Promise<ServerProcess>;
  remove(): void;
}

/** A server that runs. */
export interface ServerProcess {
  readonly url: string;
  /** What it logged so far. */
  log(): string;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>;
}

/** Makes it. */
export function emitServer(): EmittedServer {
  const { folder, remove } = emitSource();
  for (const name of ['serve-flow', 'published-flows']) {
    writeFileSync(join(folder, `${name}.js`), scriptOf(`test/server/${name}.ts`));
  }
  return { remove, start: (env) => start(join(folder, 'serve-flow.js'), env) };
}

function scriptOf(path: string): string {
  const { outputText } = ts.transpileModule(readSource(path).text, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  });
  return outputText.replaceAll(`'callchart/server'`, `'./server/index.js'`).replaceAll(`'callchart'`, `'./index.js'`);
}

async function start(script: string, own: Readonly<Record<string, string>>): Promise<ServerProcess> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [script], { env: { PATH, ...own }, stdio: ['pipe', 'pipe', 'pipe'] });
  const gone = once(child, 'close');
  let log = '';
  child.stderr.on('data', (data: Buffer) => (log += data.toString()));
  const url = await Promise.race([
    urlOf(child),
    gone.then(() => {
      throw new Error(`the server ended with ${child.exitCode}: ${log}`);
    }),
  ]);
  const end = async (how: () => void): Promise<void> => {
    how();
    await gone;
  };
  return {
    url,
    log: () => log,
    kill: () => end(() => child.kill('SIGKILL')),
    stop: () => end(() => child.stdin.end()),
  };
}

async function urlOf(child: ChildProcessByStdio<Writable, Readable, Readable>): Promise<string> {
  for await (const line of createInterface({ input: child.stdout })) return (JSON.parse(line) as { url: string }).url;
  return new Promise(() => {});
}
