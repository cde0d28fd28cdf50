/** A thread is there with the file, or the reason why not. */
import { expect, test } from 'vitest';
import { openThread } from '../../../src/stores/sqlite/open-thread.ts';
import { ScriptedThread } from './scripted-thread.ts';

const options = { file: '/calls.db', lockTimeoutMs: 0 };
const nobody = { replied: () => {}, ended: () => {} };

test('a file that is refused: the reason, as it was thrown', async () => {
  const error = { code: 'store.locked', message: 'in use', retryable: false, details: { pid: 7 }, cause: undefined };
  const opening = openThread(options, nobody, () => new ScriptedThread({ kind: 'refused', error }).start());
  await expect(opening).rejects.toMatchObject({
    name: 'CallchartError',
    code: error.code,
    message: error.message,
    details: error.details,
  });
});

test.each([
  [
    'a thread that cannot be started',
    () => {
      throw new Error('no memory');
    },
    /could not be started: no memory/,
  ],
  ['a thread that ends before it has the file', () => new ScriptedThread('death').start(), /it ended at once/],
])('%s', async (_what, start, message) => {
  const refused = { code: 'store.thread', retryable: true, message: expect.stringMatching(message) as unknown };
  await expect(openThread(options, nobody, start)).rejects.toMatchObject(refused);
});

test('its end is told once, with what went wrong first; an answer that cannot be read ends it', async () => {
  const thread = new ScriptedThread();
  const ends: (string | undefined)[] = [];
  await openThread(options, { ...nobody, ended: (why) => ends.push(why) }, () => thread.start());
  const asked: unknown[] = [];
  Object.assign(thread, {
    postMessage(requests: unknown) {
      asked.push(requests);
      thread.die('closed');
    },
  });
  thread.emit('messageerror', new Error('not readable'));
  expect(asked).toEqual([[{ id: 0, kind: 'close' }]]);
  expect(ends).toEqual(['not readable']);
});
