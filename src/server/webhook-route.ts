/**
 * Telnyx' webhooks: verified, read, stored, and only then acknowledged. A real event is never refused with 4xx, because
 * Telnyx does not send it again then (Telnyx docs: Voice API webhooks); what cannot be stored now gets 503.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import type { Log } from '../runtime/log.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Verifier } from '../telnyx/signature.ts';
import { parseWebhook } from '../telnyx/webhook.ts';
import { answer, errorAnswer, refusal } from './answer.ts';
import { readBody } from './request-body.ts';

/** What the route works with. */
export interface WebhookRouteParts {
  readonly runtime: Runtime;
  /** By account: the one whose key verifies a webhook is the account of its call. */
  readonly verifiers: Readonly<Record<string, Verifier>>;
  readonly maxBodyBytes: number;
  /** How long the commit may take before 503 is answered. Telnyx waits 2 s (Telnyx docs: webhook fundamentals). */
  readonly commitMs: number;
  readonly log: Log;
}

/** Takes one webhook in. */
export async function takeWebhook(parts: WebhookRouteParts, request: Request): Promise<Response> {
  if (request.method !== 'POST') return wrongMethod();
  try {
    const body = await readBody(request, parts.maxBodyBytes);
    const { account, text } = await verify(parts.verifiers, request.headers, body);
    const receipt = await within(parts.commitMs, parts.runtime.webhook(await parseWebhook(text), account));
    return answer(200, { receipt });
  } catch (error) {
    const answered = errorAnswer(error);
    const level = answered.status === 503 ? 'error' : 'warn';
    parts.log({ level, message: 'a webhook was not taken in', status: answered.status, error });
    return answered;
  }
}

async function verify(
  verifiers: WebhookRouteParts['verifiers'],
  headers: Headers,
  body: string,
): Promise<{ account: string; text: string }> {
  let refused: unknown = new CallchartError(
    'webhook.signature',
    'No public key is configured to verify webhooks with.',
  );
  for (const [account, verifier] of Object.entries(verifiers)) {
    try {
      return { account, text: (await verifier.verify({ headers, body })).text };
    } catch (error) {
      refused = error;
    }
  }
  throw refused;
}

/** The commit may still come about: the webhook that is sent again is then a duplicate. */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const error = new CallchartError('store.slow', `The webhook was not stored within ${ms} ms.`, { retryable: true });
    timer = setTimeout(() => reject(error), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const wrongMethod = (): Response =>
  refusal(
    405,
    'request.method',
    'Webhooks are taken by POST. Set webhook_url_method to POST on the Call Control application.',
    { allow: 'POST' },
  );
