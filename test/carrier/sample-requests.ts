/**
 * Requests and answers that the tests of the client share.
 */
import type { CarrierRequest, CommandError, TelnyxClient } from 'callchart/carrier';

/** A command to a leg, with digits in it that nobody may see. */
export const speak: CarrierRequest = {
  command: 'speak',
  callControlId: 'v3:leg_1-a',
  body: { payload: 'Your code is 4711 0815.', voice: 'female', command_id: 'c-1' },
  account: 'default',
};

/** A command without a leg. */
export const dial: CarrierRequest = {
  command: 'dial',
  callControlId: undefined,
  body: { to: '+15550100', from: '+15550101', connection_id: 'app' },
  account: 'default',
};

/** The body of a refusal. */
export const errors = (code: string | number, title = 'Title', detail = 'Detail'): object => ({
  errors: [{ code, title, detail, source: { pointer: '/x' } }],
});

/** Sends a request that must fail. */
export async function failure(client: TelnyxClient, request: CarrierRequest = speak): Promise<CommandError> {
  const outcome = await client.send(request);
  if (outcome.ok) throw new Error('it was accepted');
  return outcome.error;
}
