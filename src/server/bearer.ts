/**
 * The bearer token of the routes that steer calls.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { CallchartError } from '../errors/callchart-error.ts';
import { type Answer, refusal } from './answer.ts';

const leastLength = 16;

/**
 * The token, if it can be one: long enough not to be guessed, and made of characters that can stand in a header.
 *
 * @throws CallchartError `server.token`
 */
export function checkToken(token: string): string {
  const problem =
    token.length < leastLength
      ? `It is too short: use ${leastLength} characters or more`
      : /^[\x21-\x7e]+$/.test(token)
        ? undefined
        : 'It has spaces or other characters that cannot stand in a header';
  if (problem === undefined) return token;
  throw new CallchartError(
    'server.token',
    `The bearer token (CALLCHART_TOKEN) cannot be used. ${problem}, such as what "openssl rand -hex 32" prints.`,
  );
}

/** A refusal unless the request bears the token. The time that it takes tells nothing about the token. */
export function refuseWithout(token: string, request: Request): Answer | undefined {
  const [, given] = /^bearer +(\S+) *$/i.exec(request.headers.get('authorization') ?? '') ?? [];
  if (given !== undefined && timingSafeEqual(digest(given), digest(token))) return undefined;
  const message =
    'This route needs the header "Authorization: Bearer <token>", with the token that the server was given.';
  return refusal(401, 'request.unauthorized', message, { 'www-authenticate': 'Bearer realm="callchart"' });
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
