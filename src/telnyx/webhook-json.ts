/**
 * JSON from outside: parsed so that nothing in it can reach a prototype. It must not know what the JSON means.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import { deepestJson, nestsDeeper } from './nesting.ts';

// JSON.parse itself makes `__proto__` an ordinary own property, but whoever copies the object by assignment would set a
// prototype. The name may be written with escapes; bodies with neither are parsed without the cost of a reviver.
const suspicious = /__proto__|\\u00/;

/**
 * Parses JSON and drops every `__proto__` key.
 *
 * @throws CallchartError `webhook.invalid` if it is not JSON, or nested more deeply than {@link deepestJson}.
 */
export function parseUntrustedJson(text: string): unknown {
  if (nestsDeeper(text, deepestJson))
    throw new CallchartError(
      'webhook.invalid',
      `This is not a Telnyx webhook event. Its body is nested more than ${deepestJson} levels deep.`,
    );
  try {
    return suspicious.test(text) ? JSON.parse(text, dropPrototype) : JSON.parse(text);
  } catch (cause) {
    // The cause's message quotes the text, which may hold digits: it is not passed on.
    const size = text.length === 0 ? 'it is empty' : `${text.length} characters`;
    throw new CallchartError(
      'webhook.invalid',
      `This is not a Telnyx webhook event. Its body is not JSON (${size}). If the application's webhook method is GET, set it to POST.`,
      { details: { cause: cause instanceof Error ? cause.name : 'unknown' } },
    );
  }
}

function dropPrototype(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value;
}
