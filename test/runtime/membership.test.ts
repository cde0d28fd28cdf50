/**
 * Several runtimes on one store: any takes any webhook, one does a call's work, a dead one's calls are taken over, and
 * one that was only away does not go on beside its successor.
 */
import { assign, fromPromise, setup } from 'xstate';
import { describe, expect, test } from 'vitest';
import { answer, callActions, type CallEvents, loadFlow, sendDtmf, speak } from 'callchart';
import { type Replica, Replicas } from './replicas.ts';
import { gate } from './watched-store.ts';

const leaseMs = 5_000;

/** Answers; every key is echoed; `9` asks a task. */
const echo = (ask: () => Promise<string> = () => Promise.resolve('told')) =>
  loadFlow(
    setup({
      types: { context: {} as { keys: string }, events: {} as CallEvents },
      actions: callActions,
      actors: { ask: fromPromise(ask) },
    }).createMachine({
      id: 'echo',
      version: '1',
      context: { keys: '' },
      initial: 'answering',
      states: {
        answering: { entry: answer(), on: { 'call.answered': 'open' } },
        open: {
          on: { 'call.dtmf.received': [{ guard: ({ event }) => event.payload.digit === '9', target: 'asking' }] },
        },
        asking: {
          invoke: { id: 'ask', src: 'ask', onDone: 'told' },
        },
        told: { entry: speak({ payload: 'Thank you.', voice: 'female' }), after: { 20_000: 'late' } },
        late: { entry: sendDtmf({ digits: '7' }) },
      },
      on: {
        'call.dtmf.received': {
          actions: [
            assign({ keys: ({ context, event }) => context.keys + (event.payload.digit ?? '') }),
            sendDtmf(({ event }) => ({ digits: event.payload.digit ?? '' })),
          ],
        },
      },
    }),
  );

const press = (replicas: Replicas, at: Replica, digit: string) =>
  replicas.webhook(at, 'call.dtmf.received', 'A', { digit });

async function answered(replicas: Replicas, at: Replica): Promise<void> {
  await replicas.ring(at);
  await replicas.settle();
  await replicas.webhook(at, 'call.answered');
  await replicas.settle();
}

describe('who does the work', () => {
  test('where nothing is under way, whoever takes the webhook: at once, without asking anybody', async () => {
    const replicas = new Replicas(echo());
    const [a, b] = [await replicas.start('a'), await replicas.start('b')];
    await answered(replicas, a);
    expect(replicas.owner()).toBe(1);
    await press(replicas, b, '1');
    await replicas.clock.advance(0);
    expect(replicas.owner()).toBe(2);
    await press(replicas, a, '2');
    await replicas.settle();
    expect(replicas.sent).toEqual(['a answer', 'b sendDtmf', 'a sendDtmf']);
  });

  test('where a command is on its way, whoever sent it: the next one leaves after it, from the same process', async () => {
    const replicas = new Replicas(echo());
    const [a, b] = [await replicas.start('a'), await replicas.start('b')];
    const { wait, open } = gate();
    await answered(replicas, a);
    replicas.carrier.answer = async () => wait().then(() => undefined);
    await press(replicas, a, '1');
    await replicas.settle();
    await press(replicas, b, '2');
    await press(replicas, b, '3');
    await replicas.settle();
    expect(replicas.owner()).toBe(1);
    open();
    await replicas.settle();
    await replicas.settle();
    expect(replicas.sent.slice(1)).toEqual(['a sendDtmf', 'a sendDtmf', 'a sendDtmf']);
    expect(replicas.carrier.of('sendDtmf').map(({ body }) => body['digits'])).toEqual(['1', '2', '3']);
  });

  test('the owner hears of what others stepped even when no notice arrives', async () => {
    const replicas = new Replicas(echo());
    replicas.shared.noticesArrive = false;
    const [a, b] = [await replicas.start('a'), await replicas.start('b')];
    const { wait, open } = gate();
    await answered(replicas, a);
    replicas.carrier.answer = async () => wait().then(() => undefined);
    await press(replicas, a, '1');
    await replicas.settle();
    replicas.carrier.answer = () => undefined;
    await replicas.webhook(b, 'call.initiated', 'B', { direction: 'incoming', state: 'parked', from: '+1', to: '+2' });
    await press(replicas, b, '2');
    open();
    await replicas.clock.advance(leaseMs / 5);
    expect(replicas.carrier.of('sendDtmf').map(({ body }) => body['digits'])).toEqual(['1', '2']);
  });

  test('keys sprayed over three, each to one or to two at once: every one is applied once and echoed in order', async () => {
    const replicas = new Replicas(echo());
    const all = [await replicas.start('a'), await replicas.start('b'), await replicas.start('c')];
    const pick = (at: number): Replica => all[at % 3] ?? (all[0] as Replica);
    await answered(replicas, pick(0));
    const digits = '12345678'.repeat(4).split('');
    for (const [at, digit] of digits.entries()) {
      const send = (to: Replica) => replicas.webhook(to, 'call.dtmf.received', 'A', { digit }, `key ${at}`);
      await Promise.all(at % 4 === 0 ? [send(pick(at)), send(pick(at + 1))] : [send(pick(at * 7))]);
    }
    await replicas.clock.advance(2_000);
    expect(replicas.carrier.of('sendDtmf').map(({ body }) => body['digits'])).toEqual(digits);
    const ids = replicas.carrier.arrived.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect((await replicas.journal()).map(({ seq }) => seq)).toEqual(
      (await replicas.journal()).map((_one, at) => at + 1),
    );
  });
});

