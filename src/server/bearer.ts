/**
 * The bearer token of the routes that steer calls.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { refusal } from './answer.ts';

/** A refusal unless the request bears the token. The time that it takes tells nothing about the token. */
export function refuseWithout(token: string, request: Request): Response | undefined {
  const [scheme, given] = (request.headers.get('authorization') ?? '').split(' ', 2);
  if (scheme?.toLowerCase() === 'bearer' && given !== undefined && timingSafeEqual(digest(given), digest(token)))
    return undefined;
  const message =
    'This route needs the header "Authorization: Bearer <token>", with the token that the server was given.';
  return refusal(401, 'request.unauthorized', message, { 'www-authenticate': 'Bearer realm="callchart"' });
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
