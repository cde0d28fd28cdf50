/**
 * A call as it is shown to whoever may steer it: all that is kept of it, but no secrets of commands.
 */
import type { CallRecord } from '../stores/store.ts';

/** What is shown of a call. */
export function viewOf(record: CallRecord): unknown {
  if (record.phase === 'routing') return withoutSecrets(record);
  const { machine, ...rest } = record;
  const { value, status, context, output, error } = machine;
  return withoutSecrets({ ...rest, value, status, context, output, error });
}

// Passwords of SIP accounts, tokens of media streams, headers that authorise: a flow may send them, nobody needs to
// read them. Digits and numbers stay: whoever may steer a call may see them.
const secret = /password|passphrase|secret|token|api_?key|authorization/i;
const masked = '[masked]';

/** The same JSON without what names itself a secret. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutSecrets);
  const { name } = value as { name?: unknown };
  const isNamedSecret = typeof name === 'string' && secret.test(name);
  return Object.fromEntries(
    Object.entries(value).map(([key, part]: [string, unknown]) => {
      const isSecret = secret.test(key) || (isNamedSecret && key === 'value');
      return [key, isSecret && mayTell(part) ? masked : withoutSecrets(part)];
    }),
  );
}

/** A count or a flag betrays nothing. */
const mayTell = (part: unknown): boolean => typeof part === 'string' || (typeof part === 'object' && part !== null);
