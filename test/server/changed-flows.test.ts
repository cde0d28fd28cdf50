/** A changed machine under an unchanged version is refused, as long as a call tells of the other one. */
import { loadFlow, MemoryStore } from 'callchart';
import { simulate } from 'callchart/testing';
import { expect, test } from 'vitest';
import { refuseChanged } from '../../src/server/changed-flows.ts';
import { menuFlow } from '../replay/recorded-calls.ts';

test('refused while a call is on it, and when the newest calls were; a new version is not', async () => {
  const store = new MemoryStore();
  const line = await simulate(menuFlow(), { runtime: { store } });
  const changed = loadFlow(menuFlow({ prompt: 'Bye.' }));
  await refuseChanged(store, [changed]);
  const caller = line.call();
  await line.until('answer');
  await expect(refuseChanged(store, [changed])).rejects.toMatchObject({
    code: 'flow.changed',
    message: expect.stringMatching(/still version 1: call call-1 .* Give the changed flow a new version/),
  });
  await refuseChanged(store, [loadFlow(menuFlow({ prompt: 'Bye.', version: '2' }))]);
  await refuseChanged(store, [loadFlow(menuFlow()), changed]);
  caller.hangUp();
  await line.advance(10 * 60_000);
  await expect(refuseChanged(store, [changed])).rejects.toMatchObject({ code: 'flow.changed' });
  await line.close();
});
