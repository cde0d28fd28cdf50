/**
 * Contract 3: one writer per call, in arrival order.
 */
import { describe, expect, test } from 'vitest';
import { keypad } from '../flows.ts';
import { type Rig, startRig, webhookOf } from '../rig.ts';
import { failing } from '../watched-store.ts';

const keysOf = async (rig: Rig, callId = 'call-1'): Promise<unknown> =>
  (await rig.state(callId)).machine.context['keys'];

describe('contract 3: one writer per call', () => {
  test('a hundred inputs of one call at once, of two kinds: each is applied once, one after the other', async () => {
    const rig = await startRig(keypad);
    await rig.ring();
    const digits = Array.from({ length: 100 }, (_one, index) => String((index * 7) % 10));
    await Promise.all(
      digits.map((digit, index) =>
        index % 3 === 0
          ? rig.runtime.send('call-1', { type: 'mark', payload: { key: digit }, key: `k${index}` })
          : rig.webhook('call.dtmf.received', 'A', { digit }),
      ),
    );
    // Requests of the application are looked up before they queue: each kind keeps its own order.
    const keys = String(await keysOf(rig));
    expect(keys.split('').toSorted()).toEqual([...digits].toSorted());
    expect((await rig.journal()).map((entry) => entry.seq)).toEqual(Array.from({ length: 101 }, (_one, at) => at + 1));
  });

  test('webhooks alone keep their order, over however many commits', async () => {
    const rig = await startRig(keypad, { limits: { inputsPerCommit: 7 } });
    await rig.ring();
    const digits = Array.from({ length: 100 }, (_one, index) => String((index * 7) % 10));
    await Promise.all(digits.map((digit) => rig.webhook('call.dtmf.received', 'A', { digit })));
    expect(await keysOf(rig)).toBe(digits.join(''));
  });

  test('the webhooks of many calls, interleaved: each call has its own, in order', async () => {
    const rig = await startRig(keypad);
    const legs = ['A', 'B', 'C'];
    for (const leg of legs) await rig.ring(leg);
    await Promise.all(
      Array.from({ length: 30 }, (_one, index) =>
        rig.webhook('call.dtmf.received', legs[index % 3] ?? '', { digit: String(Math.floor(index / 3)) }),
      ),
    );
    for (const callId of ['call-1', 'call-2', 'call-3']) expect(await keysOf(rig, callId)).toBe('0123456789');
  });

  test('a refused input does not let a later one overtake its repeat', async () => {
    const rig = await startRig(keypad);
    await rig.ring();
    rig.store.beforeCommit = failing(1);
    await expect(rig.webhook('call.dtmf.received', 'A', { digit: '1' }, 'one')).rejects.toThrow('disk is full');
    await rig.webhook('call.dtmf.received', 'A', { digit: '1' }, 'one');
    await rig.webhook('call.dtmf.received', 'A', { digit: '2' });
    expect(await keysOf(rig)).toBe('12');
  });
});

describe('contract 3: another process moved the call on, which must not be', () => {
  test('the call is read again, and nothing is lost or applied twice', async () => {
    const rig = await startRig(keypad);
    await rig.ring();
    const rival = await rig.rival();
    await rival.webhook(webhookOf('call.dtmf.received', 'A', { digit: '1' }, 'theirs'));
    await rig.webhook('call.dtmf.received', 'A', { digit: '2' }, 'ours');
    expect(await keysOf(rig)).toBe('12');
    expect((await rig.journal()).map((entry) => entry.seq)).toEqual([1, 2, 3]);
  });

  test('several inputs of one commit: all of them are decided on anew, in order', async () => {
    const rig = await startRig(keypad);
    await rig.ring();
    const rival = await rig.rival();
    await rival.webhook(webhookOf('call.dtmf.received', 'A', { digit: '1' }, 'theirs'));
    await Promise.all(['2', '3', '4'].map((digit) => rig.webhook('call.dtmf.received', 'A', { digit })));
    expect(await keysOf(rig)).toBe('1234');
    expect((await rig.journal()).map((entry) => entry.seq)).toEqual([1, 2, 3, 4, 5]);
  });

  test('what came while that was found out waits behind it', async () => {
    const rig = await startRig(keypad);
    await rig.ring();
    const rival = await rig.rival();
    const press = (digit: string) => rig.webhook('call.dtmf.received', 'A', { digit });
    const later: Promise<unknown>[] = [];
    rig.store.beforeCommit = async () => {
      rig.store.beforeCommit = () => {};
      await rival.webhook(webhookOf('call.dtmf.received', 'A', { digit: '1' }, 'theirs'));
      later.push(press('3'), press('4'));
    };
    await press('2');
    await Promise.all(later);
    expect(await keysOf(rig)).toBe('1234');
  });

  test('a key that the other process took in meanwhile makes ours a duplicate', async () => {
    const rig = await startRig(keypad);
    await rig.ring();
    const rival = await rig.rival();
    rig.store.beforeCommit = async (commits) => {
      if (!commits.some((commit) => commit.keys.includes('webhook:same'))) return;
      rig.store.beforeCommit = () => {};
      await rival.webhook(webhookOf('call.dtmf.received', 'A', { digit: '1' }, 'same'));
    };
    expect(await rig.webhook('call.dtmf.received', 'A', { digit: '1' }, 'same')).toBe('duplicate');
    expect(await keysOf(rig)).toBe('1');
  });

  test('a call that never stops moving is given up with an error that says so', async () => {
    const rig = await startRig(keypad);
    await rig.ring();
    const rival = await rig.rival();
    let moves = 0;
    let inRival = false;
    rig.store.beforeCommit = async () => {
      if (inRival) return;
      inRival = true;
      await rival.webhook(webhookOf('call.dtmf.received', 'A', { digit: '9' }, `move ${++moves}`));
      inRival = false;
    };
    const error: unknown = await rig.webhook('call.dtmf.received', 'A', { digit: '1' }, 'ours').catch((it) => it);
    expect(error).toMatchObject({ code: 'store.conflict', retryable: true });
    rig.store.beforeCommit = () => {};
    expect(await rig.webhook('call.dtmf.received', 'A', { digit: '1' }, 'ours')).toBe('accepted');
    expect(await keysOf(rig)).toBe(`${'9'.repeat(moves)}1`);
  });
});
