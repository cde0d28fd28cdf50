/** A decision as the arrays that the function `write_batch_2` takes, in its order. It knows no connection. */
import { toStoredText } from '../stored-text.ts';
import type { CallChange, Decision } from './decision.ts';

const text = (value: string | undefined): string | null => (value === undefined ? null : toStoredText(value));

/** The types of the arrays, in order, a line for each kind of row: calls, keys, legs, sessions, entries, loose ones. */
const types = `
  text bigint bigint bigint bigint bigint bigint boolean boolean text text text text text bigint text
  text integer bigint
  text integer
  text integer
  integer bigint bigint text
  bigint text`
  .trim()
  .split(/\s+/);

/** The parameters of `write_batch_2` behind the first three, as SQL. */
export const arrayParameters = types.map((type, at) => `$${at + 4}::${type}[]`).join(', ');

/** What is written, one array for each parameter. */
export function arraysOf(decision: Decision): unknown[][] {
  const calls = decision.calls.map(({ last }) => last);
  const legs = [...decision.legs];
  const sessions = [...decision.sessions];
  const entries = decision.calls.flatMap((call) => call.entries.map((entry) => ({ ...entry, no: call.no })));
  return [
    calls.map(({ commit }) => toStoredText(commit.callId)),
    decision.calls.map(({ expectedStep }) => expectedStep),
    decision.calls.map((call) => call.entries[0]?.seq ?? null),
    calls.map(({ commit }) => commit.record.step),
    decision.calls.map((call) => call.entries.at(-1)?.seq ?? null),
    calls.map(({ commit }) => commit.wakeAt ?? null),
    calls.map(({ commit }) => commit.summary.updatedAt),
    calls.map(({ commit }) => commit.open),
    decision.calls.map(({ isIdle }) => isIdle),
    calls.map(({ commit }) => commit.summary.phase),
    calls.map(({ commit }) => toStoredText(commit.summary.flow)),
    calls.map(({ commit }) => toStoredText(commit.summary.version)),
    calls.map(({ commit }) => text(commit.summary.from)),
    calls.map(({ commit }) => text(commit.summary.to)),
    calls.map(({ commit }) => commit.summary.createdAt),
    calls.map(({ record }) => record),
    decision.keys.map(({ key }) => toStoredText(key)),
    decision.keys.map(({ no }) => no ?? null),
    decision.keys.map(({ at }) => at),
    ...namesOf(legs),
    ...namesOf(sessions),
    entries.map(({ no }) => no),
    entries.map(({ seq }) => seq),
    entries.map(({ at }) => at),
    entries.map(({ json }) => json),
    decision.loose.map(({ at }) => at),
    decision.loose.map(({ json }) => json),
  ];
}

const namesOf = (names: readonly (readonly [string, CallChange])[]): unknown[][] => [
  names.map(([name]) => toStoredText(name)),
  names.map(([, call]) => call.no),
];
