/**
 * Conferences over the API: create, read, join, leave. Source: Telnyx OpenAPI, conferences.
 */
import type { Leg } from '../leg.ts';
import { type Problem, problem } from '../problem.ts';
import type { Carrier } from './command.ts';

/** Answers a request under `/conferences`; undefined: no such route. */
export function answerConference(
  carrier: Carrier,
  method: string,
  path: string,
  params: unknown,
): Problem | { readonly data: unknown } | undefined {
  const [resource, id, part, action] = path.split('/').filter((segment) => segment !== '');
  if (resource !== 'conferences') return undefined;
  const { call_control_id: legId, name } = (params ?? {}) as { call_control_id?: unknown; name?: unknown };
  if (method === 'GET' && id !== undefined) {
    const found = carrier.conferences.byId(id);
    return found ? { data: carrier.conferences.view(found) } : problem('noConference', { status: 404 });
  }
  if (method !== 'POST') return undefined;
  const leg = typeof legId === 'string' ? carrier.world.leg(legId) : undefined;
  const refused = refusedLeg(legId, leg);
  if (refused || !leg) return refused;
  if (id === undefined) {
    if (typeof name !== 'string' || name === '') return problem('missingParam', { pointer: '/name' });
    const created = carrier.conferences.create(leg, name);
    return 'code' in created ? created : { data: carrier.conferences.view(created) };
  }
  const conference = carrier.conferences.byId(id);
  if (!conference || conference.over) return problem('noConference');
  if (part !== 'actions') return undefined;
  if (action === 'join') return carrier.conferences.join(conference, leg) ?? { data: { result: 'ok' } };
  if (action !== 'leave') return undefined;
  return carrier.conferences.leave(conference, leg)
    ? { data: { result: 'ok' } }
    : problem('unprocessable', { detail: 'The call is not in this conference.' });
}

function refusedLeg(id: unknown, leg: Leg | undefined): Problem | undefined {
  const pointer = '/call_control_id';
  if (id === undefined) return problem('missingParam', { pointer });
  if (!leg) return problem('invalidCallControlId', { pointer });
  if (!leg.alive) return problem('callEnded', { pointer });
  return leg.signalling === 'answered' ? undefined : problem('notAnswered', { pointer });
}
