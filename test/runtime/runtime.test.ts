/**
 * The runtime's face: what it takes, what it refuses, and when.
 */
import { describe, expect, test } from 'vitest';
import { createRuntime, loadFlow, MemoryStore } from 'callchart';
import { simulate } from 'callchart/testing';
import * as designFlow from '../flow/design-flow.ts';
import { greeting, keypad } from './flows.ts';
import { Rig, startRig, webhookOf } from './rig.ts';
import { gate } from './watched-store.ts';

test('a call runs end to end: answered, asked, transferred, bridged, hung up', async () => {
  const line = await simulate(loadFlow(designFlow));
  line.simulator.onDial('+15550100', { does: 'answer', afterMs: 4_000 });
  const caller = line.call();
  await line.until('gatherUsingSpeak');
  caller.press('1');
  await line.advance(30_000);
  caller.hangUp();
  await line.advance(200_000);
  expect(line.commands).toEqual(['answer', 'gatherUsingSpeak', 'transfer', 'hangup']);
  const states = (await line.journal()).map((entry) => entry.to);
  expect([...new Set(states)]).toEqual(['answering', 'menu', 'sales', 'connected']);
  expect((await line.state()).phase).toBe('closed');
  await line.close();
});

describe('its life', () => {
  test('nothing is taken before it is started', async () => {
    const rig = new Rig([keypad]);
    const refusal = { code: 'runtime.stopped', retryable: true };
    expect(await rig.runtime.ready()).toBe(false);
    await expect(rig.ring()).rejects.toMatchObject(refusal);
    await expect(rig.runtime.startCall({ flow: 'keypad', key: 'k' })).rejects.toMatchObject(refusal);
  });

  test('nothing is taken while what was left is being read: what was sent already must not be taken for new', async () => {
    const rig = new Rig([keypad]);
    const { wait, open } = gate();
    rig.store.beforeRead = wait;
    const starting = rig.runtime.start();
    await rig.settle();
    await expect(rig.ring()).rejects.toMatchObject({ code: 'runtime.stopped', retryable: true });
    open();
    await starting;
    expect(await rig.ring()).toBe('accepted');
  });

  test('it says when what was left is taken up: legs asked after, commands sent again', async () => {
    const rig = await startRig(greeting);
    rig.carrier.answer = () => {
      rig.kill();
      return new Promise(() => {});
    };
    await rig.ring();
    await rig.clock.advance(30_000);
    rig.carrier.answer = () => undefined;
    const { wait, open } = gate();
    rig.carrier.status = async () => {
      await wait();
      return { alive: true, callLegId: undefined, callSessionId: undefined, clientState: undefined };
    };
    await rig.revive();
    let isResumed = false;
    void rig.runtime.resumed().then(() => (isResumed = true));
    await rig.settle();
    expect({ isResumed, sent: rig.carrier.names }).toEqual({ isResumed: false, sent: ['answer'] });
    open();
    await rig.settle();
    expect({ isResumed, sent: rig.carrier.names }).toEqual({ isResumed: true, sent: ['answer', 'answer'] });
  });

  test('it is started once', async () => {
    const rig = await startRig(keypad);
    await expect(rig.runtime.start()).rejects.toMatchObject({ code: 'runtime.started' });
  });

  test('stopping finishes what was taken, takes no more, and is done once', async () => {
    const rig = await startRig(keypad);
    const ringing = rig.ring();
    await Promise.all([rig.runtime.stop(), rig.runtime.stop()]);
    expect(await ringing).toBe('accepted');
    expect(await rig.runtime.ready()).toBe(false);
    await expect(rig.ring('B')).rejects.toMatchObject({ code: 'runtime.stopped', retryable: true });
  });

  test('a store that hangs does not keep it from stopping', async () => {
    const rig = await startRig(keypad);
    const { wait, open } = gate();
    rig.store.beforeCommit = wait;
    void rig.ring();
    let stopped = false;
    const stopping = rig.runtime.stop().then(() => (stopped = true));
    await rig.clock.advance(30_000);
    expect(stopped).toBe(true);
    open();
    await stopping;
  });

  test('it is ready while its store is', async () => {
    const rig = await startRig(keypad);
    expect(await rig.runtime.ready()).toBe(true);
    await rig.store.inner.close();
    expect(await rig.runtime.ready()).toBe(false);
  });
});

describe('its requests', () => {
  test('a call of no loaded flow is refused, and the flows are named', async () => {
    const rig = await startRig(keypad);
    const error: unknown = await rig.runtime.startCall({ flow: 'keypd', key: 'k' }).catch((it) => it);
    expect(error).toMatchObject({ code: 'flow.unknown', message: expect.stringContaining('keypad') as string });
  });

  test('a hangup of an unknown call is refused', async () => {
    const rig = await startRig(keypad);
    await expect(rig.runtime.hangup('none', { key: 'k', by: 'me' })).rejects.toMatchObject({ code: 'call.unknown' });
  });

  test('calls, one call, and its journal can be read', async () => {
    const rig = await startRig(keypad);
    await rig.ring('A');
    await rig.ring('B');
    await rig.webhook('call.dtmf.received', 'B', { digit: '1' });
    expect((await rig.runtime.calls({ limit: 1 })).map((call) => call.callId)).toEqual(['call-2']);
    expect(await rig.runtime.call('call-1')).toMatchObject({ callId: 'call-1', phase: 'active' });
    expect(await rig.runtime.call('none')).toBeUndefined();
    expect((await rig.runtime.journal('call-2', 1)).map((entry) => entry.input.name)).toEqual(['call.dtmf.received']);
  });

  test("without a clock, ids, chance or log of its own it uses the machine's", async () => {
    const rig = new Rig([]);
    const runtime = createRuntime({ store: new MemoryStore(), carrier: rig.carrier, flows: [keypad] });
    await runtime.start();
    await runtime.webhook(webhookOf('call.initiated', 'A', { direction: 'incoming' }, 'ring'));
    const [call] = await runtime.calls();
    expect(call?.callId).toMatch(/^[0-9a-f-]{36}$/);
    expect(Math.abs(Date.now() - (call?.createdAt ?? 0))).toBeLessThan(60_000);
    await runtime.stop();
  });
});
