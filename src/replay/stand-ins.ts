/**
 * What can stand for private digits when a step is executed again: they were never stored, but what the flow did with
 * them was. Tried are the digits that the flow's own guards name, then plain ones of every length.
 */
import { isRedacted, REDACTED } from '../engine/privacy.ts';
import type { WebhookInput } from '../engine/webhooks.ts';
import type { Flow } from '../flow/load-flow.ts';

const longestDigits = 20;
const fields = ['digits', 'digit'] as const;

/** The webhook with one stand-in after the other for its private digits; alone, if nothing can stand for them. */
export function* withStandIns(flow: Flow, webhook: WebhookInput): Generator<WebhookInput> {
  if (isRedacted(webhook.payload)) {
    for (const digits of standInsOf(flow)) {
      const given = fields.filter((field) => webhook.payload[field] === REDACTED);
      if (given.length === 0) break;
      const payload = { ...webhook.payload, ...Object.fromEntries(given.map((field) => [field, digits])) };
      yield { ...webhook, payload };
    }
  }
  yield webhook;
}

const known = new WeakMap<Flow, readonly string[]>();

function standInsOf(flow: Flow): readonly string[] {
  const found = known.get(flow);
  if (found !== undefined) return found;
  const digits = new Set<string>();
  collect(flow.machine.config, digits, new Set());
  for (let length = 1; length <= longestDigits; length++) digits.add('0'.repeat(length));
  const all = [...digits];
  known.set(flow, all);
  return all;
}

/** Every text of digits in the machine's config: what guards compare with stands there. */
function collect(value: unknown, digits: Set<string>, seen: Set<unknown>): void {
  if (typeof value === 'string') {
    if (/^[0-9*#]{1,20}$/.test(value)) digits.add(value);
    return;
  }
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  for (const part of Object.values(value)) collect(part, digits, seen);
}
