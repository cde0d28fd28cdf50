import { createVerifier, parseWebhook } from 'callchart';
import { timingPresets } from 'callchart/simulator';
import { describe, expect, it } from 'vitest';
import { application } from './application.ts';

/** An application that answers with each status in turn, then 200; keeps what it was sent. */
function answering(...statuses: (number | 'never' | 'throw')[]) {
  const sent: { url: string; at: number; attempt: number; id: string }[] = [];
  const app = application({
    failoverUrl: 'https://failover.example/webhooks',
    onWebhook: async (request) => {
      const { data, meta } = (await request.json()) as { data: { id: string }; meta: { attempt: number } };
      sent.push({ url: request.url, at: app.clock.now(), attempt: meta.attempt, id: data.id });
      const status = statuses.shift() ?? 200;
      if (status === 'throw') throw new Error('gone');
      if (status === 'never') return new Promise(() => {});
      return new Response(null, { status });
    },
  });
  return { app, sent };
}

describe('a webhook that is not accepted', () => {
  it.each([500, 503, 408, 429, 'never', 'throw'] as const)(
    'is sent again after %s: same id, next attempt, later',
    async (status) => {
      const { app, sent } = answering(status, status);
      app.simulator.incomingCall();
      await app.clock.advance(20_000);
      expect(sent.map((each) => each.attempt)).toEqual([1, 2, 3]);
      expect(new Set(sent.map((each) => each.id)).size).toBe(1);
      const gaps = sent.slice(1).map((each, index) => each.at - sent[index]!.at);
      const waited = status === 'never' ? timingPresets.instant.webhookTimeoutMs : 0;
      expect(gaps).toEqual([1_000 + waited, 4_000 + waited]);
    },
  );

  it('goes to the failover URL after two failures, and is lost at last', async () => {
    const { app, sent } = answering(500, 500, 500, 500, 500);
    app.simulator.incomingCall();
    await app.clock.advance(60_000);
    expect(sent.map((each) => new URL(each.url).hostname)).toEqual([
      'application.example',
      'application.example',
      'failover.example',
      'failover.example',
    ]);
  });

  it.each([400, 401, 404, 301])('is lost at once after %i', async (status) => {
    const { app, sent } = answering(status);
    app.simulator.incomingCall();
    await app.clock.advance(60_000);
    expect(sent).toHaveLength(1);
    expect(app.simulator.log.find((entry) => entry.name === 'call.initiated')).toMatchObject({ status, attempt: 1 });
  });

  it('follows the retries that a command asked for', async () => {
    const { app, sent } = answering(200, 500, 500, 500, 500);
    app.simulator.incomingCall();
    await app.clock.advance(50);
    await app.send('answer', 'A', { webhook_retries_policies: { 'call.answered': { retries_ms: [100, 200] } } });
    await app.clock.advance(60_000);
    const answered = sent.slice(1, 4);
    expect(answered.map((each) => each.at - answered[0]!.at)).toEqual([0, 100, 300]);
    expect(answered.map((each) => each.attempt)).toEqual([1, 2, 3]);
  });
});

describe('where a webhook goes', () => {
  it('is the leg’s own URL if a command gave one, the event’s own before that', async () => {
    const app = application();
    app.simulator.incomingCall();
    await app.clock.advance(50);
    await app.send('answer', 'A', {
      webhook_url: 'https://leg.example/hooks',
      webhook_urls: { 'call.hangup': 'https://hangups.example/hooks' },
    });
    await app.clock.advance(100);
    app.simulator.party('A').hangUp();
    await app.clock.advance(100);
    expect(app.webhooks.map((webhook) => new URL(webhook.deliveredTo).hostname)).toEqual([
      'application.example',
      'leg.example',
      'hangups.example',
    ]);
  });
});

describe('a webhook as it arrives', () => {
  it('is signed, has the headers of Telnyx, and parses', async () => {
    const received: { request: Request; text: string }[] = [];
    const app = application({
      onWebhook: async (request) => {
        received.push({ request, text: await request.text() });
        return new Response();
      },
    });
    app.simulator.incomingCall({ headers: { 'X-Customer': '42' } });
    await app.clock.advance(100);
    const [{ request, text } = { request: new Request('https://x.example'), text: '' }] = received;
    expect(request.headers.get('user-agent')).toBe('telnyx-webhooks');
    expect(request.headers.get('content-type')).toBe('application/json');
    const verifier = createVerifier({ publicKey: app.simulator.publicKey, now: () => app.clock.now() });
    await expect(verifier.verify({ headers: request.headers, body: text })).resolves.toMatchObject({ text });
    await expect(verifier.verify({ headers: request.headers, body: `${text} ` })).rejects.toThrow('signature');
    const webhook = await parseWebhook(text);
    expect(webhook).toMatchObject({ event_type: 'call.initiated', attempt: 1, known: true });
    expect(webhook.payload).toMatchObject({ custom_headers: [{ name: 'X-Customer', value: '42' }] });
  });

  it('comes in order when it is instant, and in any order when it is realistic', async () => {
    const orders = new Set<string>();
    for (let seed = 1; seed <= 40; seed++) {
      const app = application({ timing: 'realistic', seed });
      app.simulator.incomingCall();
      await app.clock.advance(4_000);
      await app.until(app.send('answer', 'A'));
      await app.clock.advance(4_000);
      await app.until(app.send('hangup', 'A'));
      await app.until(app.send('speak', 'A', { payload: 'x', voice: 'female' }));
      await app.clock.advance(10_000);
      app.simulator.incomingCall();
      app.simulator.party('B').hangUp();
      await app.clock.advance(10_000);
      orders.add(app.types('B').slice(0, 2).join());
    }
    expect([...orders].sort()).toEqual(['call.hangup,call.initiated', 'call.initiated,call.hangup']);
  });

  it('waits, when it is instant, until the one before has been answered', async () => {
    const arrived: string[] = [];
    const app = application({
      onWebhook: async (request) => {
        const { data } = (await request.json()) as { data: { event_type: string } };
        arrived.push(data.event_type);
        if (arrived.length === 1) await new Promise<void>((resolve) => void app.clock.schedule(1_500, resolve));
        return new Response();
      },
    });
    app.simulator.incomingCall();
    await app.clock.advance(50);
    app.simulator.party('A').hangUp();
    await app.clock.advance(1_000);
    expect(arrived).toEqual(['call.initiated']);
    await app.clock.advance(1_000);
    expect(arrived).toEqual(['call.initiated', 'call.hangup']);
  });

  it('comes twice now and then', async () => {
    const app = application({ timing: { ...timingPresets.realistic, duplicateShare: 0.2 } });
    for (let call = 0; call < 100; call++) app.simulator.incomingCall();
    await app.clock.advance(20_000);
    const ids = new Map<string, number>();
    for (const { id } of app.webhooks) ids.set(id, (ids.get(id) ?? 0) + 1);
    const doubled = [...ids.values()].filter((times) => times === 2).length;
    expect(ids.size).toBe(100);
    expect(doubled).toBeGreaterThan(8);
    expect(doubled).toBeLessThan(35);
  });
});
