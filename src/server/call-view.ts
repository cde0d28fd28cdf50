/**
 * A call as it is shown to whoever may steer it: all that is kept of it, but no secrets of commands.
 */
import { withoutSecrets } from '../replay/secrets.ts';
import type { CallRecord } from '../stores/store.ts';

/** What is shown of a call. */
export function viewOf(record: CallRecord): unknown {
  if (record.phase === 'routing') return withoutSecrets(record);
  const { machine, ...rest } = record;
  const { value, status, context, output, error } = machine;
  return withoutSecrets({ ...rest, value, status, context, output, error });
}
