import { request as httpRequest } from 'node:http';
import { afterEach, expect, test, vi } from 'vitest';
import { simulate, type Simulation } from 'callchart/testing';
import { startInspector, type Inspector, type InspectorOptions } from '../../src/inspector/start-inspector.ts';
import type { CallRow, CallView, PhoneView, StepView } from '../../src/inspector/wire.ts';
import { listen } from './listen.ts';
import { shippedFlows } from './shipped-flows.ts';

// Laying out takes a second alone, and far longer on a machine that has other things to do.
vi.setConfig({ testTimeout: 180_000 });

const open: { readonly line: Simulation; readonly inspector: Inspector }[] = [];

afterEach(async () => {
  for (const { line, inspector } of open.splice(0)) {
    await inspector.close();
    await line.close();
  }
});

async function start(options: Partial<InspectorOptions> = {}): Promise<{ line: Simulation; url: string }> {
  const line = await simulate(shippedFlows['machines/front-desk.ts']!);
  const { runtime, simulator, clock } = line;
  const inspector = await startInspector({ runtime, simulator, clock, ...options });
  open.push({ line, inspector });
  return { line, url: inspector.url };
}

async function ask<Answer>(url: string, path: string, body?: unknown): Promise<Answer> {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(new URL(path, url), body === undefined ? {} : init);
  return (await response.json()) as Answer;
}

/** A call that is put through to sales. */
async function call({ line }: { line: Simulation }): Promise<string> {
  line.simulator.onDial('+15550100', { does: 'answer', afterMs: 1_000 });
  const caller = line.call({ from: '+15550199' });
  await line.until('gatherUsingSpeak');
  caller.press('1');
  await line.until('transfer');
  await line.advance(10_000);
  return (await line.state()).callId;
}

test('a call is listed, and a stream tells its steps, what they light, and the call as it is', async () => {
  const { line, url } = await start();
  const callId = await call({ line });
  const { calls } = await ask<{ calls: CallRow[] }>(url, '/api/calls?number=0199');
  expect(calls).toMatchObject([{ callId, flow: 'front-desk', from: '+15550199', phase: 'active' }]);
  expect(await ask(url, '/api/calls?phase=closed')).toEqual({ calls: [] });
  let steps: readonly StepView[] = [];
  let view: CallView | undefined;
  await listen(url, `/api/events?call=${callId}`, (name, data) => {
    if (name === 'steps') steps = [...steps, ...(data as StepView[])];
    if (name === 'state') view = data as CallView;
    return view !== undefined && steps.length > 0;
  });
  expect(steps.map(({ seq }) => seq)).toEqual(steps.map((_step, index) => index + 1));
  const menu = steps.find(({ to, from }) => to === 'menu.first' && from !== to);
  expect(menu).toMatchObject({ active: ['front-desk', 'front-desk.menu', 'front-desk.menu.first'], changes: [] });
  expect(menu?.lit).toHaveLength(1);
  expect(view).toMatchObject({ state: 'connected', isLoaded: true });
  expect(view?.legs.map(({ id, attachment }) => [id, attachment])).toEqual([
    ['caller#1', 'bridged with sales#1'],
    ['sales#1', 'bridged with caller#1'],
  ]);
  const chart = await ask<{ svg: string }>(url, `/api/charts/${view?.hash}`);
  expect(chart.svg).toContain('data-id="front-desk.connected"');
});

test('who comes back is told what is new, and only that', async () => {
  const { line, url } = await start();
  const callId = await call({ line });
  const journal = await line.journal();
  let first: number | undefined;
  await listen(url, `/api/events?call=${callId}&after=${journal.length - 2}`, (name, data) => {
    if (name === 'steps') first = (data as StepView[])[0]?.seq;
    return name === 'steps';
  });
  expect(first).toBe(journal.length - 1);
});

