/**
 * Whether something is under way for a call that another process may be doing at this moment. Where nothing is, whoever
 * steps the call may do its work from then on; where something is, the work stays where it is.
 */
import type { CallRecord } from '../stores/store.ts';

/** @param hasHook whether somebody is to be told when a call is over */
export function isIdle(record: CallRecord, hasHook: boolean): boolean {
  if (record.phase === 'routing') return false;
  if (record.phase === 'closed' && hasHook && record.reported !== true) return false;
  return (
    record.tasks.length === 0 &&
    record.commands.every((command) => command.readyAt === undefined) &&
    record.legs.every((leg) => leg.checking !== true)
  );
}
