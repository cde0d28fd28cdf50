import { expect, test } from 'vitest';
import { refuseVisitor } from '../../src/inspector/gate.ts';

const ask = (headers: Readonly<Record<string, string>>, method = 'GET', path = '/api/calls'): number | undefined =>
  refuseVisitor({ method, path, headers: { host: '127.0.0.1:4000', ...headers } }, 4000, new Set(['/']))?.status;

test('its own pages, the address bar and programs on this machine may ask', () => {
  expect(ask({})).toBe(undefined);
  expect(ask({ host: 'localhost:4000', origin: 'http://localhost:4000', 'sec-fetch-site': 'same-origin' })).toBe(
    undefined,
  );
  expect(ask({ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }, 'GET', '/')).toBe(undefined);
  expect(ask({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 'GET', '/'), 'a link').toBe(undefined);
});

test.each<[string, Readonly<Record<string, string>>, number]>([
  ['a name that resolves here (DNS rebinding)', { host: 'evil.example:4000' }, 421],
  ['another port’s name', { host: '127.0.0.1:4001' }, 421],
  ['a page of another origin', { origin: 'https://evil.example' }, 403],
  ['a page of another port on this machine', { origin: 'http://127.0.0.1:4001' }, 403],
  ['a frame or script without an origin', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }, 403],
  ['a link that leads to data', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, 403],
  ['an origin of null', { origin: 'null' }, 403],
  ['a WebSocket', { upgrade: 'websocket', connection: 'upgrade' }, 403],
])('%s is turned away', (_who, headers, status) => {
  expect(ask(headers)).toBe(status);
});

test('a form cannot act, and other methods do not exist', () => {
  expect(ask({ 'content-type': 'text/plain' }, 'POST', '/api/phone')).toBe(415);
  expect(ask({ 'content-type': 'application/json' }, 'POST', '/api/phone')).toBe(undefined);
  expect(ask({}, 'OPTIONS')).toBe(405);
});
