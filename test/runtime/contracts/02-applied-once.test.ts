/**
 * Contract 2: applied once, in one commit; nothing is acknowledged before.
 */
import { describe, expect, test } from 'vitest';
import { encodeToken } from '../../../src/engine/token.ts';
import { greeting, keypad } from '../flows.ts';
import { startRig } from '../rig.ts';
import { everyStore } from '../stores.ts';
import { failing, gate } from '../watched-store.ts';

describe('contract 2: a webhook is acknowledged only after its commit', () => {
  test('while the commit is under way there is no answer, and no command leaves', async () => {
    const rig = await startRig(greeting);
    const { wait, open } = gate();
    rig.store.beforeCommit = wait;
    let receipt: string | undefined;
    const ringing = rig.ring().then((answer) => (receipt = answer));
    await rig.clock.advance(5_000);
    expect({ receipt, sent: rig.carrier.names }).toEqual({ receipt: undefined, sent: [] });
    open();
    await ringing;
    await rig.settle();
    expect({ receipt, sent: rig.carrier.names }).toEqual({ receipt: 'accepted', sent: ['answer'] });
  });

  test.each([
    ['the transaction fails', 'beforeCommit'],
    ['nothing can be read', 'beforeRead'],
  ] as const)('%s: refused for now, nothing applied; sent again it is applied once', async (_what, where) => {
    const rig = await startRig(keypad);
    await rig.ring();
    await rig.webhook('call.dtmf.received', 'A', { digit: '1' });
    const before = await rig.state();
    rig.store[where] = failing(1);
    const error: unknown = await rig.webhook('call.dtmf.received', 'A', { digit: '2' }, 'second').catch((it) => it);
    expect(error).toMatchObject({ code: 'store.write', retryable: true });
    expect(await rig.state()).toEqual(before);
    expect(await rig.webhook('call.dtmf.received', 'A', { digit: '2' }, 'second')).toBe('accepted');
    expect(await rig.webhook('call.dtmf.received', 'A', { digit: '2' }, 'second')).toBe('duplicate');
    expect((await rig.state()).machine.context).toEqual({ keys: '12' });
    expect((await rig.journal()).map((entry) => entry.seq)).toEqual([1, 2, 3]);
  });

  test('a failure of the store that is no error of ours is retryable as well', async () => {
    const rig = await startRig(keypad);
    rig.store.beforeCommit = () => Promise.reject(new Error('disk on fire'));
    await expect(rig.ring()).rejects.toMatchObject({ code: 'store.write', retryable: true });
  });

  test('one failed transaction refuses all that was in it, and none of it is applied', async () => {
    const rig = await startRig(keypad);
    await rig.ring();
    rig.store.beforeCommit = failing(1);
    const keys = ['1', '2', '3'];
    const press = (digit: string) => rig.webhook('call.dtmf.received', 'A', { digit }, `key ${digit}`);
    const refused = await Promise.allSettled(keys.map(press));
    expect(refused.map((one) => one.status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect((await rig.state()).machine.context).toEqual({ keys: '' });
    await Promise.all(keys.map(press));
    expect((await rig.state()).machine.context).toEqual({ keys: '123' });
  });

  test('what the process itself has to write is written when the store is well again', async () => {
    const rig = await startRig(greeting);
    await rig.ring();
    rig.store.beforeCommit = failing(3);
    await rig.clock.advance(5_000);
    expect((await rig.state()).commands).toEqual([]);
    expect(rig.carrier.names).toEqual(['answer']);
  });
});

describe('contract 2: a repeat is acknowledged and applied once', () => {
  test.each(everyStore)('at the same moment, later, and after a restart: %s', async (_name, open) => {
    const kept = await open();
    const rig = await startRig(keypad, {}, kept.store);
    await rig.ring();
    const press = () => rig.webhook('call.dtmf.received', 'A', { digit: '7' }, 'the key');
    expect(await Promise.all([press(), press(), press()])).toEqual(['accepted', 'duplicate', 'duplicate']);
    expect(await press()).toBe('duplicate');
    await kept.crash(rig);
    expect(await press()).toBe('duplicate');
    expect((await rig.state()).machine.context).toEqual({ keys: '7' });
    await kept.remove();
  });

  test('the first webhook of a call begins one call, however often it comes', async () => {
    const rig = await startRig(keypad);
    const receipts = await Promise.all([1, 2, 3].map(() => rig.ring('A', {}, 'the ring')));
    expect(receipts).toEqual(['accepted', 'duplicate', 'duplicate']);
    expect(await rig.runtime.calls()).toHaveLength(1);
  });

  test.each(everyStore)('killed before or after the commit, sent again, applied once: %s', async (_name, open) => {
    for (const when of ['beforeCommit', 'afterCommit'] as const) {
      const kept = await open();
      const rig = await startRig(keypad, {}, kept.store);
      await rig.ring();
      rig.store[when] = () => {
        rig.kill();
        return when === 'beforeCommit' ? new Promise(() => {}) : undefined;
      };
      void rig.webhook('call.dtmf.received', 'A', { digit: '7' }, 'the key');
      await rig.settle();
      rig.store[when] = () => {};
      await kept.crash(rig);
      const receipt = await rig.webhook('call.dtmf.received', 'A', { digit: '7' }, 'the key');
      expect(receipt).toBe(when === 'beforeCommit' ? 'accepted' : 'duplicate');
      expect((await rig.state()).machine.context).toEqual({ keys: '7' });
      await kept.remove();
    }
  });
});

describe('contract 2: what cannot be placed', () => {
  test("our own token for a call that this store does not know: refused for now, as another region's", async () => {
    const rig = await startRig(keypad);
    const client_state = encodeToken({ callId: 'elsewhere', legId: 'caller#1', step: 3 });
    await expect(rig.webhook('call.answered', 'X', { client_state })).rejects.toMatchObject({
      code: 'call.foreign',
      retryable: true,
    });
    expect(rig.store.transactions).toEqual([]);
  });

  test('an event of nobody is kept, acknowledged once, and told apart', async () => {
    const rig = await startRig(keypad);
    expect(await rig.webhook('call.answered', 'X', {}, 'stray')).toBe('unrouted');
    expect(await rig.webhook('call.answered', 'X', {}, 'stray')).toBe('duplicate');
    expect(await rig.store.unrouted(10)).toMatchObject([{ outcome: 'unrouted', input: { id: 'stray' } }]);
  });
});

describe('contract 2: what comes from outside takes an idempotency key', () => {
  test('a call is started once per key, at the same moment and after a restart', async () => {
    const rig = await startRig(keypad);
    const start = (key: string) => rig.runtime.startCall({ flow: 'keypad', key });
    const both = await Promise.all([start('order 1'), start('order 1')]);
    expect(both).toEqual([
      { callId: 'call-1', duplicate: false },
      { callId: 'call-1', duplicate: true },
    ]);
    await rig.crash();
    expect(await start('order 1')).toEqual({ callId: 'call-1', duplicate: true });
    expect(await start('order 2')).toMatchObject({ duplicate: false });
    expect(await rig.runtime.calls()).toHaveLength(2);
  });

  test('an application event is applied once per key and call', async () => {
    const rig = await startRig(keypad);
    await rig.ring('A');
    await rig.ring('B');
    const mark = (callId: string) => rig.runtime.send(callId, { type: 'mark', payload: { key: 'x' }, key: 'k' });
    expect(await Promise.all([mark('call-1'), mark('call-1'), mark('call-2')])).toEqual([
      'accepted',
      'duplicate',
      'accepted',
    ]);
    expect((await rig.state('call-1')).machine.context).toEqual({ keys: 'x' });
    expect((await rig.state('call-2')).machine.context).toEqual({ keys: 'x' });
  });

  test('a hangup is asked for once per key; the key of an event is another one', async () => {
    const rig = await startRig(keypad);
    await rig.ring();
    await rig.runtime.send('call-1', { type: 'mark', payload: { key: 'x' }, key: 'k' });
    const hangup = () => rig.runtime.hangup('call-1', { key: 'k', by: 'an operator' });
    expect([await hangup(), await hangup()]).toEqual(['accepted', 'duplicate']);
    await rig.settle();
    expect(rig.carrier.names).toEqual(['hangup']);
  });

  test.each(['', 'x'.repeat(256)])('a key of %# characters too few or too many is refused', async (key) => {
    const rig = await startRig(keypad);
    await rig.ring();
    const refusal = { code: 'request.key' };
    await expect(rig.runtime.startCall({ flow: 'keypad', key })).rejects.toMatchObject(refusal);
    await expect(rig.runtime.send('call-1', { type: 'mark', payload: { key: '' }, key })).rejects.toMatchObject(
      refusal,
    );
    await expect(rig.runtime.hangup('call-1', { key, by: 'me' })).rejects.toMatchObject(refusal);
  });
});

describe('contract 2: one transaction carries many steps', () => {
  test('a step is one commit: id, state, journal entry and commands together', async () => {
    const rig = await startRig(greeting);
    await rig.ring('A', {}, 'the ring');
    const [transaction] = rig.store.transactions;
    expect(rig.store.transactions).toHaveLength(1);
    expect(transaction).toMatchObject([
      {
        keys: ['webhook:the ring'],
        legs: ['A', 'A-leg'],
        sessions: ['A-session'],
        record: { step: 1, commands: [{ command: 'answer' }] },
        entries: [{ seq: 1, effects: [{ type: 'command', command: 'answer' }] }],
      },
    ]);
  });

  test('two hundred webhooks of two hundred calls that wait for the store go into a few commits', async () => {
    const rig = await startRig(keypad);
    await rig.ring('first');
    const before = rig.store.transactions.length;
    const legs = Array.from({ length: 200 }, (_one, index) => `leg-${index}`);
    await Promise.all(legs.map((leg) => rig.ring(leg)));
    expect(await rig.runtime.calls({ limit: 1_000 })).toHaveLength(201);
    expect(rig.store.transactions.length - before).toBeLessThanOrEqual(3);
  });

  test('one input that cannot be decided on refuses itself, and not the others of its commit', async () => {
    const rig = await startRig(keypad);
    const client_state = encodeToken({ callId: 'elsewhere', legId: 'caller#1', step: 3 });
    const settled = await Promise.allSettled([
      rig.ring('A'),
      rig.webhook('call.answered', 'X', { client_state }),
      rig.ring('B'),
    ]);
    expect(settled.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(rig.store.transactions).toHaveLength(1);
  });

  test('too many waiting inputs are refused for now, and nothing that was taken is lost', async () => {
    const rig = await startRig(keypad, { limits: { waitingInputs: 5 } });
    await rig.ring();
    const { wait, open } = gate();
    rig.store.beforeCommit = wait;
    const presses = Array.from({ length: 20 }, (_one, index) =>
      rig.webhook('call.dtmf.received', 'A', { digit: String(index % 10) }),
    );
    const all = Promise.allSettled(presses);
    await rig.settle();
    open();
    const settled = await all;
    const taken = settled.filter((one) => one.status === 'fulfilled');
    const refusals = settled.filter((one) => one.status === 'rejected').map((one) => one.reason as unknown);
    expect(refusals.length).toBeGreaterThan(0);
    expect(refusals).toEqual(
      refusals.map(() => expect.objectContaining({ code: 'runtime.overloaded', retryable: true })),
    );
    expect((await rig.state()).machine.context['keys']).toHaveLength(taken.length);
  });
});
