/** What is asked of a thread is answered: in order, within bounds, and when the thread dies in the middle too. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../../../src/clock/virtual-clock.ts';
import { rowOf } from '../../../src/stores/sqlite/commit-row.ts';
import { mostWaiting, ThreadLink } from '../../../src/stores/sqlite/thread-link.ts';
import { prepareCommits } from '../../../src/stores/prepared-commit.ts';
import { commitOf, looseOf } from '../call-commits.ts';
import { ScriptedThread } from './scripted-thread.ts';

const rowsOf = (...names: string[]) => prepareCommits(names.map((name) => looseOf(name, { entries: [] }))).map(rowOf);

/** A link whose threads are these, one after the other. */
async function linkOf(...threads: ScriptedThread[]) {
  const clock = new VirtualClock();
  let started = 0;
  const link = await ThreadLink.open({ file: '/calls.db', lockTimeoutMs: 0 }, clock, () => {
    const thread = threads[started++];
    if (thread === undefined) throw new Error('no thread is left');
    return thread.start();
  });
  return { link, clock, started: () => started };
}

/** Everything that promises do by themselves. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Of each request: the keys that it commits, or what it reads; a star for what may have been written before. */
const shown = (thread: ScriptedThread): string[] =>
  thread.requests.map((request) => {
    if (request.kind !== 'commit') return request.kind === 'read' ? request.method : request.kind;
    const keys = request.group.rows.flatMap((row) => row.keys).join('+');
    return request.group.isRepeat ? `${keys}*` : keys;
  });

/** Warnings of this process while a test runs. */
function warnings(): string[] {
  const heard: string[] = [];
  const listen = (warning: Error): void => void heard.push(warning.message);
  process.on('warning', listen);
  onTestFinished(() => void process.off('warning', listen));
  return heard;
}

describe('asking', () => {
  test('what is asked in one turn travels together, in order; each hears its own answer', async () => {
    const thread = new ScriptedThread();
    const { link } = await linkOf(thread);
    const asked = [link.commit(rowsOf('a', 'b'), 1), link.read('nextWake'), link.commit(rowsOf('c'), 1)];
    await settle();
    expect(thread.received).toHaveLength(1);
    expect(shown(thread)).toEqual(['a+b', 'nextWake', 'c']);
    thread.answer();
    expect(await Promise.all(asked)).toEqual([['written', 'written'], 'nextWake', ['written']]);
  });

  test('an error is the one that was thrown in the thread', async () => {
    const thread = new ScriptedThread();
    const { link } = await linkOf(thread);
    const asked = link.commit(rowsOf('a'), 1);
    await settle();
    const error = { code: 'store.write', message: 'full', retryable: true, details: { sqlite: 13 }, cause: undefined };
    thread.say({ kind: 'replies', replies: [{ id: 1, error }] });
    await expect(asked).rejects.toMatchObject({
      name: 'CallchartError',
      code: error.code,
      message: error.message,
      details: error.details,
    });
  });

  test('keeps the process alive only while something is waited for', async () => {
    const thread = new ScriptedThread();
    const { link } = await linkOf(thread);
    expect(thread.isHolding).toBe(false);
    const asked = [link.read('nextWake'), link.read('canWrite')];
    await settle();
    thread.answer(0, 1);
    expect(thread.isHolding).toBe(true);
    thread.answer(1);
    expect(thread.isHolding).toBe(false);
    await Promise.all(asked);
  });
});

describe('what waits is bounded', () => {
  const busy = { code: 'store.busy', retryable: true };

  test('in number', async () => {
    const thread = new ScriptedThread();
    const { link } = await linkOf(thread);
    const names = Array.from({ length: mostWaiting.commits }, (_, at) => `k${at}`);
    // What is too much alone is taken when nothing else waits.
    const first = link.commit(rowsOf(...names, 'one more'), 1);
    await expect(link.commit(rowsOf('x'), 1)).rejects.toMatchObject(busy);
    await settle();
    thread.answer();
    await first;
    const again = link.commit(rowsOf('x'), 1);
    await settle();
    thread.answer(1);
    expect(await again).toEqual(['written']);
  });

  test('in size, and in questions', async () => {
    const { link } = await linkOf(new ScriptedThread());
    const text = 'x'.repeat(4_000_000);
    const rows = prepareCommits([commitOf('a', { payload: { text } })]).map(rowOf);
    const fitting = Math.floor(mostWaiting.textUnits / 4_000_000);
    for (let at = 0; at < fitting - 1; at++) void link.commit(rows, 1);
    const last = link.commit(rows, 1);
    await expect(Promise.race([last, link.commit(rows, 1)])).rejects.toMatchObject(busy);
    for (let at = fitting; at < mostWaiting.requests; at++) void link.read('nextWake');
    await expect(link.read('nextWake')).rejects.toMatchObject(busy);
  });
});

