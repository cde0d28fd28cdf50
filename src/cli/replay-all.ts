/**
 * Many calls on one flow: what is different, counted. Records are read a page at a time and forgotten again.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import type { Flow } from '../flow/load-flow.ts';
import { type CallBook, findCalls } from '../replay/call-book.ts';
import type { CallFacts } from '../replay/call-facts.ts';
import type { CallDifference } from '../replay/call-difference.ts';
import { compareCall } from '../replay/compare-call.ts';
import { DifferenceGroups } from '../replay/difference-groups.ts';
import type { RecordedCall } from '../replay/recorded-call.ts';
import { verifyRecord } from '../replay/verify.ts';
import { missingVersion } from '../replay/versions-of-call.ts';
import { queryOf } from './call-query.ts';
import { withBook } from './open-book.ts';
import type { GivenArguments, Surroundings } from './subcommand.ts';

const shownCalls = 5;
const readsAhead = 32;

/** Replays the calls that the options mean; `others` are the versions that they may have been moved to. @returns the exit code: 1 when one of them is different */
export async function replayAll(
  given: GivenArguments,
  surroundings: Surroundings,
  flow: Flow,
  others: readonly Flow[],
): Promise<number> {
  const { out } = surroundings;
  const { flow: _file, ...query } = queryOf(given, Date.now());
  const groups = new DifferenceGroups();
  const unreadable: string[] = [];
  let simulated = 0;
  await withBook(given, surroundings, async (book) => {
    for await (const { callId, record } of readAhead(book, findCalls(book, { ...query, flow: flow.id }))) {
      if (record === undefined) {
        unreadable.push(callId);
        continue;
      }
      const { differences, isSimulated } = await look(record, flow, others);
      groups.add(callId, differences);
      if (isSimulated) simulated += 1;
    }
  });
  const { same, different } = groups;
  if (given.values['json'] === true) {
    out(`${JSON.stringify({ same, different, simulated, unreadable, groups: groups.groups })}\n`);
    return different === 0 ? 0 : 1;
  }
  out(`${same + different} calls on ${flow.id}@${flow.version}: ${same} the same, ${different} different.\n`);
  for (const { text, callIds } of groups.groups) {
    const more = callIds.length > shownCalls ? ` and ${callIds.length - shownCalls} more (--json lists them)` : '';
    out(
      `  ${String(callIds.length).padStart(5)}  ${text}\n         ${callIds.slice(0, shownCalls).join(', ')}${more}\n`,
    );
  }
  if (simulated > 0)
    out(`${simulated} of them ask for something that their record cannot answer: the rest is simulated.\n`);
  if (unreadable.length > 0)
    out(`${unreadable.length} calls were recorded by an older version and cannot be replayed.\n`);
  return different === 0 ? 0 : 1;
}

interface Read {
  readonly callId: string;
  /** Undefined when it was recorded by an older version. */
  readonly record: RecordedCall | undefined;
}

/** While calls are executed again, the next ones are on their way out of the store. */
async function* readAhead(book: CallBook, calls: AsyncIterable<CallFacts>): AsyncGenerator<Read, void> {
  // What fails is told when its turn has come, and not while nobody listens.
  const ahead: Promise<() => Read>[] = [];
  for await (const { callId, state } of calls) {
    if (state === '') continue; // Its flow is still being looked up.
    ahead.push(readCall(book, callId));
    if (ahead.length < readsAhead) continue;
    const next = await ahead.shift();
    if (next !== undefined) yield next();
  }
  for (const one of ahead) yield (await one)();
}

async function readCall(book: CallBook, callId: string): Promise<() => Read> {
  try {
    const record = await book.record(callId);
    return () => ({ callId, record });
  } catch (error) {
    if (error instanceof CallchartError && error.code === 'record.incomplete')
      return () => ({ callId, record: undefined });
    return () => {
      throw error;
    };
  }
}

async function look(
  record: RecordedCall,
  flow: Flow,
  others: readonly Flow[],
): Promise<{ readonly differences: readonly Pick<CallDifference, 'kind' | 'text'>[]; readonly isSimulated: boolean }> {
  if (flow.hash !== record.flow.hash) {
    const { differences, simulatedFrom } = await compareCall(record, flow);
    return { differences, isSimulated: simulatedFrom !== undefined };
  }
  const missing = missingVersion(record, [flow, ...others]);
  if (missing !== undefined) {
    const text = `went on with ${missing.id}@${missing.version}, which is not in callchart.config.ts`;
    return { differences: [{ kind: 'way', text }], isSimulated: false };
  }
  const { difference } = verifyRecord(record, flow, others);
  const text = difference && `does not repeat itself (${difference.cause}): ${difference.path}`;
  return { differences: text === undefined ? [] : [{ kind: 'way', text }], isSimulated: false };
}
