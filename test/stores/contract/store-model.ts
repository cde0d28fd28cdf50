/**
 * What a store means, in the fewest words: the commits that were written, in order; every answer is read off that list.
 */
import type { CallCommit, CommitResult, LooseCommit } from 'callchart';

type Written = CallCommit | LooseCommit;

/** The whole meaning of a store, without any index. */
export class StoreModel {
  readonly written: Written[] = [];

  step(callId: string): number {
    return this.#last(callId)?.record.step ?? 0;
  }

  commit(commit: Written): CommitResult {
    if (this.written.some(({ keys }) => keys.some((key) => commit.keys.includes(key)))) return 'duplicate';
    if (commit.callId !== undefined && commit.expectedStep !== this.step(commit.callId)) return 'conflict';
    this.written.push(commit);
    return 'written';
  }

  /** Everything that can be asked, about these names. */
  answers(names: { calls: string[]; keys: string[]; legs: string[]; sessions: string[]; now: number }): unknown {
    const calls = names.calls.flatMap((callId) => this.#last(callId) ?? []);
    const firsts = calls.map(({ callId }) => this.written.findIndex((it) => it.callId === callId));
    const arrived = calls.map((call, at) => ({ ...call, first: firsts[at] ?? 0 }));
    const waiting = arrived
      .filter(({ wakeAt }) => wakeAt !== undefined)
      .toSorted((a, b) => (a.wakeAt ?? 0) - (b.wakeAt ?? 0) || a.first - b.first);
    const byAge = calls.toSorted((a, b) => (age(a) < age(b) ? -1 : 1));
    return {
      keys: pairs(names.keys, (key) => this.written.find(({ keys }) => keys.includes(key))?.callId ?? ''),
      knownKeys: names.keys.filter((key) => this.written.some(({ keys }) => keys.includes(key))),
      legs: pairs(names.legs, (leg) => this.#calls().findLast(({ legs }) => legs.includes(leg))?.callId),
      sessions: pairs(names.sessions, (session) => {
        const named = this.#calls().filter(({ sessions }) => sessions.includes(session));
        return named.toSorted((a, b) => (age(a) < age(b) ? 1 : -1))[0]?.callId;
      }),
      records: calls.map(({ record }) => record),
      due: waiting.filter(({ wakeAt = 0 }) => wakeAt <= names.now).map(({ callId }) => callId),
      nextWake: waiting[0]?.wakeAt,
      open: byAge.filter(({ open }) => open).map(({ callId }) => callId),
      list: byAge.toReversed().map(({ summary }) => summary),
      journals: names.calls.map((callId) =>
        this.written.filter((it) => it.callId === callId).flatMap(({ entries }) => entries),
      ),
      unrouted: this.written
        .filter(({ callId }) => callId === undefined)
        .flatMap(({ entries }) => entries)
        .toReversed(),
    };
  }

  #calls(): CallCommit[] {
    return this.written.filter((it): it is CallCommit => it.callId !== undefined);
  }

  #last(callId: string): CallCommit | undefined {
    return this.#calls().findLast((it) => it.callId === callId);
  }
}

const age = ({ summary }: CallCommit): string => `${summary.createdAt} ${summary.callId}`;

const pairs = (names: readonly string[], answer: (name: string) => string | undefined): [string, string][] =>
  names.flatMap((name): [string, string][] => {
    const value = answer(name);
    return value === undefined ? [] : [[name, value]];
  });
