/**
 * Where and how the webhooks of one leg are delivered: the `webhook_*` params of answer, dial and transfer. Source:
 * Telnyx OpenAPI; Telnyx docs: Voice API webhooks, API error codes (90057).
 */
import { z } from 'zod';
import { eventSchemas, isTelnyxEventType } from '../events/registry.ts';
import { nearMiss } from './near-miss.ts';
import { strictParams } from './strict-params.ts';

/** A webhook event; Telnyx refuses others (90057). */
const EventType = z.string().refine(isTelnyxEventType, {
  error: ({ input }) => {
    const meant = nearMiss(String(input), Object.keys(eventSchemas));
    return `\`${String(input)}\` is no webhook event (90057).${meant === undefined ? '' : ` Did you mean \`${meant}\`?`}`;
  },
});

const mostRetries = 5;
const longestRetriesMs = 60_000;

/** The pauses before each retry of one event type. */
export const WebhookRetriesPolicy = strictParams('a webhook retry policy', {
  /** Pauses between attempts, in milliseconds: at most 5, together at most 60000. */
  retries_ms: z
    .array(z.int().min(0))
    .max(mostRetries)
    .refine((pauses) => pauses.reduce((sum, pause) => sum + pause, 0) <= longestRetriesMs, {
      error: `may add up to ${longestRetriesMs} ms at most: shorten the pauses.`,
    })
    .optional(),
});
export interface WebhookRetriesPolicy extends z.input<typeof WebhookRetriesPolicy> {}

const WebhookUrl = z.url({ error: 'must be a URL.' });

/** The `webhook_*` params. */
export const webhookKeys = {
  /** Retry policy per event type, in place of Telnyx' own backoff. */
  webhook_retries_policies: z.record(EventType, WebhookRetriesPolicy).optional(),
  /** URL that gets the webhooks of this leg instead of the application's. */
  webhook_url: z.string().min(1).optional(),
  /** HTTP method for `webhook_url`. Default `POST`. */
  webhook_url_method: z.enum(['POST', 'GET']).optional(),
  /** URLs per event type (`call.bridged`), in place of `webhook_url`; other events go on to `webhook_url`. */
  webhook_urls: z.record(EventType, z.union([WebhookUrl, z.array(WebhookUrl)])).optional(),
  /** HTTP method for `webhook_urls`. Default `POST`. */
  webhook_urls_method: z.enum(['POST', 'GET']).optional(),
};
