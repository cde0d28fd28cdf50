/**
 * The `webhook_*` params of answer, dial and transfer, as the webhook channel takes them.
 * Source: Telnyx docs, Voice API webhooks; Telnyx OpenAPI.
 */
import type { DeliverySettings } from '../webhook-channel.ts';

interface DeliveryParams {
  readonly webhook_url?: string | undefined;
  readonly webhook_urls?: Readonly<Record<string, string | readonly string[]>> | undefined;
  readonly webhook_retries_policies?:
    Readonly<Record<string, { readonly retries_ms?: readonly number[] | undefined }>> | undefined;
}

/** What they say, and nothing for what they leave open. */
export function deliveryOf(params: DeliveryParams): DeliverySettings {
  const { webhook_url, webhook_urls, webhook_retries_policies } = params;
  return {
    ...(webhook_url !== undefined && { url: webhook_url }),
    ...(webhook_urls && {
      urls: mapValues(webhook_urls, (urls) => (typeof urls === 'string' ? urls : (urls[0] ?? ''))),
    }),
    ...(webhook_retries_policies && {
      retriesMs: mapValues(webhook_retries_policies, (policy) => policy.retries_ms ?? []),
    }),
  };
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
