/**
 * Telnyx' webhooks: verified, read, stored, and only then acknowledged. A real event is never refused with 4xx, because
 * Telnyx does not send it again then (Telnyx docs: Voice API webhooks); what cannot be stored now gets 503.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import type { Log } from '../runtime/log.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Verifier, WebhookHeaders } from '../telnyx/signature.ts';
import { parseWebhook, type TelnyxWebhook } from '../telnyx/webhook.ts';
import { type Answer, answer, errorAnswer, factsOf, laterAnswer, refusal } from './answer.ts';
import type { ArrivalOrder } from './arrival-order.ts';
import { within } from './time-limit.ts';

/** What the route works with. */
export interface WebhookRouteParts {
  readonly runtime: Runtime;
  /** By account: the one whose key verifies a webhook is the account of its call. */
  readonly verifiers: Readonly<Record<string, Verifier>>;
  readonly order: ArrivalOrder;
  readonly maxBodyBytes: number;
  /**
   * How long it may take from the whole body to the commit before 503 is answered, in milliseconds. Telnyx waits 2 s
   * (Telnyx docs: webhook fundamentals).
   */
  readonly commitMs: number;
  readonly log: Log;
}

/** A webhook as it comes, from any server. */
export interface Arrival {
  readonly method: string;
  readonly headers: WebhookHeaders;
  /** The body's bytes. @throws CallchartError `request.too_large`, `request.incomplete` */
  read(maxBytes: number): Promise<Uint8Array>;
}

/** Takes what arrives and answers it. It never rejects. */
export type TakeWebhook = (arrival: Arrival) => Promise<Answer>;

/** What came, or why it is not taken. */
type Checked = { readonly webhook: TelnyxWebhook; readonly account: string } | { readonly refused: Answer };

/** Takes one webhook in. */
export async function takeWebhook(parts: WebhookRouteParts, arrival: Arrival): Promise<Answer> {
  if (arrival.method !== 'POST') return wrongMethod();
  let body: Uint8Array;
  try {
    body = await arrival.read(parts.maxBodyBytes);
  } catch (error) {
    return refuse(parts, errorAnswer(error), error);
  }
  const slow = (): Answer => {
    const message = `The webhook was not stored within ${parts.commitMs} ms.`;
    const error = new CallchartError('store.slow', message, { retryable: true });
    return refuse(parts, laterAnswer(error), error);
  };
  // A verifier of somebody's own that hangs must not hold up the webhooks after this one.
  const checked = within(parts.commitMs, check(parts, arrival.headers, body), () => ({ refused: slow() }));
  const stored = parts.order.handOn(checked, (one) =>
    'refused' in one ? one.refused : store(parts, one.webhook, one.account),
  );
  // The commit may still come about: what is sent again is then a duplicate.
  return within(parts.commitMs, stored, slow);
}

async function check(parts: WebhookRouteParts, headers: WebhookHeaders, body: Uint8Array): Promise<Checked> {
  try {
    const { account, text } = await verify(parts.verifiers, headers, body);
    return { webhook: await parseWebhook(text), account };
  } catch (error) {
    const isRefused = error instanceof CallchartError && error.code.startsWith('webhook.');
    return { refused: refuse(parts, isRefused ? errorAnswer(error) : laterAnswer(error), error) };
  }
}

async function store(parts: WebhookRouteParts, webhook: TelnyxWebhook, account: string): Promise<Answer> {
  try {
    return answer(200, { receipt: await parts.runtime.webhook(webhook, account) });
  } catch (error) {
    // It is a real event: whatever is wrong, it has to come again.
    return refuse(parts, laterAnswer(error), error, { event: webhook.event_type, webhook_id: webhook.id });
  }
}

async function verify(
  verifiers: WebhookRouteParts['verifiers'],
  headers: WebhookHeaders,
  body: Uint8Array,
): Promise<{ account: string; text: string }> {
  let refused: unknown;
  let failed: unknown;
  for (const [account, verifier] of Object.entries(verifiers)) {
    try {
      return { account, text: (await verifier.verify({ headers, body })).text };
    } catch (error) {
      if (error instanceof CallchartError && error.code === 'webhook.signature') refused ??= error;
      else failed ??= error;
    }
  }
  // A verifier that failed might have been the one whose key fits.
  throw failed ?? refused;
}

function refuse(
  { log }: WebhookRouteParts,
  answered: Answer,
  error: unknown,
  facts: Readonly<Record<string, unknown>> = {},
): Answer {
  const level = answered.status >= 500 ? 'error' : 'warn';
  log({ level, message: 'a webhook was not taken in', status: answered.status, ...factsOf(error), ...facts });
  return answered;
}

const wrongMethod = (): Answer =>
  refusal(
    405,
    'request.method',
    'Webhooks are taken by POST. Set webhook_url_method to POST on the Call Control application.',
    { allow: 'POST' },
  );