test('the phones: somebody calls, presses keys, an agent answers, faults are switched', async () => {
  const { line, url } = await start();
  line.simulator.onDial(() => 'no answer');
  await ask(url, '/api/phone', { act: 'call', from: '+15550142' });
  await line.until('gatherUsingSpeak');
  await line.advance(2_000);
  const phones = await ask<PhoneView>(url, '/api/phone', { act: 'fault', fault: 'duplicate', on: true });
  expect(phones.faults.filter(({ on }) => on).map(({ id }) => id)).toEqual(['duplicate']);
  expect(phones.legs).toMatchObject([{ number: '+15550142', signalling: 'answered' }]);
  await ask(url, '/api/phone', { act: 'press', phone: phones.legs[0]?.id, key: '1' });
  await line.until('transfer');
  await line.advance(3_000);
  const { legs } = await ask<PhoneView>(url, '/api/phone', { act: 'fault', fault: 'duplicate', on: false });
  const ringing = legs.find(({ direction }) => direction === 'outgoing');
  expect(ringing?.signalling).toBe('alerting');
  await ask(url, '/api/phone', { act: 'answer', phone: ringing?.id });
  await line.advance(5_000);
  expect(await line.value()).toBe('connected');
  expect((await line.journal()).some(({ outcome }) => outcome === 'duplicate')).toBe(false);
  const refused = await fetch(new URL('/api/phone', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"act":"press","phone":"nobody","key":"1"}',
  });
  expect(refused.status).toBe(400);
});

test('a call becomes a test, and what is no call is refused', async () => {
  const { line, url } = await start();
  const callId = await call({ line });
  const { text } = await ask<{ text: string }>(url, `/api/test?call=${callId}`);
  expect(text).toContain("import { simulate } from 'callchart/testing';");
  expect(text).toContain('+15550199');
  expect(text).toContain("'1'");
  expect(text).toContain('["answer","gatherUsingSpeak","transfer"]');
  expect((await fetch(new URL('/api/test?call=nobody', url))).status).toBe(404);
});

test('Stately is told states and names of events; context, payloads and params only when asked for', async () => {
  for (const statelyFull of [false, true]) {
    const { line, url } = await start({ statelyFull, statelyUrl: 'http://127.0.0.1:9/inspect' });
    const callId = await call({ line });
    let bridge: unknown;
    const messages: { type: string; sessionId: string; _version?: string; snapshot?: { value: unknown } }[] = [];
    await listen(url, `/api/stately?call=${callId}`, (name, data) => {
      if (name === 'bridge') bridge = data;
      if (name === 'message') messages.push(...(data as typeof messages));
      return name === 'message';
    });
    expect(bridge).toMatchObject({ inspector: 'http://127.0.0.1:9/inspect', full: statelyFull });
    expect(messages.map(({ _version }) => typeof _version)).not.toContain('undefined');
    expect(messages.slice(0, 2).map(({ type, sessionId }) => [type, sessionId])).toEqual([
      ['@xstate.actor', callId],
      ['@xstate.actor', `${callId}/telnyx`],
    ]);
    expect(messages.findLast(({ type }) => type === '@xstate.snapshot')?.snapshot?.value).toBe('connected');
    const told = JSON.stringify(messages.slice(2));
    expect(told.includes('+15550199')).toBe(statelyFull);
    expect(told).toContain('"type":"transfer"');
  }
});

test('strangers are turned away before anything is looked at, and every answer is safe to open', async () => {
  const { url } = await start();
  const status = (headers: Readonly<Record<string, string>>, path = '/api/events'): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const asked = httpRequest(new URL(path, url), { headers }, (response) => {
        response.destroy();
        resolve(response.statusCode);
      });
      asked.on('error', reject).end();
    });
  expect(await status({ host: `rebound.example:${new URL(url).port}` }), 'DNS rebinding').toBe(421);
  expect(await status({ origin: 'https://evil.example' }), 'EventSource of a foreign page').toBe(403);
  expect(await status({ connection: 'upgrade', upgrade: 'websocket' }), 'WebSocket').toBe(403);
  expect(await status({}, '/assets/../start-inspector.ts')).toBe(404);
  const page = await fetch(url);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
  const bridge = await fetch(new URL('/stately', url));
  expect(bridge.headers.get('content-security-policy')).toContain('frame-src https://stately.ai;');
});

test('an address that is no page, and a port that is taken, are refused with a remedy', async () => {
  const { line, url } = await start();
  const { runtime } = line;
  const port = Number(new URL(url).port);
  await expect(startInspector({ runtime, port })).rejects.toMatchObject({ code: 'inspector.port' });
  await expect(startInspector({ runtime, statelyUrl: 'javascript:alert(1)' })).rejects.toMatchObject({
    code: 'inspector.url',
  });
});
