/**
 * Finds and reads call scripts: the one that was named, the one that lies beside the flow, or none. What a script means
 * is the simulator's business.
 */
import { existsSync, readFileSync } from 'node:fs';
import { extname, relative, resolve } from 'node:path';
import type { z } from 'zod';
import { CallchartError } from '../errors/callchart-error.ts';
import { CallScript } from '../simulator/script.ts';
import { loadModuleFile } from './load-module-file.ts';

/** A script and the file that it came from. */
export interface ScriptFile {
  readonly script: CallScript;
  /** As messages name it. */
  readonly source: string;
}

/**
 * Reads a script: JSON, or a module whose default export it is.
 *
 * @throws CallchartError `file.*` when there is no such file, `script.invalid` when it is no script
 */
export async function readScriptFile(path: string, cwd: string): Promise<ScriptFile> {
  const file = resolve(cwd, path);
  const source = relative(cwd, file) || file;
  const value = extname(file) === '.json' ? readJson(file, source) : await readModule(path, cwd);
  const parsed = CallScript.safeParse(value);
  if (parsed.success) return { script: parsed.data, source };
  const lines = parsed.error.issues.map((issue) => `- ${issueLine(issue)}`);
  throw new CallchartError('script.invalid', `${source} is no call script:\n${lines.join('\n')}`, {
    details: { file },
  });
}

/** The script beside a flow: `front-desk.script.json`, `.ts` or `.js` beside `front-desk.ts`. */
export async function findScriptBeside(flowFile: string, cwd: string): Promise<ScriptFile | undefined> {
  const stem = flowFile.slice(0, -extname(flowFile).length);
  const file = ['json', 'ts', 'js'].map((end) => `${stem}.script.${end}`).find((path) => existsSync(path));
  return file === undefined ? undefined : readScriptFile(file, cwd);
}

function readJson(file: string, source: string): unknown {
  if (!existsSync(file))
    throw new CallchartError('file.missing', `There is no script ${source} (looked for ${file}). Check the path.`);
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new CallchartError('script.invalid', `${source} is not JSON: ${why}`, { cause, details: { file } });
  }
}

async function readModule(path: string, cwd: string): Promise<unknown> {
  const { exports } = await loadModuleFile(path, cwd, 'script');
  return exports['default'];
}

type Issue = z.core.$ZodIssue;

/** One issue in words; of a step that is none of those there are, what the nearest one wants. */
function issueLine(issue: Issue, prefix: readonly PropertyKey[] = []): string {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const [nearest = []] = [...issue.errors].sort((one, other) => badness(one) - badness(other));
    const [first] = nearest;
    if (first !== undefined) return issueLine(first, path);
  }
  const where = path.map((part) => (typeof part === 'number' ? `${part + 1}` : String(part))).join(' ');
  return where === '' ? issue.message : `${where}: ${issue.message}`;
}

// A step with another step's key misses its own: the branch that knows the key has the least to say.
const badness = (issues: readonly Issue[]): number =>
  issues.reduce((sum, issue) => sum + (issue.path.length === 0 ? 10 : issue.path.length === 1 ? 5 : 1), 0);
