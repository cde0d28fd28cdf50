/**
 * `POST /flows/:id/migrate`: live calls to another version of their flow, a page of them at a time. No key is needed: a
 * call that was moved is not on another version any more, so a repeat moves nothing twice.
 */
import { reportOf } from '../runtime/migrate-calls.ts';
import { type Answer, answer } from './answer.ts';
import type { CallRouteParts } from './call-routes.ts';
import { invalid, personOf, readObject, refuseRest } from './request-body.ts';

const longestName = 255;

/** Answers such a request. */
export async function migrateCalls(
  { runtime, maxBodyBytes, log }: CallRouteParts,
  request: Request,
  flow: string,
): Promise<Answer> {
  const { to, dryRun = false, by = 'http', hash, after, ...rest } = await readObject(request, maxBodyBytes);
  refuseRest(rest, 'to, dryRun, by, hash, after');
  if (!isName(to)) throw invalid('`to` must name a version of the flow.');
  if (typeof dryRun !== 'boolean') throw invalid('`dryRun` must be true or false.');
  if (hash !== undefined && !isName(hash)) throw invalid('`hash` must be the hash of a flow.');
  if (after !== undefined && !isName(after)) throw invalid('`after` must be the `next` of the page before.');
  const who = personOf(by);
  const given = { ...(hash !== undefined && { hash }), ...(after !== undefined && { after }) };
  const { calls, next } = await runtime.migrate({ flow, to, dryRun, by: who, ...given });
  const moved = calls.filter((call) => call.moved).length;
  if (moved > 0) log({ level: 'info', message: 'live calls were moved', flow, to, moved, by: who });
  return answer(200, { flow, to, dryRun, calls: calls.map(reportOf), next });
}

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value !== '' && value.length <= longestName;
