/**
 * Many calls on one flow: what is different, counted. Records are read a page at a time and forgotten again.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import type { Flow } from '../flow/load-flow.ts';
import { findCalls } from '../replay/call-book.ts';
import type { CallDifference } from '../replay/call-difference.ts';
import { compareCall } from '../replay/compare-call.ts';
import { DifferenceGroups } from '../replay/difference-groups.ts';
import type { RecordedCall } from '../replay/recorded-call.ts';
import { verifyRecord } from '../replay/verify.ts';
import { queryOf } from './call-query.ts';
import { withBook } from './open-book.ts';
import type { GivenArguments, Surroundings } from './subcommand.ts';

const shownCalls = 5;

/** Replays the calls that the options mean. @returns the exit code: 1 when one of them is different */
export async function replayAll(given: GivenArguments, surroundings: Surroundings, flow: Flow): Promise<number> {
  const { out } = surroundings;
  const { flow: _file, ...query } = queryOf(given, Date.now());
  const groups = new DifferenceGroups();
  const unreadable: string[] = [];
  let simulated = 0;
  await withBook(given, surroundings, async (book) => {
    for await (const { callId, state } of findCalls(book, { ...query, flow: flow.id })) {
      if (state === '') continue; // Its flow is still being looked up.
      const record = await book.record(callId).catch((error: unknown) => {
        if (!(error instanceof CallchartError) || error.code !== 'record.incomplete') throw error;
        unreadable.push(callId);
      });
      if (record === undefined) continue;
      const { differences, isSimulated } = await look(record, flow);
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

async function look(
  record: RecordedCall,
  flow: Flow,
): Promise<{ readonly differences: readonly Pick<CallDifference, 'kind' | 'text'>[]; readonly isSimulated: boolean }> {
  if (flow.hash !== record.flow.hash) {
    const { differences, simulatedFrom } = await compareCall(record, flow);
    return { differences, isSimulated: simulatedFrom !== undefined };
  }
  const { difference } = verifyRecord(record, flow);
  const text = difference && `does not repeat itself (${difference.cause}): ${difference.path}`;
  return { differences: text === undefined ? [] : [{ kind: 'way', text }], isSimulated: false };
}
