/** The page in a real browser, beside a real runtime and a simulated carrier over HTTP. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Runtime } from 'callchart';
import { type DevSession, startDevSession } from '../../../src/cli/dev-session.ts';
import { startInspector } from '../../../src/inspector/start-inspector.ts';
import { ROOT } from '../../architecture/repository-files.ts';
import { shippedFlows } from '../shipped-flows.ts';
import { isWithoutBrowser, startChromium } from './chromium.ts';
import { crowdedRuntime } from './crowded-runtime.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

/** Looked at by a person now and then; CI keeps them as artefacts. */
const pictures = join(ROOT, 'node_modules/.cache/inspector-pictures');

describe.skipIf(isWithoutBrowser)('the page', () => {
  let browser: Browser;
  const closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    browser = await startChromium();
  });

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  afterAll(async () => {
    await browser?.close();
  });

  async function open(
    url: string,
    colorScheme: 'light' | 'dark' = 'light',
  ): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 }, colorScheme });
    closing.push(() => page.close());
    page.setDefaultTimeout(120_000);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(url);
    return { page, complaints };
  }

  async function dev(): Promise<DevSession> {
    const session = await startDevSession({
      flow: shippedFlows['machines/front-desk.ts']!,
      store: undefined,
      port: 0,
      seed: 1,
      timing: 'steady',
      pace: 1,
      inspect: {},
      log: () => {},
    });
    closing.push(() => session.close());
    session.simulator.onDial(() => 'no answer');
    return session;
  }

  const active = (page: Page, state: string) => page.locator(`.chart .state.active[data-id="front-desk.${state}"]`);

  test('a call from the page goes through menu, digit, transfer and hangup; states light up; one travels back', async () => {
    const session = await dev();
    const { page, complaints } = await open(session.inspectorUrl);
    await page.locator('.chart').waitFor();
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await active(page, 'menu').waitFor();
    await page.locator('.keys button:enabled', { hasText: '1' }).first().click();
    await active(page, 'sales').waitFor();
    await page.getByRole('button', { name: 'Answer' }).click();
    await active(page, 'connected').waitFor();
    await page.screenshot({ path: join(pictures, 'connected.png'), timeout: 120_000 });

    await page.locator('.rung', { hasText: 'menu.first' }).click();
    await active(page, 'menu.first').waitFor();
    expect(await active(page, 'connected').count()).toBe(0);
    expect(await page.locator('.chart .label.lit').allTextContents()).toEqual(['call.answered']);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Home');
    await active(page, 'answering').waitFor();
    await page.getByRole('button', { name: 'Live' }).click();
    await active(page, 'connected').waitFor();

    await page.locator('.call-row').first().click();
    await page.reload();
    await active(page, 'connected').waitFor();
    await page.getByRole('button', { name: 'Hang up' }).first().click();
    await page.locator('#call .badge', { hasText: /finishing|late|closed/ }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('what a caller sends is text, never markup, and nothing of it runs', async () => {
    const session = await dev();
    const { page, complaints } = await open(session.inspectorUrl, 'dark');
    const hostile = `<img src=x onerror="window.ran=1"><script>window.ran=1</script>`;
    await page.getByLabel('Caller’s number').fill(hostile);
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.locator('#list .call-row', { hasText: hostile }).waitFor();
    await page.locator('#phone', { hasText: hostile }).waitFor();
    await page.locator('#ladder .rung', { hasText: '<img' }).first().waitFor();
    expect(await page.evaluate('window.ran')).toBe(undefined);
    expect(await page.locator('main img, #phone img').count()).toBe(0);
    await page.screenshot({ path: join(pictures, 'dark.png'), timeout: 120_000 });
    expect(complaints).toEqual([]);
  });

  test('1,000 calls and a call of 500 steps: only what is in sight is there, and keys reach all of it', async () => {
    const inspector = await startInspector({ runtime: crowdedRuntime(1_000, 500) as Runtime });
    closing.push(() => inspector.close());
    const { page } = await open(inspector.url);
    await page.getByText('1000 calls').waitFor();
    expect(await page.locator('.call-row').count()).toBeLessThan(60);
    await page.getByRole('listbox', { name: 'Calls' }).focus();
    await page.keyboard.press('End');
    await page.locator('.call-row[aria-posinset="1000"][aria-selected="true"]').waitFor();
    await page.locator('#ladder .rung[aria-selected="true"]').waitFor();
    await page.locator('.rung[aria-setsize="500"]').first().waitFor();
    expect(await page.locator('.rung').count()).toBeLessThan(100);
    await page.getByRole('listbox', { name: 'Ladder' }).focus();
    await page.keyboard.press('Home');
    await page.locator('.rung[aria-posinset="1"][aria-selected="true"]').waitFor();
  });

  test('a page of another origin gets nothing: no answers, no stream, no WebSocket', async () => {
    const session = await dev();
    const { page } = await open(session.controlUrl);
    const inspector = session.inspectorUrl;
    const tried = await page.evaluate(`(async (url) => {
      const outcome = (run) => new Promise((resolve) => run(() => resolve('open'), () => resolve('refused')));
      const events = (source) => outcome((won, lost) => {
        source.addEventListener('open', won);
        source.addEventListener('error', () => (source.close(), lost()));
      });
      return Promise.all([
        outcome((won, lost) => fetch(url + 'api/calls').then(won, lost)),
        events(new EventSource(url + 'api/events')),
        events(new WebSocket(url.replace('http', 'ws') + 'api/events')),
      ]);
    })(${JSON.stringify(inspector)})`);
    expect(tried).toEqual(['refused', 'refused', 'refused']);
    const called = await page.evaluate(
      (url) =>
        (globalThis as unknown as { fetch: (url: string, init: object) => Promise<unknown> })
          .fetch(`${url}api/phone`, { method: 'POST', mode: 'no-cors', body: '{"act":"call"}' })
          .then(
            () => 'sent',
            () => 'no answer',
          ),
      inspector,
    );
    expect(called).toBe('no answer');
    expect(session.simulator.legs()).toEqual([]);
  });
});
