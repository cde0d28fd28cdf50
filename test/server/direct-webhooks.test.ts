/** Webhooks past the web-standard request: who takes them so, and what stays in front of them. */
import { expect, test } from 'vitest';
import { VirtualClock } from 'callchart/simulator';
import { listen } from 'callchart/server';
import { answer } from '../../src/server/answer.ts';
import { directWebhooks, waitBefore, withDirectWebhooks } from '../../src/server/direct-webhooks.ts';
import { Doors } from '../../src/server/doors.ts';
import type { Handler } from '../../src/server/handlers.ts';

const slow = async (): Promise<Response> => new Response('a request');
const both = (): Handler =>
  withDirectWebhooks(
    () => slow(),
    () => Promise.resolve(answer(200, 'directly')),
  );
const arrival = { method: 'POST', headers: {}, read: () => Promise.resolve(new Uint8Array()) };

test('a Node server takes posted webhooks directly, and everything else as requests', async () => {
  const server = await listen(both(), { port: 0 });
  const asked = [
    ['POST', '/webhooks/telnyx'],
    ['POST', '/webhooks/telnyx/'],
    ['POST', '/webhooks/telnyx?a=b'],
    ['GET', '/webhooks/telnyx'],
    ['POST', '/webhooks/telnyx/more'],
    ['POST', '/calls'],
  ] as const;
  const texts = asked.map(async ([method, path]) => (await fetch(server.url + path, { method })).text());
  const [direct, request] = ['"directly"\n', 'a request'];
  expect(await Promise.all(texts)).toEqual([direct, direct, direct, request, request, request]);
  await server.close();
});

test('who does not take them directly is asked as ever', async () => {
  const server = await listen(slow, { port: 0 });
  expect(await (await fetch(`${server.url}/webhooks/telnyx`, { method: 'POST' })).text()).toBe('a request');
  await server.close();
  expect(directWebhooks(waitBefore(slow, () => Promise.resolve()))).toBeUndefined();
});

test('webhooks wait at the doors on either way', async () => {
  const doors = new Doors(new VirtualClock());
  const take = directWebhooks(doors.before(both()));
  const order: string[] = [];
  const waiting = take?.(arrival).then(({ body }) => order.push(body.trim()));
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  order.push('open');
  await doors.openAfter(Promise.resolve());
  await waiting;
  expect(order).toEqual(['open', '"directly"']);
  expect((await take?.(arrival))?.status).toBe(200);
});
