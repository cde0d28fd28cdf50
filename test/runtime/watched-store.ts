/**
 * A store that can be told to fail, to hang, and to call out before and after each commit. What it holds is another
 * store's; it knows no calls.
 */
import { CallchartError, type CommitResult, type Store } from 'callchart';

type Commits = Parameters<Store['commit']>[0];

/** The store. */
export class WatchedStore implements Store {
  inner: Store;
  /** What was committed, transaction by transaction; failed ones are not in here. */
  readonly transactions: Commits[] = [];
  /** Called with what is about to be written: it may throw, or keep the commit waiting. */
  beforeCommit: (commits: Commits) => void | Promise<void> = () => {};
  /** Called with what was written, before anybody hears of it. */
  afterCommit: (commits: Commits) => void | Promise<void> = () => {};
  /** Called before anything is read. */
  beforeRead: () => void | Promise<void> = () => {};

  constructor(inner: Store) {
    this.inner = inner;
  }

  get sharing(): Store['sharing'] {
    return this.inner.sharing;
  }

  async commit(commits: Commits): Promise<readonly CommitResult[]> {
    await this.beforeCommit(commits);
    const results = await this.inner.commit(commits);
    this.transactions.push(commits);
    await this.afterCommit(commits);
    return results;
  }

  find: Store['find'] = async (request) => this.#read(() => this.inner.find(request));
  load: Store['load'] = async (callIds) => this.#read(() => this.inner.load(callIds));
  due: Store['due'] = async (now, limit) => this.#read(() => this.inner.due(now, limit));
  nextWake: Store['nextWake'] = async () => this.#read(() => this.inner.nextWake());
  open: Store['open'] = async (limit, after) => this.#read(() => this.inner.open(limit, after));
  list: Store['list'] = async (filter) => this.#read(() => this.inner.list(filter));
  journal: Store['journal'] = async (...asked) => this.#read(() => this.inner.journal(...asked));
  unrouted: Store['unrouted'] = async (limit) => this.#read(() => this.inner.unrouted(limit));
  prune: Store['prune'] = async (before, limit) => this.inner.prune(before, limit);
  ready: Store['ready'] = async () => this.inner.ready();
  close: Store['close'] = async () => this.inner.close();

  async #read<T>(read: () => Promise<T>): Promise<T> {
    await this.beforeRead();
    return read();
  }
}

/** The error of a store that will be well again. */
export const storeDown = (): CallchartError =>
  new CallchartError('store.write', 'The disk is full, says the test.', { retryable: true });

/** Fails so many times, then never again. */
export function failing(times: number): () => void {
  let left = times;
  return () => {
    if (left-- > 0) throw storeDown();
  };
}

/** A gate that keeps whoever comes waiting until it is opened. */
export function gate(): { readonly wait: () => Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { wait: () => opened, open: () => open() };
}
