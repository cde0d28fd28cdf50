/**
 * Webhooks past the web-standard request: making one of a Node request, and a Node answer of the web-standard one, takes
 * several times what everything else about a webhook does. A handler that can do without says so here; any other server
 * goes on to use it as it is.
 */
import type { Handler } from './handlers.ts';
import type { TakeWebhook } from './webhook-route.ts';

const takers = new WeakMap<Handler, TakeWebhook>();

/** A handler that takes webhooks directly as well. */
export function withDirectWebhooks(handler: Handler, take: TakeWebhook): Handler {
  takers.set(handler, take);
  return handler;
}

/** How a handler takes webhooks directly, if it does. */
export const directWebhooks = (handler: Handler): TakeWebhook | undefined => takers.get(handler);

/** A handler that waits for something before each request, webhooks included. */
export function waitBefore(handler: Handler, wait: () => Promise<void>): Handler {
  const waiting: Handler = async (request) => {
    await wait();
    return handler(request);
  };
  const take = directWebhooks(handler);
  if (take === undefined) return waiting;
  return withDirectWebhooks(waiting, async (arrival) => {
    await wait();
    return take(arrival);
  });
}
