import { expect, test } from 'vitest';
import { VirtualClock } from 'callchart/simulator';
import { Doors } from '../../src/server/doors.ts';

const answering = async (): Promise<Response> => new Response('taken');
const request = (): Request => new Request('http://localhost/');

test('a request waits until the doors open', async () => {
  const doors = new Doors(new VirtualClock());
  const handler = doors.before(answering);
  const order: string[] = [];
  const wait = async (): Promise<void> => {
    await handler(request());
    order.push('taken');
  };
  const waiting = wait();
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
  order.push('open');
  await doors.openAfter(Promise.resolve());
  await waiting;
  expect(order).toEqual(['open', 'taken']);
});

test('what takes too long keeps neither the doors nor a request waiting', async () => {
  const clock = new VirtualClock();
  const doors = new Doors(clock);
  const waiting = doors.before(answering)(request());
  const opened = doors.openAfter(new Promise(() => {}));
  await clock.advance(1_000);
  await opened;
  expect(await (await waiting).text()).toBe('taken');
});