describe('a process that dies', () => {
  test('what it sent and could not say is sent again under the same id, by another, within seconds', async () => {
    const replicas = new Replicas(echo());
    const [a] = [await replicas.start('a'), await replicas.start('b')];
    await answered(replicas, a);
    replicas.carrier.answer = () => {
      a.kill();
      return undefined;
    };
    await press(replicas, a, '1');
    await replicas.settle();
    replicas.carrier.answer = () => undefined;
    await replicas.clock.advance(leaseMs + leaseMs / 5 + 10);
    expect(replicas.sent.slice(1)).toEqual(['a sendDtmf', 'b sendDtmf']);
    const [first, second] = replicas.carrier.of('sendDtmf');
    expect(second?.id).toBe(first?.id);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(7_000);
  });

  test('its legs are asked after first', async () => {
    const replicas = new Replicas(echo());
    const [a] = [await replicas.start('a'), await replicas.start('b')];
    await answered(replicas, a);
    await replicas.clock.advance(20_000);
    a.kill();
    replicas.carrier.alive = () => false;
    await replicas.clock.advance(leaseMs * 3);
    expect(replicas.carrier.asked).toContain('A');
    expect((await replicas.journal()).flatMap(({ events }) => events.map(({ type }) => type))).toContain('call.hangup');
  });

  test('its timers and tasks go on, each once', async () => {
    let asked = 0;
    const replicas = new Replicas(
      echo(() => {
        asked += 1;
        return asked === 1 ? new Promise(() => {}) : Promise.resolve('told');
      }),
    );
    const [a] = [await replicas.start('a'), await replicas.start('b'), await replicas.start('c')];
    await answered(replicas, a);
    await press(replicas, a, '9');
    await replicas.settle();
    a.kill();
    await replicas.clock.advance(leaseMs + 2_000);
    expect(asked).toBe(2);
    await replicas.clock.advance(25_000);
    expect(replicas.carrier.names).toEqual(['answer', 'speak', 'sendDtmf']);
    const timers = (await replicas.journal()).flatMap(({ input }) => (input.kind === 'timer' ? [input.name] : []));
    expect(timers.filter((name) => name.includes('after'))).toHaveLength(1);
  });

  test('a webhook for a call of its own goes on at once where nothing was under way', async () => {
    const replicas = new Replicas(echo());
    const [a, b] = [await replicas.start('a'), await replicas.start('b')];
    await answered(replicas, a);
    a.kill();
    await press(replicas, b, '1');
    await replicas.clock.advance(0);
    expect(replicas.sent.at(-1)).toBe('b sendDtmf');
  });
});

