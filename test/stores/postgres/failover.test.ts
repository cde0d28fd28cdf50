/**
 * The primary's machine is lost under load and a standby takes its place: what was said to be written is there, what
 * could not be written was refused for now, and the store goes on by itself.
 */
import type { CallchartError, Store } from 'callchart';
import { openPostgresStore } from 'callchart/postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commitOf, stepOf } from '../call-commits.ts';
import { StandbyPair } from './standby-pair.ts';

let pair: StandbyPair;
beforeAll(async () => {
  pair = await StandbyPair.start();
}, 120_000);
afterAll(() => pair.stop());

/** Commits steps of a call until told to stop; which were said to be written, and how the others were refused. */
async function keepStepping(store: Store, callId: string, over: AbortSignal, each: () => void): Promise<Stepped> {
  const stepped: Stepped = { callId, steps: 0, refusals: [] };
  while (!over.aborted) {
    const step = stepped.steps + 1;
    const answer = await store.commit([commitOf(callId, { step, keys: [`${callId}:${step}`] })]).then(
      ([result]) => String(result),
      (error: CallchartError) => (error.retryable ? error.code : `for good: ${error.message}`),
    );
    // A repeat of what was written with an unknown outcome.
    if (answer === 'written' || answer === 'duplicate') stepped.steps = step;
    else stepped.refusals.push(answer);
    each();
  }
  return stepped;
}

interface Stepped {
  readonly callId: string;
  steps: number;
  readonly refusals: string[];
}

test(
  'nothing that was acknowledged is lost, and the store goes on with the new primary',
  { timeout: 180_000 },
  async () => {
    const store = await openPostgresStore({ connectionString: pair.url, schema: 'callchart_failover' });
    const over = new AbortController();
    let answers = 0;
    let waiting = { answers: 0, resolve: (): void => undefined };
    const each = (): void => {
      answers += 1;
      if (answers >= waiting.answers) waiting.resolve();
    };
    const after = (more: number): Promise<void> =>
      new Promise((resolve) => (waiting = { answers: answers + more, resolve }));
    const calls = Array.from({ length: 8 }, (_, at) => keepStepping(store, `call ${at}`, over.signal, each));
    await after(100);
    await pair.losePrimary();
    // Each call is refused, and tries again, while there is no primary.
    await after(calls.length);
    await pair.promoteStandby();
    await after(200);
    over.abort();
    const stepped = await Promise.all(calls);
    expect(stepped.flatMap(({ refusals }) => refusals).length).toBeGreaterThan(0);
    for (const { callId, steps, refusals } of stepped) {
      expect(refusals.filter((one) => !one.startsWith('store.'))).toEqual([]);
      expect(stepOf((await store.load([callId])).get(callId))).toBe(steps);
      expect((await store.journal(callId)).map(({ seq }) => seq)).toEqual(
        Array.from({ length: steps }, (_, at) => at + 1),
      );
    }
    await store.close();
  },
);
