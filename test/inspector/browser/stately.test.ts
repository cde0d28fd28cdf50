/**
 * The bridge to the Stately Inspector in a real browser. stately.ai cannot be reached from tests: a page on another
 * origin stands in for it, with the receiver of the official package.
 */
import { join } from 'node:path';
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createViteServer } from 'vitest/node';
import { createMachine, type AnyStateMachine } from 'xstate';
import { simulate, type Simulation } from 'callchart/testing';
import { type Inspector, startInspector } from '../../../src/inspector/start-inspector.ts';
import { ROOT } from '../../architecture/repository-files.ts';
import { nodesOf } from '../made-flow.ts';
import { shippedFlows } from '../shipped-flows.ts';
import { isWithoutBrowser, picture, startChromium, visit } from './chromium.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

interface Received {
  readonly type: string;
  readonly sessionId: string;
  readonly sourceId?: string;
  readonly definition?: string;
  readonly event?: { readonly type: string };
  readonly snapshot?: { readonly value: unknown };
}

describe.skipIf(isWithoutBrowser)('the Stately Inspector', () => {
  const flow = shippedFlows['machines/front-desk.ts']!;
  let browser: Browser;
  let receiver: Awaited<ReturnType<typeof createViteServer>>;
  let receiverUrl = '';
  let line: Simulation;
  let inspector: Inspector;
  let page: Page;

  beforeAll(async () => {
    receiver = await createViteServer({
      configFile: false,
      logLevel: 'error',
      root: join(ROOT, 'test/inspector/browser/receiver'),
      cacheDir: join(ROOT, 'node_modules/.cache/receiver'),
      server: { host: '127.0.0.1', port: 0, hmr: false, fs: { allow: [ROOT] } },
      optimizeDeps: { include: ['@statelyai/inspect'] },
    });
    await receiver.listen();
    receiverUrl = receiver.resolvedUrls?.local[0] ?? '';
    line = await simulate(flow);
    inspector = await startInspector({ runtime: line.runtime, statelyUrl: receiverUrl });
    browser = await startChromium();
    ({ page } = await visit(browser, inspector.url));
  });

  afterAll(async () => {
    await browser?.close();
    await inspector?.close();
    await line?.close();
    await receiver?.close();
  });

  const received = (from: Page | Frame): Promise<readonly Received[]> => from.evaluate('globalThis.received');

  /** What the inspector has received when the call is in that state. */
  async function untilState(from: Page | Frame, state: string): Promise<readonly Received[]> {
    await from.waitForFunction(
      (wanted) =>
        (globalThis as unknown as { received?: Received[] }).received?.some(
          ({ type, snapshot }) => type === '@xstate.snapshot' && snapshot?.value === wanted,
        ),
      state,
    );
    return received(from);
  }

  test('one that is opened late is told the whole call, live, and again after a reload', async () => {
    line.simulator.onDial('+15550100', { does: 'answer', afterMs: 1_000 });
    const caller = line.call({ from: '+15550199' });
    await line.until('gatherUsingSpeak');
    const { callId } = await line.state();

    await page.goto(`${inspector.url}stately?call=${callId}`);
    expect(await page.locator('#sent').textContent()).toContain('Not sent: context, payloads and params');
    const opened = page.waitForEvent('popup');
    await page.getByRole('button', { name: 'Open the inspector in a window' }).click();
    const popup = await opened;
    popup.setDefaultTimeout(120_000);
    await popup.waitForFunction('globalThis.received?.length > 2');

    // Live.
    caller.press('1');
    await line.until('transfer');
    await line.advance(10_000);
    const told = await untilState(popup, 'connected');

    const actor = told.find(({ type, sessionId }) => type === '@xstate.actor' && sessionId === callId);
    const machine = createMachine(JSON.parse(actor?.definition ?? '{}') as object) as AnyStateMachine;
    expect(nodesOf(machine).map(({ id }) => id)).toEqual(nodesOf(flow.machine).map(({ id }) => id));
    // The sequence diagram: webhooks come from Telnyx, commands go there.
    const arrows = told.flatMap(({ type, sessionId, sourceId, event }) => {
      if (type !== '@xstate.event') return [];
      return [
        `${sourceId === callId ? '→' : sourceId === undefined ? '·' : '←'} ${sessionId === callId ? 'call' : 'telnyx'}: ${event?.type}`,
      ];
    });
    expect(arrows).toContain('← call: call.answered');
    expect(arrows).toContain('→ telnyx: gatherUsingSpeak');
    expect(arrows).toContain('→ telnyx: transfer');
    expect(JSON.stringify(told.filter(({ type }) => type !== '@xstate.actor'))).not.toContain('+15550199');

    await popup.reload();
    expect(await untilState(popup, 'connected')).toEqual(told);
    await page.reload();
    await page.getByText('messages so far').waitFor();
    await page.getByRole('button', { name: 'Open the inspector in a window' }).click();
    await popup.waitForFunction('globalThis.received?.length > 2');
    expect(await untilState(popup, 'connected')).toEqual(told);
    await popup.close();
  });

  test('in a frame, and over a restart of the server', async () => {
    const { callId } = await line.state();
    await page.goto(`${inspector.url}stately`);
    await page.getByRole('button', { name: 'Open it here' }).click();
    await page.getByText('The inspector is connected').waitFor();
    const frame = page.frames().find((one) => one.url().startsWith(receiverUrl));
    if (frame === undefined) throw new Error('there is no frame');
    await untilState(frame, 'connected');
    const port = Number(new URL(inspector.url).port);
    await inspector.close();
    await page.getByText('not connected, trying again').waitFor();
    inspector = await startInspector({ runtime: line.runtime, statelyUrl: receiverUrl, port });
    await page.locator('#connection', { hasText: 'live' }).waitFor();
    line.simulator.party('A').hangUp();
    await line.advance(5_000);
    await frame.waitForFunction(() =>
      (globalThis as unknown as { received?: Received[] }).received?.some(({ event }) => event?.type === 'call.hangup'),
    );
    const actors = (await received(frame)).filter(({ type }) => type === '@xstate.actor');
    expect(actors.map(({ sessionId }) => sessionId)).toEqual([callId, `${callId}/telnyx`]);
  });

  test('many calls, each with Telnyx beside it; with ?call= that one alone; no other page is told anything', async () => {
    const crowd = await simulate(flow);
    const many = await startInspector({ runtime: crowd.runtime, statelyUrl: receiverUrl });
    try {
      for (let count = 0; count < 8; count += 1) crowd.call({ from: `+1555010${count}` });
      await crowd.until('gatherUsingSpeak');
      await crowd.advance(1_000);
      const calls = await crowd.runtime.calls({ open: true });
      expect(calls).toHaveLength(8);
      const frameOf = async (path: string): Promise<Frame> => {
        await page.goto(`${many.url}${path}`);
        await page.getByText('messages so far').waitFor();
        // Whoever else says that it is the inspector is not believed.
        await page.evaluate(`window.postMessage({ type: '@statelyai.connected' }, '*')`);
        await page.getByText('No inspector is connected yet').waitFor();
        await page.getByRole('button', { name: 'Open it here' }).click();
        await page.getByText('The inspector is connected').waitFor();
        const frame = page.frames().find((one) => one.url().startsWith(receiverUrl));
        if (frame === undefined) throw new Error('there is no frame');
        return frame;
      };
      const actorsIn = async (frame: Frame): Promise<string[]> =>
        (await received(frame)).filter(({ type }) => type === '@xstate.actor').map(({ sessionId }) => sessionId);
      const all = await frameOf('stately');
      await all.waitForFunction(`globalThis.received.filter(({ type }) => type === '@xstate.actor').length === 16`);
      expect((await actorsIn(all)).toSorted()).toEqual(
        calls.flatMap(({ callId }) => [callId, `${callId}/telnyx`]).toSorted(),
      );
      await picture(page, 'stately-light');
      const [{ callId } = { callId: '' }] = calls;
      const one = await frameOf(`stately?call=${callId}`);
      await one.waitForFunction(`globalThis.received.some(({ type }) => type === '@xstate.snapshot')`);
      expect(await actorsIn(one)).toEqual([callId, `${callId}/telnyx`]);
    } finally {
      await many.close();
      await crowd.close();
    }
  });
});
