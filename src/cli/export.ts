/**
 * `callchart export`: one call as a JSON record that needs nothing else. Secrets are masked; numbers too, if asked for.
 */
import { writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { maskNumbers } from '../replay/mask-numbers.ts';
import type { RecordedCall } from '../replay/recorded-call.ts';
import { recordAsTest } from '../replay/record-as-test.ts';
import { withoutSecrets } from '../replay/secrets.ts';
import { textOf } from './arguments.ts';
import { onlyCall } from './only-call.ts';
import { bookHelp, bookOptions, withBook } from './open-book.ts';
import type { GivenArguments, Subcommand, Surroundings } from './subcommand.ts';
import { UsageError } from './usage-error.ts';

/** The subcommand. */
export const exportCall: Subcommand = {
  name: 'export',
  summary: 'Writes a call as a JSON record, to be replayed or kept as a test',
  help: `
Usage: callchart export <callId> [options]

Private digits were never stored, and secrets (passwords, tokens) are masked. The record is all that
callchart replay and expectReplay need.

  --out <file>     default: standard output
  --test           a Vitest file instead that plays the call with its faults under virtual time
  --flow <file>    the flow that the test imports; default ./<flow id>.ts
  --mask           replace numbers, SIP addresses and names, the same one alike everywhere
${bookHelp}
`,
  options: {
    ...bookOptions,
    out: { type: 'string' },
    mask: { type: 'boolean' },
    test: { type: 'boolean' },
    flow: { type: 'string' },
  },
  run,
};

async function run(given: GivenArguments, surroundings: Surroundings): Promise<number> {
  const callId = onlyCall(given, 'export');
  const found = await withBook(given, surroundings, (book) => book.record(callId));
  const shown = withoutSecrets(found) as RecordedCall;
  const record = given.values['mask'] === true ? maskNumbers(shown) : shown;
  const file = textOf(given, 'out');
  const isTest = given.values['test'] === true;
  if (!isTest && textOf(given, 'flow') !== undefined) throw new UsageError('--flow is for --test.');
  const text = isTest
    ? recordAsTest(record, importOf(textOf(given, 'flow') ?? `${record.flow.id}.ts`, file, surroundings.cwd))
    : `${JSON.stringify(record, null, 1)}\n`;
  write(text, file, surroundings);
  return 0;
}

/** The flow's file as the test imports it: seen from where the test is written. */
function importOf(flow: string, test: string | undefined, cwd: string): string {
  const from = test === undefined ? cwd : dirname(resolve(cwd, test));
  const path = relative(from, resolve(cwd, flow)).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}

function write(text: string, file: string | undefined, { out, cwd }: Surroundings): void {
  if (file === undefined) out(text);
  else writeFileSync(resolve(cwd, file), text);
}
