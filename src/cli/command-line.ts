/**
 * The command line: finds the subcommand, prints help, and turns errors into messages and exit codes (0 ok, 1 failure,
 * 2 usage). It knows the subcommands by their names, and nothing of what they do.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import { readArguments } from './arguments.ts';
import { calls } from './calls.ts';
import { check } from './check.ts';
import { dev } from './dev.ts';
import { doctor } from './doctor.ts';
import { exportChart } from './export-chart.ts';
import { exportCall } from './export.ts';
import { migrate } from './migrate.ts';
import { hangup, resend, send } from './operate.ts';
import { packageVersion } from './package-version.ts';
import { prune } from './prune.ts';
import { replay } from './replay.ts';
import { serve } from './serve.ts';
import { show } from './show.ts';
import { simulate } from './simulate.ts';
import type { Subcommand, Surroundings } from './subcommand.ts';
import { UsageError } from './usage-error.ts';
import { nearWord } from './near-word.ts';

const subcommands: readonly Subcommand[] = [
  dev,
  simulate,
  check,
  exportChart,
  serve,
  migrate,
  prune,
  doctor,
  calls,
  show,
  exportCall,
  replay,
  hangup,
  send,
  resend,
];

/** Runs a command line. @returns the exit code */
export async function runCommandLine(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  const [word, ...rest] = argv;
  try {
    if (word === undefined) {
      surroundings.err(overview());
      return 2;
    }
    if (word === '--version' || word === '-v') {
      surroundings.out(`${packageVersion()}\n`);
      return 0;
    }
    if (word === '--help' || word === '-h' || word === 'help') return help(rest[0], surroundings);
    const subcommand = find(word);
    const given = readArguments(rest, subcommand.options);
    if (given.values['help'] === true) return help(word, surroundings);
    return await subcommand.run(given, surroundings);
  } catch (error) {
    return report(error, argv, surroundings);
  }
}

function help(word: string | undefined, { out }: Surroundings): number {
  const subcommand = word === undefined ? undefined : find(word);
  out(subcommand === undefined ? overview() : `${subcommand.summary}\n\n${subcommand.help.trim()}\n`);
  return 0;
}

function find(word: string): Subcommand {
  const found = subcommands.find(({ name }) => name === word);
  if (found !== undefined) return found;
  const names = subcommands.map(({ name }) => name);
  const near = nearWord(word, names);
  throw new UsageError(
    word.startsWith('-')
      ? `There is no option ${word} before a command. Commands: ${names.join(', ')}.`
      : `There is no command "${word}". ${near === undefined ? `Commands: ${names.join(', ')}.` : `Did you mean ${near}?`}`,
  );
}

function overview(): string {
  const rows = subcommands.map(({ name, summary }) => `  ${name.padEnd(14)}${summary}`);
  return `callchart ${packageVersion()}: phone-call flows as XState machines.

Usage: callchart <command> [options]

${rows.join('\n')}

  callchart <command> --help   what a command takes
  callchart --version          the version
`;
}

/** The message says what to do; the stack is for those who ask for it. */
function report(error: unknown, argv: readonly string[], { err, env }: Surroundings): number {
  const isAsked = argv.includes('--verbose') || (env['DEBUG'] ?? '') !== '';
  if (error instanceof UsageError) {
    const command = subcommands.find(({ name }) => name === argv[0]);
    err(`${error.message}\nUsage: callchart ${command === undefined ? '' : `${command.name} `}--help\n`);
    return 2;
  }
  const message = error instanceof Error ? error.message : String(error);
  // What is not ours comes unforeseen: without the stack nobody could report it.
  const isOurs = error instanceof CallchartError;
  err(`${message}\n`);
  if (isAsked || !isOurs) err(`${stackOf(error)}\n`);
  else if (error.cause !== undefined) err('Run it again with --verbose to see what went wrong underneath.\n');
  return 1;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? '';
  const cause = error.cause === undefined ? '' : `\nCaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
