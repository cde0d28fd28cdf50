/**
 * `callchart replay`: recorded calls again. On the flow that they ran on they must do the same to the byte; on a changed
 * one it says what is different, call by call or counted over many.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CallchartError } from '../errors/callchart-error.ts';
import type { Flow } from '../flow/load-flow.ts';
import type { CallBook } from '../replay/call-book.ts';
import { compareCall } from '../replay/compare-call.ts';
import { describeDifference } from '../replay/describe-difference.ts';
import { parseRecordedCall, type RecordedCall } from '../replay/recorded-call.ts';
import { verifyRecord } from '../replay/verify.ts';
import { laterVersions, missingVersion } from '../replay/versions-of-call.ts';
import { textOf } from './arguments.ts';
import { queryHelp, queryOptions } from './call-query.ts';
import { ladderPair } from './ladder-pair.ts';
import { loadConfigFile } from './load-config-file.ts';
import { loadFlowFile, loadFlowFiles } from './load-flow-file.ts';
import { onlyCall } from './only-call.ts';
import { bookHelp, bookOptions, withBook } from './open-book.ts';
import { createPaint } from './paint.ts';
import { replayAll } from './replay-all.ts';
import type { GivenArguments, Subcommand, Surroundings } from './subcommand.ts';
import { UsageError } from './usage-error.ts';

/** The subcommand. */
export const replay: Subcommand = {
  name: 'replay',
  summary: 'Runs recorded calls again: the same to the byte, or what a changed flow does otherwise',
  help: `
Usage: callchart replay <record file | callId> [--flow <file>] [options]
       callchart replay --all --since 24h --flow <file> [options]

On the flow that a call ran on, every state and command must be the same to the byte, or the first
difference is shown with its cause. On a changed flow both ladders are shown side by side; where it
asks for something that the record cannot answer, the simulated carrier continues. Exit code 1 on a
difference.

  --flow <file>        the flow. Default: those of callchart.config.ts, which also has the versions that a call was
                       moved to
  --all                many calls: what is different, counted, and in which calls
  --json               the result as JSON
${queryHelp}
${bookHelp}
`,
  options: {
    ...queryOptions,
    ...bookOptions,
    config: { type: 'string' },
    all: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  run,
};

async function run(given: GivenArguments, surroundings: Surroundings): Promise<number> {
  if (given.values['all'] === true) {
    if (given.positionals.length > 0) throw new UsageError('Name one call, or --all.');
    const file = textOf(given, 'flow');
    if (file === undefined) throw new UsageError('Which flow? callchart replay --all --flow <file>.');
    const { flow } = await loadFlowFile(file, surroundings.cwd);
    return replayAll(given, surroundings, flow, await configured(given, surroundings));
  }
  const name = onlyCall(given, 'replay');
  const record = await recordOf(name, given, surroundings);
  const flow = await flowFor(record, given, surroundings);
  const asJson = given.values['json'] === true;
  if (flow.hash === record.flow.hash) {
    const isMoved = laterVersions(record).length > 0;
    return verify(record, [flow, ...(isMoved ? await configured(given, surroundings) : [])], asJson, surroundings);
  }
  return compare(record, flow, asJson, surroundings);
}

/** A file, or a call in the book. */
async function recordOf(name: string, given: GivenArguments, surroundings: Surroundings): Promise<RecordedCall> {
  const file = resolve(surroundings.cwd, name);
  if (existsSync(file)) return parseRecordedCall(readFileSync(file, 'utf8'), name);
  if (name.endsWith('.json'))
    throw new CallchartError(
      'file.missing',
      `There is no file ${name}. Write it with callchart export <callId> --out ${name}.`,
    );
  return withBook(given, surroundings, (book: CallBook) => book.record(name));
}

async function flowFor(record: RecordedCall, given: GivenArguments, surroundings: Surroundings): Promise<Flow> {
  const named = textOf(given, 'flow');
  if (named !== undefined) return (await loadFlowFile(named, surroundings.cwd)).flow;
  for (const flow of await configured(given, surroundings))
    if (flow.id === record.flow.id && flow.version === record.flow.version) return flow;
  const { id, version } = record.flow;
  throw new UsageError(
    `The call ran on flow ${id}@${version}. Name its file: callchart replay <record> --flow <file>.`,
  );
}

/** The flows of the configuration: the other versions of a call that was moved. */
async function configured(given: GivenArguments, { cwd }: Surroundings): Promise<readonly Flow[]> {
  const { flows } = await loadConfigFile(textOf(given, 'config'), cwd);
  return (await loadFlowFiles(flows, cwd)).map(({ flow }) => flow);
}

function verify(
  record: RecordedCall,
  [flow, ...others]: readonly [Flow, ...Flow[]],
  asJson: boolean,
  { out }: Surroundings,
): number {
  const missing = missingVersion(record, [flow, ...others]);
  if (missing !== undefined)
    throw new UsageError(
      `In step ${missing.seq} the call went on with ${missing.id}@${missing.version}. Name that file in the flows of ` +
        'callchart.config.ts, so that it can be executed again to its end.',
    );
  const { steps, difference } = verifyRecord(record, flow, others);
  if (asJson) out(`${JSON.stringify({ callId: record.callId, steps, difference: difference ?? null })}\n`);
  else if (difference === undefined) out(`Call ${record.callId}: ${steps} steps, the same to the byte.\n`);
  else out(`${describeDifference(record, difference)}\n`);
  return difference === undefined ? 0 : 1;
}

async function compare(
  record: RecordedCall,
  flow: Flow,
  asJson: boolean,
  { out, colour }: Surroundings,
): Promise<number> {
  const comparison = await compareCall(record, flow);
  const { callId, differences, simulatedFrom } = comparison;
  const code = differences.length === 0 ? 0 : 1;
  if (asJson) {
    out(`${JSON.stringify({ callId, differences, simulatedFrom: simulatedFrom ?? null })}\n`);
    return code;
  }
  const is = `${flow.id}@${flow.version} (${flow.source ?? flow.hash})`;
  out(`Call ${callId}, which ran on ${record.flow.id}@${record.flow.version}, on ${is}:\n`);
  if (code === 0) out('The same states and commands.\n');
  for (const { seq, text } of differences) out(`  step ${seq}: ${text}\n`);
  if (simulatedFrom !== undefined) out(`  After step ${simulatedFrom} the record has no answers: simulated.\n`);
  if (code === 1) out(`\n${ladderPair(record, comparison, createPaint(colour))}`);
  return code;
}
