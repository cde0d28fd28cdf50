import { describe, expect, it } from 'vitest';
import { application, minimalParams } from './application.ts';

const speak = minimalParams('speak', '');

describe('a webhook', () => {
  it('that is dropped never arrives, and the ladder says so', async () => {
    const app = application();
    app.simulator.faults.webhook({ name: 'call.answered', nth: 1 }, 'drop');
    await app.answeredCall();
    await app.answeredCall();
    expect(app.types('A')).not.toContain('call.answered');
    expect(app.types('B')).toContain('call.answered');
    expect(app.simulator.log.find((entry) => entry.name === 'call.answered')?.note).toBe('dropped');
  });

  it('that is doubled arrives twice with the same id', async () => {
    const app = application();
    app.simulator.faults.webhook({ name: /^call\./ }, 'duplicate');
    await app.answeredCall();
    const ids = app.webhooks.filter((each) => each.event_type === 'call.answered').map((each) => each.id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('that is late comes late, and bears the client state of its time', async () => {
    const app = application();
    app.simulator.faults.webhook({ name: 'call.answered' }, { delayMs: 3_000 });
    await app.answeredCall();
    await app.send('updateClientState', 'A', { client_state: 'bGF0ZXI=' });
    await app.clock.advance(3_000);
    expect(app.last('call.answered').payload['client_state']).toBeNull();
    expect(app.last('call.answered').at - Date.parse(app.last('call.answered').occurred_at)).toBeGreaterThanOrEqual(
      3_000,
    );
  });

  it('that is reordered comes after the next one', async () => {
    const app = application();
    app.simulator.faults.webhook({ name: 'call.initiated' }, 'reorder');
    await app.answeredCall();
    expect(app.types()).toEqual(['call.answered', 'call.initiated']);
  });

  it('that is reordered comes after ten seconds if no other does', async () => {
    const app = application();
    app.simulator.faults.webhook({ name: 'call.initiated' }, 'reorder');
    app.simulator.incomingCall();
    await app.clock.advance(9_000);
    expect(app.types()).toEqual([]);
    await app.clock.advance(2_000);
    expect(app.types()).toEqual(['call.initiated']);
  });

  it('is hit by chance as often as is said, and the same ones for the same seed', async () => {
    const lost = async (seed: number): Promise<number[]> => {
      const app = application({ seed });
      app.simulator.faults.webhook({ probability: 0.3 }, 'drop');
      for (let call = 0; call < 100; call++) app.simulator.incomingCall();
      await app.clock.advance(100);
      return app.simulator.log.flatMap((entry, index) => (entry.note === 'dropped' ? [index] : []));
    };
    const first = await lost(1);
    expect(first.length).toBeGreaterThan(15);
    expect(first.length).toBeLessThan(45);
    expect(await lost(1)).toEqual(first);
    expect(await lost(2)).not.toEqual(first);
  });
});

describe('a command', () => {
  it('may be answered with anything, and is not carried out then', async () => {
    const app = application();
    await app.answeredCall();
    app.simulator.faults.command({ name: 'speak', times: 1 }, { status: 503 });
    app.simulator.faults.command({ name: 'gather' }, { status: 422, code: '90018' });
    app.simulator.faults.command({ name: 'hangup' }, { status: 429, headers: { 'x-ratelimit-reset': '2' }, body: {} });
    expect((await app.send('speak', 'A', speak)).status).toBe(503);
    expect(await app.send('gather', 'A')).toMatchObject({ status: 422, code: '90018' });
    expect((await app.send('hangup', 'A')).status).toBe(429);
    expect(app.simulator.legs()[0]?.signalling).toBe('answered');
    expect((await app.send('speak', 'A', speak)).status).toBe(200);
  });

  it('may get no answer at all', async () => {
    const app = application();
    await app.answeredCall();
    app.simulator.faults.command({ name: 'speak' }, 'no answer');
    await expect(app.until(app.send('speak', 'A', speak))).rejects.toThrow('fetch failed');
    await app.clock.advance(1_000);
    expect(app.types()).not.toContain('call.speak.started');
  });

  it('may be carried out without an answer, and found out by its command_id', async () => {
    const app = application();
    await app.answeredCall();
    app.simulator.faults.command({ name: 'speak', times: 1 }, 'answer lost');
    const repeat = { ...speak, command_id: 'c-1' };
    await expect(app.until(app.send('speak', 'A', repeat))).rejects.toThrow('fetch failed');
    expect((await app.send('speak', 'A', repeat)).status).toBe(200);
    await app.clock.advance(1_000);
    expect(app.types().filter((type) => type === 'call.speak.started')).toHaveLength(1);
    expect(app.simulator.log.filter((entry) => entry.name === 'speak').map((entry) => entry.note)).toEqual([
      'answer lost',
      undefined,
    ]);
  });

  it('gives up waiting when its caller does', async () => {
    const app = application();
    app.simulator.incomingCall();
    app.simulator.faults.command({ name: 'answer' }, 'no answer');
    const abort = new AbortController();
    const url = `https://api.telnyx.com/v2/calls/${app.simulator.party('A').callControlId}/actions/answer`;
    const headers = { authorization: 'Bearer KEY' };
    const answer = app.simulator.fetch(new Request(url, { method: 'POST', body: '{}', headers, signal: abort.signal }));
    const settled = answer.catch((reason: unknown) => reason);
    await app.clock.advance(10);
    abort.abort(new Error('enough'));
    expect(await settled).toEqual(new Error('enough'));
    expect(app.simulator.inFlight).toBe(0);
  });

  it('may find the connection refused', async () => {
    const app = application();
    app.simulator.incomingCall();
    app.simulator.faults.command({}, 'refused');
    const error = await app.send('answer', 'A').catch((reason: unknown) => reason as TypeError);
    expect(error).toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });
});

describe('a hangup', () => {
  it.each([
    ['webhook', 'call.speak.started'],
    ['command', 'speak'],
    ['party', 'presses'],
  ] as const)('may come at any point: at the %s %s', async (direction, name) => {
    const app = application();
    app.simulator.faults.hangUp({ when: { direction, name } });
    await app.answeredCall();
    await app.send('speak', 'A', speak);
    app.simulator.party('A').press('1');
    await app.clock.advance(1_000);
    expect(app.last('call.hangup').payload).toMatchObject({ hangup_source: 'caller' });
  });

  it('may be another leg’s, some time later, and happens once', async () => {
    const app = application();
    await app.answeredCall();
    await app.answeredCall();
    app.simulator.faults.hangUp({ leg: 'A', when: { name: 'speak', leg: 'B' }, afterMs: 500 });
    await app.send('speak', 'B', speak);
    await app.clock.advance(400);
    expect(app.types('A')).not.toContain('call.hangup');
    await app.clock.advance(200);
    expect(app.types('A')).toContain('call.hangup');
    expect(app.types('B')).not.toContain('call.hangup');
  });
});

describe('the network', () => {
  it('may be gone for a while: commands are refused, webhooks come later', async () => {
    const app = application();
    app.simulator.faults.networkDown({ forMs: 3_000 });
    app.simulator.incomingCall();
    await expect(app.send('answer', 'A')).rejects.toThrow('fetch failed');
    await app.clock.advance(3_000);
    expect(app.types()).toEqual([]);
    await app.clock.advance(5_000);
    expect(app.last('call.initiated').attempt).toBe(3);
    expect((await app.send('answer', 'A')).status).toBe(200);
  });
});

it('faults can be taken back, one by one or all', async () => {
  const app = application();
  const takeBack = app.simulator.faults.webhook({}, 'drop');
  app.simulator.faults.command({}, { status: 500 });
  app.simulator.faults.hangUp({ when: {} });
  app.simulator.faults.networkDown({ forMs: 1_000_000 });
  takeBack();
  app.simulator.faults.clear();
  await app.answeredCall();
  expect(app.types()).toEqual(['call.initiated', 'call.answered']);
});
