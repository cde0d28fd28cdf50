/** What waits goes together, in order, within limits; and nobody pays for somebody else's commit. */
import { CallchartError, type CommitResult } from 'callchart';
import { describe, expect, test } from 'vitest';
import { CommitQueue, batchLimits } from '../../../src/stores/postgres/commit-queue.ts';
import { prepareCommits, type PreparedCommit } from '../../../src/stores/prepared-commit.ts';
import { looseOf } from '../call-commits.ts';

const named = (...names: string[]): PreparedCommit[] => prepareCommits(names.map((name) => looseOf(name)));
const nameOf = ({ keys }: PreparedCommit): string => [...keys].join();

/** A queue on a database that answers when it is told to. */
function queueOf(answer: (names: string[]) => CommitResult[] = (names) => names.map(() => 'written')) {
  const batches: string[][] = [];
  let gate: Promise<void> = Promise.resolve();
  const queue = new CommitQueue(async (batch) => {
    const names = batch.map(nameOf);
    batches.push(names);
    await gate;
    return answer(names);
  });
  return {
    queue,
    batches,
    /** Keeps answers back until the function that it gives is called. */
    hold: (): (() => void) => {
      const { promise, resolve } = withResolvers();
      gate = promise;
      return resolve;
    },
  };
}

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => (resolve = done));
  return { promise, resolve };
}

describe('batches', () => {
  test('what comes at once goes together; what comes meanwhile makes the next; each hears its own results', async () => {
    const { queue, batches, hold } = queueOf((names) => names.map((name) => (name === 'c' ? 'conflict' : 'written')));
    const release = hold();
    const first = [queue.add(named('a')), queue.add(named('b', 'c'))];
    await Promise.resolve();
    await Promise.resolve();
    const later = [queue.add(named('d')), queue.add(named('e'))];
    release();
    expect(await Promise.all([...first, ...later])).toEqual([
      ['written'],
      ['written', 'conflict'],
      ['written'],
      ['written'],
    ]);
    expect(batches).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ]);
  });

  test('are not larger than the limits, but what was committed as one stays together', async () => {
    const { queue, batches } = queueOf();
    const names = (length: number, of: string) => Array.from({ length }, (_, at) => `${of}${at}`);
    const large = looseOf('large', { entries: [{ ...looseOf('').entries[0]!, from: 'x'.repeat(3_000_000) }] });
    await Promise.all([
      queue.add(named(...names(batchLimits.commits + 1, 'a'))),
      queue.add(named(...names(batchLimits.commits - 1, 'b'))),
      queue.add(named('c')),
      queue.add(named('d')),
      ...[1, 2, 3].map(() => queue.add(prepareCommits([large]))),
    ]);
    expect(batches.map((batch) => batch.length)).toEqual([batchLimits.commits + 1, batchLimits.commits, 3, 1]);
  });

  test('are done when the queue is idle', async () => {
    const { queue, batches } = queueOf();
    void queue.add(named('a'));
    await queue.idle();
    expect(batches).toEqual([['a']]);
  });
});

describe('failures', () => {
  const failing = (names: string[], isRetryable: boolean): CommitResult[] => {
    if (!names.includes('bad')) return names.map(() => 'written');
    throw new CallchartError('store.write', 'It failed.', { retryable: isRetryable });
  };

  test('that only one can have caused are its own', async () => {
    const { queue, batches } = queueOf((names) => failing(names, false));
    const outcomes = await Promise.allSettled([named('a'), named('bad'), named('b')].map((it) => queue.add(it)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(batches).toEqual([['a', 'bad', 'b'], ['a'], ['bad'], ['b']]);
  });

  test('of the server are told to all, and the next batch is tried', async () => {
    const { queue, batches } = queueOf((names) => failing(names, true));
    const outcomes = await Promise.allSettled([named('a'), named('bad')].map((it) => queue.add(it)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await queue.add(named('b'))).toEqual(['written']);
    expect(batches).toEqual([['a', 'bad'], ['b']]);
  });

  test('more than can wait is refused at once, to be tried again', async () => {
    const { queue, hold } = queueOf();
    const release = hold();
    const twenty = named(...Array.from({ length: 20 }, (_, at) => String(at)));
    const waiting = Array.from({ length: 1_000 }, () => queue.add(twenty));
    await expect(queue.add(named('more'))).rejects.toMatchObject({ code: 'store.busy', retryable: true });
    release();
    await Promise.all(waiting);
    expect(await queue.add(named('later'))).toEqual(['written']);
  });
});
