/**
 * What names itself a secret is not shown to anybody, over HTTP or in a file: passwords of SIP accounts, tokens of media
 * streams, headers that authorise. A flow may send them; nobody needs to read them. Digits and numbers stay.
 */

/** What stands in place of a secret. */
export const MASKED_SECRET = '[masked]';

const secret = /password|passphrase|secret|token|api_?key|authorization/i;

/** The same JSON without what names itself a secret. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutSecrets);
  const { name } = value as { name?: unknown };
  const isNamedSecret = typeof name === 'string' && secret.test(name);
  return Object.fromEntries(
    Object.entries(value).map(([key, part]: [string, unknown]) => {
      const isSecret = secret.test(key) || (isNamedSecret && key === 'value');
      return [key, isSecret && mayTell(part) ? MASKED_SECRET : withoutSecrets(part)];
    }),
  );
}

/** A count or a flag betrays nothing. */
const mayTell = (part: unknown): boolean => typeof part === 'string' || (typeof part === 'object' && part !== null);
