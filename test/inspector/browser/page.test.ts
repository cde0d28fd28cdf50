/** The page in a real browser, beside a real runtime and a simulated carrier over HTTP. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Flow, Runtime } from 'callchart';
import { type DevSession, startDevSession } from '../../../src/cli/dev-session.ts';
import { startInspector } from '../../../src/inspector/start-inspector.ts';
import { shippedFlows } from '../shipped-flows.ts';
import { isWithoutBrowser, type Look, picture, startChromium, type Visit, visit } from './chromium.ts';
import { crowdedRuntime } from './crowded-runtime.ts';
import { hostileFlow, hostileWords, keypadFlow, longFlow } from './made-flows.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

describe.skipIf(isWithoutBrowser)('the page', () => {
  let browser: Browser;
  const closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    browser = await startChromium();
  });

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  afterAll(async () => {
    await browser?.close();
  });

  async function open(url: string, look?: Look): Promise<Visit> {
    const visiting = await visit(browser, url, look);
    closing.push(() => visiting.page.close());
    return visiting;
  }

  async function dev(
    flow: Flow = shippedFlows['machines/front-desk.ts']!,
    kept: { readonly store?: string; readonly inspectPort?: number } = {},
  ): Promise<DevSession> {
    const session = await startDevSession({
      flow,
      store: kept.store,
      port: 0,
      seed: 1,
      timing: 'steady',
      pace: 1,
      inspect: { port: kept.inspectPort },
      log: () => {},
    });
    closing.push(() => session.close());
    session.simulator.onDial(() => 'no answer');
    return session;
  }

  const active = (page: Page, state: string) => page.locator(`.chart .state.active[data-id="front-desk.${state}"]`);
  const rung = (page: Page, text: string) => page.locator('#ladder .rung', { hasText: text });

  test('a call from the page goes through menu, digit, transfer and hangup; one travels back, reloads, copies it', async () => {
    const session = await dev();
    const { page, complaints } = await open(session.inspectorUrl);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.locator('.chart').waitFor();
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await active(page, 'menu').waitFor();
    await page.locator('#call .timers td', { hasText: /^in \d/ }).waitFor();
    await picture(page, 'menu-light');
    await page.locator('.keys button:enabled', { hasText: '1' }).first().click();
    await active(page, 'sales').waitFor();
    await page.getByRole('button', { name: 'Answer' }).click();
    await active(page, 'connected').waitFor();
    await page.locator('#call .legs', { hasText: 'bridged with sales#1' }).waitFor();
    await picture(page, 'connected-light');

    // Back in time, and forth again.
    await rung(page, 'menu.first').click();
    await active(page, 'menu.first').waitFor();
    expect(await active(page, 'connected').count()).toBe(0);
    expect(await page.locator('.chart .label.lit').allTextContents()).toEqual(['call.answered']);
    expect(await page.locator('#step').textContent()).toContain('"call_control_id"');
    expect(await page.locator('#step').textContent()).toContain('gatherUsingSpeak → caller#1');
    await picture(page, 'travelled-light');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Home');
    await active(page, 'answering').waitFor();
    await page.getByRole('button', { name: 'One step on' }).click();
    await page.getByRole('button', { name: 'Live' }).click();
    await active(page, 'connected').waitFor();
    // How long a prompt, a gather lasted stands beside it.
    expect(await rung(page, 'gatherUsingSpeak').textContent()).toMatch(/\d s$/);

    await page.getByRole('button', { name: 'Copy as a test' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain("from 'callchart/testing'");

    await page.locator('.call-row').first().click();
    await page.reload();
    await active(page, 'connected').waitFor();
    await page.getByRole('button', { name: 'Hang up' }).first().click();
    await page.locator('#call .badge', { hasText: /finishing|late|closed/ }).waitFor();
    await page.getByText('No phone is in use.').waitFor();
    await picture(page, 'over-light');
    expect(complaints).toEqual([]);
  });

  test('by keyboard alone, in the dark, with faults that are switched on', async () => {
    const session = await dev(keypadFlow);
    const { page, complaints } = await open(session.inspectorUrl, { colorScheme: 'dark' });
    await page.locator('.chart').waitFor();
    await page.getByLabel('webhooks 3 s late').focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Space');
    await expect.poll(() => page.getByLabel('every webhook twice').isChecked()).toBe(true);
    await page.getByLabel('Caller’s number').focus();
    await page.keyboard.type('+15550142');
    await page.keyboard.press('Enter');
    await rung(page, 'listening').waitFor();
    await page.locator('.keys button:enabled', { hasText: '7' }).focus();
    await page.keyboard.press('Enter');
    await rung(page, 'call.dtmf.received').locator('.badge.duplicate').waitFor();
    // The key keeps the focus though its handset was drawn anew.
    await page.keyboard.press('Enter');
    await expect.poll(() => rung(page, 'call.dtmf.received').count()).toBe(2);
    await page.locator('#step .diff', { hasText: 'keys' }).waitFor();
    expect(await page.locator('#step .diff .before').textContent()).toBe('"7"');
    expect(await page.locator('#step .diff .after').textContent()).toBe('"77"');
    await page.getByLabel('the API is down (503)').check();
    await page.locator('.keys button:enabled', { hasText: '#' }).press('Enter');
    await rung(page, 'speak').first().waitFor();
    await page.getByLabel('the API is down (503)').uncheck();
    await page.locator('#ladder .badge.retried').waitFor();
    await picture(page, 'faults-dark');
    await page.getByLabel('badges only').check();
    await rung(page, 'is accepted').waitFor();
    expect(await rung(page, 'call.answered').count()).toBe(1);
    await page.getByRole('button', { name: 'Hang up' }).press('Enter');
    await page.getByText('No phone is in use.').waitFor();
    expect(complaints).toEqual([]);
  });

  test('it finds the server again after a restart, and the call with its contexts', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'callchart-page-'));
    closing.push(async () => rmSync(folder, { recursive: true, force: true }));
    const store = `sqlite:${join(folder, 'calls.db')}`;
    const before = await dev(keypadFlow, { store });
    const { page } = await open(before.inspectorUrl);
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.locator('.keys button:enabled', { hasText: '5' }).click();
    await rung(page, 'call.dtmf.received').waitFor();
    await page.locator('.call-row').first().click();
    await before.close();
    await page.getByText('not connected, trying again').waitFor();
    await dev(keypadFlow, { store, inspectPort: Number(new URL(before.inspectorUrl).port) });
    await page.locator('#connection', { hasText: /^live$/ }).waitFor();
    await page.reload();
    await rung(page, 'call.dtmf.received').click();
    expect(await page.locator('#step .diff .after').textContent()).toBe('"5"');
  });

  test('what callers and flows say is text, never markup, and nothing of it runs', async () => {
    const session = await dev(hostileFlow);
    const { page, complaints } = await open(session.inspectorUrl, { colorScheme: 'dark' });
    await page.getByLabel('Caller’s number').fill(hostileWords);
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.locator('#list .call-row', { hasText: hostileWords }).waitFor();
    await page.locator('#phone', { hasText: hostileWords }).waitFor();
    await page.locator('#call .legs', { hasText: hostileWords }).waitFor();
    await rung(page, 'speak').filter({ hasText: '<img' }).waitFor();
    await rung(page, 'call.initiated').click();
    await page.locator('#step pre', { hasText: '"from": "<img' }).waitFor();
    await page.locator('.chart .command', { hasText: '<img' }).waitFor();
    expect(await page.evaluate('window.ran')).toBe(undefined);
    expect(await page.locator('img, main script, #phone script').count()).toBe(0);
    await picture(page, 'hostile-dark');
    expect(complaints).toEqual([]);
  });

  test('1,000 calls and a call of 500 steps: only what is in sight is there, and keys reach all of it', async () => {
    const inspector = await startInspector({ runtime: crowdedRuntime(1_000, 500, [longFlow]) as Runtime });
    closing.push(() => inspector.close());
    const { page, complaints } = await open(inspector.url, { colorScheme: 'dark' });
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
    // More than 150 states are an outline.
    await page.locator('.outline .active > .key', { hasText: 'listening' }).waitFor();
    await picture(page, 'crowd-dark');
    await page.getByLabel('Number or id').fill('0123');
    await page.getByText('1 call', { exact: true }).waitFor();
    await page.getByLabel('Number or id').fill('');
    await page.getByLabel('Status').selectOption('active');
    await page.getByText('0 calls').waitFor();
    await page.getByLabel('Status').selectOption('closed');
    await page.getByLabel('Flow').selectOption('crowd');
    await page.getByLabel('Time').selectOption('last hour');
    await page.getByText('0 calls').waitFor();
    await page.getByLabel('Time').selectOption('any time');
    await page.getByText('1000 calls').waitFor();
    expect(complaints).toEqual([]);
  });

  test('on a narrow screen and on a phone nothing is cut off', async () => {
    const session = await dev();
    const { page } = await open(session.inspectorUrl, { width: 1100, height: 900 });
    await page.locator('.chart').waitFor();
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await active(page, 'menu').waitFor();
    await picture(page, 'narrow-light');
    await page.setViewportSize({ width: 420, height: 900 });
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await picture(page, 'phone-light');
  });
});
