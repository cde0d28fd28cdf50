/** Results as Markdown: what was compared, on what, with which figures. It knows no part of the benchmark by name. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

/** What was aimed at, and what came out. */
export interface Target {
  readonly what: string;
  readonly wanted: string;
  readonly measured: string;
  readonly isMet: boolean;
}

/** One part's results. */
export interface PartReport {
  readonly title: string;
  /** What was compared, how. */
  readonly about: string;
  readonly tables: readonly { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }[];
  readonly targets: readonly Target[];
  readonly notes?: readonly string[];
}

/** The part as Markdown. */
export function toMarkdown({ title, about, tables, targets, notes = [] }: PartReport): string {
  const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
    [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
  const goals = targets.map((it) => [it.what, it.wanted, it.measured, it.isMet ? 'met' : '**missed**']);
  return [
    `## ${title}`,
    about,
    ...tables.map(({ head, rows }) => table(head, rows)),
    ...(goals.length > 0 ? [table(['target', 'wanted', 'measured', ''], goals)] : []),
    ...notes,
  ].join('\n\n');
}

/** What the figures were measured on. */
export function machineLine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const day = new Date().toISOString().slice(0, 10);
  return `${day}, commit ${commit}, Node ${process.versions.node}, xstate ${versionOf('xstate')}, ${cpus().length} × ${cpu?.model ?? 'unknown processor'}, ${memory} GiB, ${process.platform}.`;
}

const versionOf = (name: string): string => {
  const file = fileURLToPath(new URL(`../node_modules/${name}/package.json`, import.meta.url));
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
};

/** A number for people: three digits that count. */
export const figure = (value: number): string =>
  value >= 1_000
    ? Math.round(value).toLocaleString('en-US')
    : value.toLocaleString('en-US', { maximumSignificantDigits: 3, useGrouping: false });

/** A ratio for people. */
export const times = (value: number): string => `${value.toFixed(value >= 10 ? 0 : 2)} ×`;