describe('a thread that dies', () => {
  test('is replaced, and the next is asked what was not answered; commits are marked as perhaps written', async () => {
    const heard = warnings();
    const [first, second] = [new ScriptedThread(), new ScriptedThread()];
    const { link } = await linkOf(first, second);
    const asked = [link.commit(rowsOf('a'), 1), link.commit(rowsOf('b'), 1), link.read('nextWake')];
    await settle();
    first.answer(0, 1);
    first.die('out of memory');
    const later = link.commit(rowsOf('later'), 1);
    await settle();
    expect(shown(second)).toEqual(['b*', 'nextWake', 'later']);
    second.answer();
    expect(await Promise.all([...asked, later])).toEqual([['written'], ['written'], 'nextWake', ['written']]);
    expect(heard).toEqual([expect.stringContaining('/calls.db ended (out of memory)')]);
  });

  test('and another: nobody is told that something is written, and a third serves what comes then', async () => {
    const threads = [new ScriptedThread(), new ScriptedThread(), new ScriptedThread()] as const;
    const { link } = await linkOf(...threads);
    const asked = [link.commit(rowsOf('a'), 1), link.read('nextWake')];
    await settle();
    threads[0].die('crash');
    await settle();
    threads[1].die('crash');
    const [commit, read] = await Promise.allSettled(asked);
    expect(commit).toMatchObject({ reason: { code: 'store.unknown_outcome', retryable: true } });
    expect(read).toMatchObject({ reason: { code: 'store.thread', retryable: true } });
    const next = link.read('canWrite');
    await settle();
    threads[2].answer();
    expect(await next).toBe('canWrite');
  });

  test('with nothing to do is replaced when there is something again', async () => {
    const [first, second] = [new ScriptedThread(), new ScriptedThread()];
    const { link, started } = await linkOf(first, second);
    first.die();
    await settle();
    expect(started()).toBe(1);
    const asked = link.commit(rowsOf('a'), 1);
    await settle();
    second.answer();
    expect(await asked).toEqual(['written']);
    expect(shown(second)).toEqual(['a']);
  });

  test('and cannot be replaced: the error says why, at once for a second, then it is tried again', async () => {
    const error = { code: 'store.open', message: 'it is gone', retryable: false, details: {}, cause: undefined };
    const refusing = new ScriptedThread({ kind: 'refused', error });
    const [first, last] = [new ScriptedThread(), new ScriptedThread()];
    const { link, clock, started } = await linkOf(first, refusing, last);
    const asked = link.commit(rowsOf('a'), 1);
    await settle();
    first.die();
    await expect(asked).rejects.toMatchObject({ code: 'store.open' });
    await expect(link.read('canWrite')).rejects.toMatchObject({ code: 'store.open' });
    expect(started()).toBe(2);
    await clock.advance(1_000);
    const again = link.read('canWrite');
    await settle();
    last.answer();
    expect(await again).toBe('canWrite');
  });

  test('while it closes: what was committed before is still brought in', async () => {
    const [first, second] = [new ScriptedThread(), new ScriptedThread()];
    const { link } = await linkOf(first, second);
    const asked = [link.commit(rowsOf('a'), 1), link.close()];
    await settle();
    first.die();
    await settle();
    expect(shown(second)).toEqual(['a*', 'close']);
    second.answer();
    second.die();
    expect(await Promise.all(asked)).toEqual([['written'], undefined]);
  });
});

describe('closing', () => {
  test('comes after everything else, and the end of the thread is no news', async () => {
    const heard = warnings();
    const thread = new ScriptedThread();
    const { link } = await linkOf(thread);
    const asked = [link.commit(rowsOf('a'), 1), link.close()];
    await settle();
    expect(shown(thread)).toEqual(['a', 'close']);
    thread.answer();
    thread.die();
    await Promise.all(asked);
    await settle();
    expect(heard).toEqual([]);
  });

  test('a thread that is gone is no error', async () => {
    const thread = new ScriptedThread();
    const { link } = await linkOf(thread);
    thread.die();
    await expect(link.close()).resolves.toBeUndefined();
  });
});
