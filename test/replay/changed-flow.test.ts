/**
 * A flow with one changed prompt, one removed timer and one renamed state: the differences name exactly the calls
 * concerned. Which those are is told from the records themselves. CALLCHART_REPLAY_ROUNDS=250 makes it a thousand calls.
 */
import { loadFlow, type RecordedCall } from 'callchart';
import { type CallComparison, compareCall } from 'callchart/testing';
import { beforeAll, expect, test } from 'vitest';
import { DifferenceGroups } from '../../src/replay/difference-groups.ts';
import { type Caller, menuFlow, playCall } from './recorded-calls.ts';

const rounds = Number(process.env['CALLCHART_REPLAY_ROUNDS'] ?? 2);
const callers: readonly Caller[] = ['1', '2', 'wait', 'leave'];
const flow = menuFlow();
let records: readonly RecordedCall[] = [];
beforeAll(async () => {
  const played: RecordedCall[] = [];
  for (let seed = 1; seed <= rounds; seed++)
    for (const caller of callers) played.push(await playCall(flow, caller, seed));
  records = played;
}, 600_000);

const compared = async (change: Parameters<typeof menuFlow>[0]): Promise<Map<string, CallComparison>> => {
  const changed = loadFlow(menuFlow({ ...change, version: '2' }));
  const all = new Map<string, CallComparison>();
  for (const record of records) all.set(record.callId, await compareCall(record, changed));
  return all;
};
const callsWith = (all: ReadonlyMap<string, CallComparison>, pattern: RegExp): string[] =>
  [...all]
    .filter(([, { differences }]) => differences.some(({ text }) => pattern.test(text)))
    .map(([callId]) => callId);
const callsIn = (fits: (record: RecordedCall) => boolean): string[] => records.filter(fits).map(({ callId }) => callId);

const saysGoodbye = ({ journal }: RecordedCall): boolean =>
  journal.some(({ effects }) =>
    effects.some((one) => one.type === 'command' && JSON.stringify(one.params).includes('Goodbye.')),
  );
const isInGoodbye = ({ journal }: RecordedCall): boolean => journal.some(({ to }) => to === 'goodbye');
const timerFires = ({ journal }: RecordedCall): boolean =>
  journal.some(
    ({ input, events }) => input.name.startsWith('xstate.after.12000.') && events.some(({ handled }) => handled),
  );

test('the same machine under another version does the same in every call', async () => {
  const all = await compared({});
  expect(callsWith(all, /./)).toEqual([]);
  expect([...all.values()].every(({ simulatedFrom }) => simulatedFrom === undefined)).toBe(true);
}, 600_000);

test('a changed prompt', async () => {
  const all = await compared({ prompt: 'Bye.' });
  expect(callsWith(all, /./)).toEqual(callsIn(saysGoodbye));
  expect(callsWith(all, /^speak says "Bye\." instead of "Goodbye\."$/)).toEqual(callsIn(saysGoodbye));
}, 600_000);

test('a renamed state', async () => {
  const all = await compared({ endName: 'farewell' });
  expect(callsWith(all, /./)).toEqual(callsIn(isInGoodbye));
  expect(callsWith(all, /^is in farewell instead of goodbye$/)).toEqual(callsIn(isInGoodbye));
}, 600_000);

test('a removed timer: from there on it is simulation', async () => {
  const all = await compared({ menuTimerMs: undefined });
  expect(callsWith(all, /./)).toEqual(callsIn(timerFires));
  expect(callsWith(all, /^in menu, the timer of 12 s is no more: speak is not sent$/)).toEqual(callsIn(timerFires));
  for (const callId of callsIn(timerFires)) {
    const found = all.get(callId);
    expect(found?.simulatedFrom).toBeGreaterThan(2);
    expect(found?.simulated.length).toBeGreaterThan(0);
    expect(['late', 'closed']).toContain(found?.state.phase);
  }
}, 600_000);

test('all three, counted', async () => {
  const all = await compared({ prompt: 'Bye.', endName: 'farewell', menuTimerMs: undefined });
  const groups = new DifferenceGroups();
  for (const [callId, { differences }] of all) groups.add(callId, differences);
  const concerned = callsIn((record) => isInGoodbye(record) || timerFires(record));
  expect(callsWith(all, /./)).toEqual(concerned);
  expect([groups.same, groups.different]).toEqual([records.length - concerned.length, concerned.length]);
  const gone = groups.groups.find(({ kind }) => kind === 'way');
  expect(gone?.callIds).toEqual(callsIn(timerFires));
}, 600_000);
