/**
 * Who may ask the inspector: this machine's own browser, from the inspector's own pages. The port listens on loopback
 * alone; yet every page that is open in the browser can reach loopback, and a name that an attacker's server resolves to
 * 127.0.0.1 (DNS rebinding) makes its page look local. So Host, Origin and the browser's own word are all looked at.
 */
import type { IncomingHttpHeaders } from 'node:http';

/** What of a request is looked at. */
export interface Visitor {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** Why somebody is turned away. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** The refusal for a request to the inspector's port; undefined when it may pass. `pages` may be opened by a link. */
export function refuseVisitor(
  { method, path, headers }: Visitor,
  port: number,
  pages: ReadonlySet<string>,
): Refusal | undefined {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
  const { host = '', origin, upgrade, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = headers;
  if (!hosts.includes(host.toLowerCase()))
    return refusal(421, 'inspector.host', 'The inspector answers to localhost and 127.0.0.1 only.');
  if (method !== 'GET' && method !== 'POST')
    return refusal(405, 'request.method', 'Only GET and POST are possible here.');
  if (upgrade !== undefined) return refusal(403, 'inspector.upgrade', 'There are no WebSockets here.');
  if (origin !== undefined && !hosts.some((one) => origin === `http://${one}`))
    return refusal(403, 'inspector.origin', 'Pages of other origins may not ask the inspector.');
  const isOwn = site === undefined || site === 'same-origin' || site === 'none';
  const isLink = method === 'GET' && mode === 'navigate' && pages.has(path);
  if (!isOwn && !isLink) return refusal(403, 'inspector.origin', 'Pages of other origins may not ask the inspector.');
  if (method === 'POST' && !/^application\/json\b/.test(headers['content-type'] ?? ''))
    return refusal(415, 'request.type', 'The body must be application/json.');
  return undefined;
}

const refusal = (status: number, code: string, message: string): Refusal => ({ status, code, message });

/**
 * Headers of every answer. Nothing is loaded from elsewhere, nothing inline runs, nobody may frame it. `frames` is the
 * one origin that a page may hold in a frame.
 */
export function safeHeaders(frames?: string): Readonly<Record<string, string>> {
  const frame = frames === undefined ? '' : ` frame-src ${frames};`;
  return {
    'content-security-policy': `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';${frame} base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': frames === undefined ? 'same-origin' : 'same-origin-allow-popups',
    'cache-control': 'no-store',
  };
}
