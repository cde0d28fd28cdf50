/** The batches that a process commits until it is killed: known from seed and round alone. It knows no store. */
import type { CallCommit } from 'callchart';
import { commitOf } from '../call-commits.ts';

const calls = Array.from({ length: 8 }, (_, at) => `call-${at}`);

/** Which calls a round is about: one to eight of them. */
const callsOf = (seed: number, round: number): string[] => {
  const first = (seed * 7 + round * 3) % calls.length;
  return Array.from({ length: 1 + ((seed + round * 5) % 8) }, (_, at) => calls[(first + at) % calls.length] ?? '');
};

/** The dedupe keys of a round, one for each of its commits. */
const keysOf = (seed: number, round: number): string[] =>
  callsOf(seed, round).map((callId) => `${seed}:${round}:${callId}`);

/** The commits of a round, each building on where its call stands. */
const commits = (seed: number, round: number, standing: ReadonlyMap<string, number>): CallCommit[] =>
  callsOf(seed, round).map((callId) => {
    const step = (standing.get(callId) ?? 0) + 1;
    const keys = [`${seed}:${round}:${callId}`, `${callId}@${step}`];
    return commitOf(callId, {
      step,
      keys,
      legs: [`leg of ${callId}`],
      wakeAt: step,
      payload: { text: 'x'.repeat(900) },
    });
  });

export const crashBatch = { calls, keysOf, commits } as const;
