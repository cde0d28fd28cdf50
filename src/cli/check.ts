/**
 * `callchart check`: flow files in, what is wrong with them out. What makes a flow right is the checker's business.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { allRules, examineFlow, type Examined } from '../checker/check-flow.ts';
import { type CheckReport, isSafe, reportOfRefusal } from '../checker/check-report.ts';
import type { ExploreOptions } from '../checker/explore/explore-flow.ts';
import type { RuleFacts } from '../checker/finding.ts';
import { githubReport, jsonReport, sarifReport } from '../checker/report/json.ts';
import { terminalReport } from '../checker/report/terminal.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import { numberOf, oneOf, textOf } from './arguments.ts';
import { FlowWatcher } from './flow-watcher.ts';
import { loadFlowFile } from './load-flow-file.ts';
import { forgetModuleFiles } from './load-module-file.ts';
import { nearWord } from './near-word.ts';
import { packageVersion } from './package-version.ts';
import { createPaint } from './paint.ts';
import type { GivenArguments, Subcommand, Surroundings } from './subcommand.ts';
import { UsageError } from './usage-error.ts';

const formats = ['text', 'json', 'sarif', 'github'] as const;
type Format = (typeof formats)[number];

/** The subcommand. */
export const check: Subcommand = {
  name: 'check',
  summary: 'Looks for what goes wrong on the phone, before a flow takes a call',
  help: `
Usage: callchart check <flow file> ... [options]

Reads each flow, then explores everything that can happen to a call of it at a simulated carrier,
with one thing going wrong; says what is wrong with it: silence, legs left alone, commands that
Telnyx refuses, waits without end. Exit code 0: nothing found. 1: something found. 2: a flow could
not be checked, because its file does not load or exports no machine.

  --format <name>      ${formats.join(', ')}. Default text
  --static             read only, without the exploration
  --states <number>    how many moments are explored at most. Default 60000
  --write-test <file>  what the exploration found, as tests for Vitest (one flow at a time)
  --explain <code>     what a rule is about, with a flow that breaks it and one that does not
  --watch              check again whenever a file changes

What is meant is allowed in the flow itself, with a reason that the report repeats:
  meta: { check: { allow: { 'dead-air': 'the far end plays its own music' } } }
`,
  options: {
    format: { type: 'string' },
    static: { type: 'boolean' },
    states: { type: 'string' },
    'write-test': { type: 'string' },
    explain: { type: 'string' },
    watch: { type: 'boolean' },
  },
  run,
};

async function run(given: GivenArguments, surroundings: Surroundings): Promise<number> {
  const explained = textOf(given, 'explain');
  if (explained !== undefined) return explain(explained, surroundings);
  if (given.positionals.length === 0)
    throw new UsageError('Which flows? Name their files: callchart check <flow file>.');
  const testFile = textOf(given, 'write-test');
  if (testFile !== undefined && given.positionals.length > 1)
    throw new UsageError('--write-test takes one flow at a time.');
  const mostStates = numberOf(given, 'states', { least: 1, most: 10_000_000, whole: true });
  const how: How = {
    format: oneOf(given, 'format', formats) ?? 'text',
    explore: given.values['static'] === true ? false : mostStates === undefined ? {} : { mostStates },
    testFile,
  };
  if (given.values['watch'] === true) return watch(given.positionals, how, surroundings);
  return (await checkOnce(given.positionals, how, surroundings)).code;
}

/** How it is checked and told. */
interface How {
  readonly format: Format;
  readonly explore: ExploreOptions | false;
  readonly testFile: string | undefined;
}

interface Checked {
  readonly code: 0 | 1 | 2;
  /** The author's files that were read. */
  readonly files: readonly string[];
}

async function checkOnce(paths: readonly string[], how: How, surroundings: Surroundings): Promise<Checked> {
  forgetModuleFiles();
  const reports: CheckReport[] = [];
  const files: string[] = [];
  let unreadable = 0;
  for (const path of paths) {
    try {
      const loaded = await loadFlowFile(path, surroundings.cwd);
      files.push(...loaded.files);
      const examined = examineFlow(loaded.flow, { text: await readFile(loaded.file, 'utf8'), explore: how.explore });
      reports.push(examined.report);
      if (how.testFile !== undefined) await writeTests(examined, loaded.file, resolve(surroundings.cwd, how.testFile));
    } catch (error) {
      if (error instanceof CallchartError && isRefusal(error)) reports.push(reportOfRefusal(error, path));
      else {
        unreadable += 1;
        surroundings.err(`${path} could not be checked: ${error instanceof Error ? error.message : String(error)}\n`);
      }
    }
  }
  surroundings.out(print(reports, how.format, surroundings));
  return { code: unreadable > 0 ? 2 : reports.every((report) => isSafe(report)) ? 0 : 1, files };
}

/** Whether there is a flow, and it was refused: then what is wrong with it are findings. */
const isRefusal = ({ code, details }: CallchartError): boolean =>
  code === 'flow.invalid' && details['flow'] !== undefined;

/** Writes what was found as tests; nothing found writes nothing. */
async function writeTests(examined: Examined, flowFile: string, testFile: string): Promise<void> {
  const path = relative(dirname(testFile), flowFile).replaceAll('\\', '/');
  const text = examined.writeTests(path.startsWith('.') ? path : `./${path}`);
  if (text !== undefined) await writeFile(testFile, text);
}

function print(reports: readonly CheckReport[], format: Format, { colour }: Surroundings): string {
  switch (format) {
    case 'text': {
      const paint = createPaint(colour);
      return reports.map((report) => terminalReport(report, paint)).join('\n');
    }
    case 'json':
      return jsonReport(reports);
    case 'sarif':
      return sarifReport(reports, allRules, packageVersion());
    case 'github':
      return githubReport(reports);
    default:
      return format satisfies never;
  }
}

/** Until the process is asked to end. */
async function watch(paths: readonly string[], how: How, surroundings: Surroundings): Promise<number> {
  // Watched before they are read: a change in between is one.
  let files: readonly string[] = paths.map((path) => resolve(surroundings.cwd, path));
  const watcher = new FlowWatcher(files);
  return new Promise((stopped) => {
    surroundings.onStop(() => {
      watcher.close();
      stopped(0);
    });
    const again = async (): Promise<void> => {
      const checked = await checkOnce(paths, how, surroundings);
      // A file that does not load for the moment is still one to watch.
      files = [...new Set([...files, ...checked.files])];
      watcher.watch(files);
    };
    // One after the other: two at once would print into each other.
    let last = Promise.resolve();
    const next = (): void => void (last = last.then(again));
    watcher.start(next);
    next();
  });
}

function explain(code: string, { out }: Surroundings): number {
  const rule = allRules.find((one) => one.code === code);
  if (rule === undefined) {
    const codes = allRules.map((one) => one.code);
    const near = nearWord(code, codes);
    throw new UsageError(
      `There is no rule "${code}". ${near === undefined ? `Rules: ${codes.join(', ')}.` : `Did you mean ${near}?`}`,
    );
  }
  out(explanation(rule));
  return 0;
}

function explanation({ code, severity, reason, advice, bad, good }: RuleFacts): string {
  const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');
  const fragments = bad === '' ? '' : `\nBreaks it:\n${indented(bad)}\n\nDoes not:\n${indented(good)}\n`;
  return `${code} (${severity})\n${reason}\n${advice}\n${fragments}`;
}
