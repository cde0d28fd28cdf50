/** Pages of other origins in the same browser: they reach loopback, and get nothing there. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type DevSession, startDevSession } from '../../../src/cli/dev-session.ts';
import { shippedFlows } from '../shipped-flows.ts';
import { isWithoutBrowser, startChromium, visit } from './chromium.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

describe.skipIf(isWithoutBrowser)('a page of another origin', () => {
  let browser: Browser;
  let session: DevSession;

  beforeAll(async () => {
    browser = await startChromium();
    session = await startDevSession({
      flow: shippedFlows['machines/front-desk.ts']!,
      store: undefined,
      port: 0,
      seed: 1,
      timing: 'steady',
      pace: 1,
      inspect: {},
      log: () => {},
    });
  });

  afterAll(async () => {
    await browser?.close();
    await session?.close();
  });

  test('gets no answer, no stream, no WebSocket, no script, no frame', async () => {
    const { page } = await visit(browser, session.controlUrl);
    const tried = await page.evaluate(`(async (url) => {
      const outcome = (run) => new Promise((resolve) => run(() => resolve('open'), () => resolve('refused')));
      const events = (source) => outcome((won, lost) => {
        source.addEventListener('open', won);
        source.addEventListener('error', () => (source.close(), lost()));
      });
      const script = outcome((won, lost) => {
        const made = document.createElement('script');
        made.src = url + 'assets/main.js';
        made.addEventListener('load', won);
        made.addEventListener('error', lost);
        document.head.append(made);
      });
      return Promise.all([
        outcome((won, lost) => fetch(url + 'api/calls').then(won, lost)),
        outcome((won, lost) => fetch(url + 'api/calls', { mode: 'no-cors' }).then(won, lost)),
        events(new EventSource(url + 'api/events')),
        events(new EventSource(url + 'api/stately')),
        events(new WebSocket(url.replace('http', 'ws') + 'api/events')),
        script,
      ]);
    })(${JSON.stringify(session.inspectorUrl)})`);
    expect(tried).toEqual(['refused', 'refused', 'refused', 'refused', 'refused', 'refused']);
    const called = await page.evaluate(`fetch(${JSON.stringify(`${session.inspectorUrl}api/phone`)}, {
      method: 'POST', mode: 'no-cors', body: '{"act":"call"}',
    }).then(() => 'sent', () => 'no answer')`);
    expect(called).toBe('no answer');
    expect(session.simulator.legs()).toEqual([]);
    // In a frame it stays empty: nobody is made to click there.
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(session.inspectorUrl)} }))`,
    );
    await expect.poll(() => page.frames().length).toBe(2);
    await expect.poll(() => page.frames()[1]?.url()).toMatch(/^chrome-error:/);
    await page.close();
  });

  test('the page itself cannot load or run anything from elsewhere', async () => {
    const { page } = await visit(browser, session.inspectorUrl);
    const tried = await page.evaluate(`(async (elsewhere) => {
      const script = document.createElement('script');
      script.textContent = 'window.ran = true';
      document.head.append(script);
      const image = new Promise((resolve) => {
        const made = new Image();
        made.addEventListener('load', () => resolve('loaded'));
        made.addEventListener('error', () => resolve('refused'));
        made.src = elsewhere + 'icon.svg';
      });
      const fetched = fetch(elsewhere).then(() => 'open', () => 'refused');
      return [window.ran ?? 'refused', await image, await fetched];
    })(${JSON.stringify(`${session.controlUrl}/`)})`);
    expect(tried).toEqual(['refused', 'refused', 'refused']);
    await page.close();
  });

  test('the webhooks’ port and the call routes know nothing of the inspector', async () => {
    for (const url of [session.url, session.controlUrl])
      for (const path of ['/', '/stately', '/api/calls', '/api/events', '/assets/main.js']) {
        const answer = await fetch(new URL(path, url));
        expect([url, path, answer.status]).toEqual([url, path, 404]);
      }
    expect(new Set([session.url, session.controlUrl, session.inspectorUrl].map((url) => new URL(url).port)).size).toBe(
      3,
    );
    expect(new URL(session.inspectorUrl).hostname).toBe('127.0.0.1');
  });
});
