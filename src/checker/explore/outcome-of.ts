/**
 * What an answer of the carrier means to the engine, as the runtime's client reads it (carrier/refusal.ts).
 */
import type { Reply } from '../carrier/commands.ts';
import type { Outcome } from './world.ts';

const REASONS: Readonly<Record<string, string>> = {
  '90018': 'leg_ended',
  '90015': 'leg_ended',
  '90034': 'not_answered',
  '10004': 'invalid',
  '10032': 'invalid',
  '10033': 'invalid',
};

/** The outcome. A dial addresses no leg that could have ended. */
export function outcomeOf(reply: Reply, addressesLeg: boolean): Outcome {
  if (reply.ok) return reply;
  const { status, code, title } = reply;
  const reason = REASONS[code] ?? 'rejected';
  return { ok: false, reason: reason === 'leg_ended' && !addressesLeg ? 'rejected' : reason, status, code, title };
}
