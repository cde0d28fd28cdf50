/** The other end of the line: what waits is one transaction, and what is read is on disk. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareCommits } from '../../../src/stores/prepared-commit.ts';
import { rowOf } from '../../../src/stores/sqlite/commit-row.ts';
import type { ThreadMessage, ThreadRequest } from '../../../src/stores/sqlite/thread-messages.ts';
import { serveFile } from '../../../src/stores/sqlite/thread-service.ts';
import { commitOf } from '../call-commits.ts';
import { StoreFolder } from './store-folder.ts';

let folder: StoreFolder;
let port: MessagePort;
let said: ThreadMessage[];
beforeEach(async () => {
  folder = new StoreFolder();
  const { port1, port2 } = new MessageChannel();
  port = port1;
  said = [];
  port.on('message', (message: ThreadMessage) => said.push(message));
  await serveFile(port2, { file: folder.file, lockTimeoutMs: 0 });
});
afterEach(() => {
  port.close();
  folder.remove();
});

const commit = (id: number, callId: string, step = 1): ThreadRequest => ({
  id,
  kind: 'commit',
  group: { rows: prepareCommits([commitOf(callId, { step })]).map(rowOf), now: 0, isRepeat: false },
});
const read = (id: number, ...callIds: string[]): ThreadRequest => ({
  id,
  kind: 'read',
  method: 'load',
  args: [callIds],
});

/** Waits until so many answers came. */
async function answers(count: number): Promise<readonly unknown[]> {
  const replies = () => said.flatMap((message) => (message.kind === 'replies' ? [message.replies] : []));
  while (replies().flat().length < count) await new Promise(setImmediate);
  return replies();
}

test('all that waits is answered at once, commits first, whatever number of messages it came in', async () => {
  port.postMessage([commit(1, 'a'), read(2, 'a', 'b')]);
  port.postMessage([commit(3, 'a', 2), commit(4, 'b')]);
  const [first, ...rest] = await answers(4);
  expect(said[0]).toEqual({ kind: 'opened' });
  expect(rest).toEqual([]);
  expect(first).toMatchObject([{ id: 1, value: ['written'] }, { id: 3 }, { id: 4 }, { id: 2 }]);
  const loaded = (first as { value: Map<string, string> }[])[3]?.value;
  expect([...(loaded?.values() ?? [])].map((json) => (JSON.parse(json) as { step: number }).step)).toEqual([2, 1]);
  port.postMessage([{ id: 5, kind: 'close' }]);
  await answers(5);
});

test('a question that fails is an answer, and the next one is answered too', async () => {
  port.postMessage([{ id: 1, kind: 'read', method: 'open', args: [1, 'nobody'] }, read(2)]);
  expect((await answers(2)).flat()).toMatchObject([{ id: 1, error: { code: 'store.cursor' } }, { id: 2 }]);
  port.postMessage([{ id: 3, kind: 'close' }]);
  await answers(3);
  expect(folder.files()).toEqual(['calls.db']);
});

test('a file that cannot be had is refused', async () => {
  const { port1, port2 } = new MessageChannel();
  const refused = new Promise((resolve) => port1.once('message', resolve));
  await serveFile(port2, { file: '', lockTimeoutMs: 0 });
  expect(await refused).toMatchObject({ kind: 'refused', error: { code: 'store.durability' } });
  port1.close();
  port.postMessage([{ id: 1, kind: 'close' }]);
  await answers(1);
});