describe('a process that was away', () => {
  /** As under SIGSTOP: the lease is not renewed for a while. */
  async function away(replicas: Replicas, one: Replica, ms: number): Promise<void> {
    one.shared.isAway = true;
    await replicas.clock.advance(ms);
    one.shared.isAway = false;
  }

  test('sends nothing when its lease has run out, and takes part anew', async () => {
    const replicas = new Replicas(echo());
    const [a, b] = [await replicas.start('a'), await replicas.start('b')];
    await answered(replicas, a);
    replicas.carrier.answer = (_one, count) => (count === 1 ? new Promise(() => {}) : undefined);
    await press(replicas, a, '1');
    await replicas.settle();
    await away(replicas, a, leaseMs + 2_000);
    expect(replicas.owner()).toBe(2);
    replicas.carrier.answer = () => undefined;
    await press(replicas, a, '2');
    await replicas.clock.advance(3_000);
    expect(replicas.sent.slice(1).filter((one) => one.startsWith('a'))).toEqual(['a sendDtmf']);
    expect(replicas.carrier.of('sendDtmf').map(({ body }) => body['digits'])).toEqual(['1', '1', '2']);
    expect(a.log.map(({ message }) => message)).toContain(
      'the lease ran out: other processes have taken this one’s calls over',
    );
    await replicas.ring(a, 'B');
    await replicas.settle();
    expect(replicas.sent.at(-1)).toBe('a answer');
    expect(b.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('sends nothing between the end of what it may count on and its next answer', async () => {
    const replicas = new Replicas(echo());
    const a = await replicas.start('a');
    await answered(replicas, a);
    await away(replicas, a, leaseMs * 0.8);
    a.shared.isAway = true;
    await press(replicas, a, '1');
    await replicas.settle();
    expect(replicas.sent).toEqual(['a answer']);
    a.shared.isAway = false;
    await replicas.clock.advance(leaseMs / 5 + 100);
    expect(replicas.sent).toEqual(['a answer', 'a sendDtmf']);
  });

  test('when it was the store that was away, nobody takes anything over', async () => {
    const replicas = new Replicas(echo());
    const [a, b] = [await replicas.start('a'), await replicas.start('b')];
    await answered(replicas, a);
    for (const { name, shared } of [a, b]) {
      shared.isAway = true;
      // b is back a little earlier.
      replicas.clock.schedule(leaseMs * 4 - (name === 'b' ? 900 : 0), () => (shared.isAway = false));
    }
    await replicas.clock.advance(leaseMs * 6);
    expect(replicas.owner()).toBe(1);
    expect(replicas.shared.members.size).toBe(2);
  });
});

test('one that stops in good order gives its calls back at once', async () => {
  const replicas = new Replicas(echo());
  const [a] = [await replicas.start('a'), await replicas.start('b')];
  await answered(replicas, a);
  await a.runtime.stop();
  await replicas.settle();
  expect(replicas.owner()).toBe(2);
});

test('one that starts takes up what is left, and waits for nobody who lives', async () => {
  const replicas = new Replicas(echo());
  const a = await replicas.start('a');
  await answered(replicas, a);
  const b = await replicas.start('b');
  expect(replicas.owner()).toBe(1);
  await a.runtime.stop();
  await replicas.settle();
  expect(replicas.owner()).toBe(2);
  b.kill();
  await replicas.clock.advance(leaseMs + 1);
  const c = await replicas.start('c');
  await c.runtime.resumed();
  expect(replicas.owner()).toBe(3);
});
