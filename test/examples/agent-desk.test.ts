/**
 * The agent desk in a real browser: agents see who waits, accept, and two who press at once do not get the same caller.
 * The carrier is simulated, the page, its server and the flow are the example's.
 */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadFlow } from 'callchart';
import { startServer, type RunningServer } from 'callchart/server';
import { openDesk } from '../../examples/agent-desk/desk.ts';
import * as flow from '../../examples/agent-desk/flow.ts';
import { startCarrier, type ExampleCarrier } from '../../examples/simulated-carrier.ts';

const browsers = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = browsers.find((path) => path !== undefined && existsSync(path));
// CI installs one: there it must not be missing.
const isWithoutBrowser = executablePath === undefined && process.env['CI'] !== 'true';
const timeout = 60_000;

describe.skipIf(isWithoutBrowser)('the desk', { timeout: 120_000 }, () => {
  let browser: Browser;
  let carrier: ExampleCarrier;
  let server: RunningServer;
  let desk: Awaited<ReturnType<typeof openDesk>>;

  beforeAll(async () => {
    if (executablePath === undefined) throw new Error('There is no Chromium: install the Debian package chromium.');
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    carrier = await startCarrier({ quick: true, print: () => {} });
    server = await startServer({ flows: [loadFlow(flow)], store: 'memory:', port: 0, env: carrier.env, log: () => {} });
    carrier.webhooksGoTo(server.url);
    desk = await openDesk(server.runtime);
    carrier.simulator.onDial('+15550101', { does: 'answer' });
    carrier.simulator.onDial('+15550102', 'no answer');
  }, 120_000);
  afterAll(async () => {
    desk.close();
    await server.close();
    await carrier.close();
    await browser.close();
  });

  async function agent(name: string): Promise<Page> {
    const page = await browser.newPage();
    page.setDefaultTimeout(timeout);
    await page.goto(desk.url);
    await page.selectOption('#agent', name);
    return page;
  }
  const accept = (page: Page, from: string): Promise<void> =>
    page.getByRole('button', { name: `Accept ${from}` }).click();

  test('who waits is seen, and accepted: the agent talks to that caller', async () => {
    const ada = await agent('Ada');
    await ada.getByText('Nobody waits.').waitFor();
    carrier.simulator.incomingCall({ from: '+15550121' });
    const second = carrier.simulator.incomingCall({ from: '+15550122' });
    await ada.getByRole('button', { name: 'Accept +15550121' }).waitFor();
    await accept(ada, '+15550122');
    await ada.getByText('Your phone rings.').waitFor();
    await expect.poll(() => second.hears, { timeout }).toMatchObject({ kind: 'peer' });
    await ada.getByRole('button', { name: 'Accept +15550122' }).waitFor({ state: 'detached' });
    await expect.poll(() => ada.locator('tbody tr').count(), { timeout }).toBe(1);
    second.hangUp();
  });

  test('two agents press for one caller: one phone rings, the other is told', async () => {
    const pages = [await agent('Ada'), await agent('Ben')];
    const [waiting] = await server.runtime.calls({ flow: 'agent-desk', limit: 2 });
    expect(waiting).toBeDefined();
    // Both see the button; neither sees the other press it.
    await Promise.all(pages.map((page) => page.getByRole('button', { name: 'Accept +15550121' }).waitFor()));
    const dialled = (): number => carrier.simulator.log.filter(({ name }) => name === 'dial').length;
    const before = dialled();
    const seen = await Promise.all(
      pages.map((page): Promise<{ callId: string; since: number }> =>
        page.evaluate(`fetch('/calls').then(async (response) => {
          const { value } = await response.body.pipeThrough(new TextDecoderStream()).getReader().read();
          return JSON.parse(value.split('\\n')[0].slice('data: '.length)).calls[0];
        })`),
      ),
    );
    const presses = pages.map((page, at): Promise<number> => {
      const body = JSON.stringify({ ...seen[at], agent: 'Ada' });
      return page.evaluate(
        `fetch('/accept', { method: 'POST', body: ${JSON.stringify(body)} }).then(({ status }) => status)`,
      );
    });
    const [first, second] = (await Promise.all(presses)).toSorted((one, other) => one - other);
    expect(first).toBe(202);
    // Somebody else was faster; or so much faster that the caller is put through already.
    expect([404, 409]).toContain(second);
    await expect.poll(dialled, { timeout }).toBe(before + 1);
  });

  test('a phone that nobody picks up gives the caller back to the desk', async () => {
    const ben = await agent('Ben');
    const caller = carrier.simulator.incomingCall({ from: '+15550124' });
    await accept(ben, '+15550124');
    await ben.getByText('a phone rings').waitFor();
    const ringing = (): string | undefined =>
      carrier.simulator.legs().find(({ to, signalling }) => to === '+15550102' && signalling === 'alerting')?.name;
    await expect.poll(ringing, { timeout }).toBeDefined();
    carrier.simulator.party(ringing() ?? '').reject();
    await ben.getByRole('button', { name: 'Accept +15550124' }).waitFor();
    caller.hangUp();
    await ben.getByRole('button', { name: 'Accept +15550124' }).waitFor({ state: 'detached' });
  });

  test('another site cannot press the buttons', async () => {
    const accepted = (headers: Record<string, string>): Promise<number> =>
      fetch(`${desk.url}accept`, { method: 'POST', headers, body: '{}' }).then(({ status }) => status);
    expect(await accepted({ 'sec-fetch-site': 'cross-site' })).toBe(404);
    expect(await accepted({})).toBe(404);
    expect((await fetch(`${desk.url}accept`, { method: 'POST', body: 'x'.repeat(2_000) })).status).toBe(400);
  });
});
