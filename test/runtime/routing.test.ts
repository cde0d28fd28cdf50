/**
 * From an event to its call, and from an incoming call to its flow.
 */
import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import { answer, type CallEvents, callActions, loadFlow, reject, startAIAssistant, type Routes } from 'callchart';
import { simulate } from 'callchart/testing';
import { incomingCallOf } from '../../src/runtime/routing.ts';
import { decodeToken, encodeToken } from '../../src/engine/token.ts';
import { keypad } from './flows.ts';
import { type Rig, startRig } from './rig.ts';
import { failing, gate, storeDown } from './watched-store.ts';

const call = setup({ types: { events: {} as CallEvents }, actions: callActions });

const answering = loadFlow(
  call.createMachine({
    id: 'answering',
    version: '1',
    initial: 'answering',
    states: { answering: { entry: answer({ client_state: 'bWluZQ==' }) } },
  }),
);
const refusing = loadFlow(
  call.createMachine({
    id: 'refusing',
    version: '1',
    initial: 'a',
    states: { a: { entry: reject({ cause: 'USER_BUSY' }) } },
  }),
);
const flows = [answering, refusing, keypad];

const flowOf = async (rig: Rig, callId = 'call-1'): Promise<string> => (await rig.state(callId)).flow.id;

describe('an event finds its call', () => {
  test('by its call_control_id, and by its call_leg_id alone', async () => {
    const rig = await startRig(keypad);
    await rig.ring('A');
    await rig.ring('B');
    await rig.webhook('call.dtmf.received', 'B', { digit: '1', call_leg_id: null, call_session_id: null });
    await rig.webhook('call.dtmf.received', 'B', { digit: '2', call_control_id: null, call_session_id: null });
    expect((await rig.state('call-2')).machine.context).toEqual({ keys: '12' });
  });

  test("by the engine's token, when its leg is not known; the author's own client_state comes back untouched", async () => {
    const rig = await startRig(answering);
    await rig.ring('A');
    await rig.settle();
    const client_state = rig.carrier.arrived[0]?.body['client_state'];
    expect(decodeToken(client_state)).toMatchObject({ callId: 'call-1', legId: 'caller#1', own: 'bWluZQ==' });
    expect(await rig.webhook('call.answered', 'A', { client_state })).toBe('accepted');
    const entry = (await rig.journal()).at(-1);
    expect(entry?.input.payload).toMatchObject({ client_state: 'bWluZQ==' });
  });

  test('by its session, only when Telnyx added the leg itself: an assistant that transfers', async () => {
    const flow = loadFlow(
      setup({ types: { events: {} as CallEvents<'added'> }, actions: callActions }).createMachine({
        id: 'assisted',
        version: '1',
        initial: 'answering',
        states: {
          answering: { entry: answer(), on: { 'call.answered': 'assisting' } },
          assisting: {
            entry: startAIAssistant({ assistant: { id: 'assistant-1' } }),
            on: { 'added.call.initiated': 'adding' },
          },
          adding: { on: { 'added.call.bridged': 'connected', 'call.bridged': 'connected' } },
          connected: {},
        },
      }),
    );
    const line = await simulate(flow);
    const caller = line.call();
    await line.until('startAIAssistant');
    await line.advance(1_000);
    caller.assistantTransfers('+15550199');
    await line.advance(20_000);
    expect(await line.value(), line.ladder()).toBe('connected');
    expect((await line.state()).legs.map((leg) => leg.role)).toEqual(['caller', 'added']);
    caller.hangUp();
    await line.untilOver(300_000);
    await line.close();
  });

  test('never by its session when somebody new rings', async () => {
    const rig = await startRig(keypad);
    await rig.ring('A');
    await rig.ring('B', { call_session_id: 'A-session' });
    expect((await rig.runtime.calls()).map((one) => one.callId).toSorted()).toEqual(['call-1', 'call-2']);
  });

  test('what belongs to nobody is kept as unrouted', async () => {
    const rig = await startRig(flows);
    expect(await rig.webhook('call.answered', 'X')).toBe('unrouted');
    expect(await rig.ring('A')).toBe('unrouted');
    expect((await rig.store.unrouted(10)).map((entry) => entry.input.name)).toEqual([
      'call.initiated',
      'call.answered',
    ]);
  });
});

describe('an incoming call finds its flow', () => {
  test('the only one there is, without routes', async () => {
    const rig = await startRig(keypad);
    await rig.ring();
    expect(await flowOf(rig)).toBe('keypad');
  });

  test.each([
    ['its number', { '+15550100': 'answering', '*': 'refusing' }, 'answering'],
    ['its connection', { '77': 'answering', '*': 'refusing' }, 'answering'],
    ['anything else', { '+19': 'answering', '*': { flow: 'refusing' } }, 'refusing'],
  ] satisfies [string, Routes, string][])('by table: %s', async (_what, routes, flow) => {
    const rig = await startRig(flows, { routes });
    await rig.ring('A', { connection_id: '77' });
    expect(await flowOf(rig)).toBe(flow);
  });

  test('a name that every object has is no number', async () => {
    const rig = await startRig(flows, { routes: { '+1': 'answering' } });
    expect(await rig.ring('A', { to: 'constructor' })).toBe('unrouted');
  });

  test('a table that leads to a flow that is not loaded is refused at once', async () => {
    await expect(startRig(keypad, { routes: { '*': 'keypd' } })).rejects.toMatchObject({ code: 'flow.unknown' });
  });

  test('a function is asked with what is known, and gives the machine its input', async () => {
    const asked: unknown[] = [];
    const rig = await startRig(flows, {
      routes: (incoming) => {
        asked.push(incoming);
        return { flow: 'answering', input: { tenant: 'acme' } };
      },
    });
    await rig.ring('A', { connection_id: '77' });
    expect(asked).toMatchObject([{ to: '+15550100', from: '+15550001', connectionId: '77', account: 'default' }]);
    expect(await flowOf(rig)).toBe('answering');
  });

  test('what is not text in a payload is no number', () => {
    const webhook = { type: 'webhook', at: 0, id: 'x', event_type: 'call.initiated', occurred_at: undefined } as const;
    expect(incomingCallOf({ ...webhook, payload: { to: 5, from: null } }, 'second')).toMatchObject({
      to: '',
      from: '',
      connectionId: '',
      account: 'second',
    });
  });
});

describe('a route that takes its time', () => {
  test('is off the acknowledgement; what comes meanwhile waits, and is applied in order', async () => {
    const { wait, open } = gate();
    const rig = await startRig(flows, { routes: async () => (await wait(), 'keypad') });
    expect(await rig.ring()).toBe('accepted');
    for (const digit of '123') await rig.webhook('call.dtmf.received', 'A', { digit });
    expect((await rig.runtime.calls())[0]).toMatchObject({ phase: 'routing', from: '+15550001', to: '+15550100' });
    await expect(rig.runtime.hangup('call-1', { key: 'k', by: 'me' })).rejects.toMatchObject({
      code: 'call.routing',
      retryable: true,
    });
    await expect(rig.runtime.send('call-1', { type: 'mark', payload: { key: 'x' }, key: 'k' })).rejects.toMatchObject({
      code: 'call.routing',
      retryable: true,
    });
    const begun = rig.clock.now();
    await rig.clock.advance(2_000);
    open();
    await rig.settle();
    expect(await rig.state()).toMatchObject({
      createdAt: begun,
      at: begun + 2_000,
      machine: { context: { keys: '123' } },
    });
    expect((await rig.journal()).map((entry) => entry.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await rig.webhook('call.dtmf.received', 'A', { digit: '4' })).toBe('accepted');
    expect((await rig.state()).machine.context).toEqual({ keys: '1234' });
  });

  test('the caller left meanwhile: the flow sees it, and nothing is sent to the leg', async () => {
    const { wait, open } = gate();
    const rig = await startRig(flows, { routes: async () => (await wait(), 'answering') });
    await rig.ring();
    await rig.webhook('call.hangup', 'A', { hangup_cause: 'originator_cancel' });
    open();
    await rig.settle();
    expect(await rig.told()).toEqual(['call.initiated', 'call.hangup', 'legs.ended.caller']);
    expect(rig.carrier.names).toEqual([]);
  });

  test('is asked again by the next process, and what waited is still there', async () => {
    let asked = 0;
    const rig = await startRig(flows, {
      routes: () => (++asked === 1 ? new Promise(() => {}) : Promise.resolve('keypad')),
    });
    await rig.ring();
    await rig.webhook('call.dtmf.received', 'A', { digit: '1' });
    await rig.crash();
    expect(asked).toBe(2);
    expect((await rig.state()).machine.context).toEqual({ keys: '1' });
  });

  test('is asked once while it is awaited, however many webhooks come', async () => {
    let asked = 0;
    const { wait, open } = gate();
    const rig = await startRig(flows, {
      routes: async () => {
        asked += 1;
        await wait();
        return 'keypad';
      },
    });
    await rig.ring();
    for (const digit of '123') await rig.webhook('call.dtmf.received', 'A', { digit });
    open();
    await rig.settle();
    expect(asked).toBe(1);
  });

  test.each([
    ['a promise that rejects', () => Promise.reject(new Error('no database'))],
    [
      'a function that throws',
      () => {
        throw new Error('no database');
      },
    ],
    ['a flow that is not loaded', () => 'nowhere'],
    ['a promise of a flow that is not loaded', () => Promise.resolve('nowhere')],
  ] satisfies [string, Routes][])('fails once (%s): asked again, nobody notices', async (_what, fails) => {
    let asked = 0;
    const rig = await startRig(flows, { routes: () => (++asked === 1 ? fails() : 'answering') });
    expect(await rig.ring()).toBe('accepted');
    await rig.clock.advance(1_000);
    expect(asked).toBe(2);
    expect(await flowOf(rig)).toBe('answering');
  });

  test.each([
    ['fails for ever', () => Promise.reject(new Error('no database')), 'no database'],
    ['never answers', () => new Promise<string>(() => {}), 'no answer within'],
    ['names no flow', () => Promise.resolve(undefined), 'no flow is meant for this call'],
  ] satisfies [string, Routes, string][])(
    '%s: the caller is refused rather than left ringing, and why is kept',
    async (_what, routes, why) => {
      const rig = await startRig(flows, { routes });
      await rig.ring();
      await rig.clock.advance(30_000);
      expect(rig.carrier.names[0]).toBe('reject');
      expect((await rig.state()).failure).toContain(why);
      await rig.webhook('call.hangup', 'A', {});
      await rig.clock.advance(180_000);
      expect((await rig.state()).phase).toBe('closed');
    },
  );

  test('a store that fails when the answer is there is tried again until it takes it', async () => {
    const { wait, open } = gate();
    const rig = await startRig(flows, { routes: async () => (await wait(), 'answering') });
    await rig.ring();
    rig.store.beforeCommit = failing(3);
    open();
    await rig.clock.advance(5_000);
    expect(await flowOf(rig)).toBe('answering');
  });

  test('a store that fails to keep the call: the webhook is refused, and asks again when it comes again', async () => {
    let asked = 0;
    const rig = await startRig(flows, { routes: async () => Promise.resolve(++asked > 0 ? 'answering' : undefined) });
    rig.store.beforeCommit = failing(1);
    await expect(rig.ring('A', {}, 'ring')).rejects.toMatchObject({ retryable: true });
    expect(await rig.ring('A', {}, 'ring')).toBe('accepted');
    await rig.settle();
    expect(await rig.runtime.calls()).toHaveLength(1);
    expect(rig.carrier.names).toEqual(['answer']);
  });

  test('a route that has failed before the call was stored is a failure of nobody else', async () => {
    let asked = 0;
    const rig = await startRig(flows, {
      routes: () => (++asked === 1 ? Promise.reject(new Error('no database')) : Promise.resolve('answering')),
    });
    const { wait, open } = gate();
    rig.store.beforeCommit = async () => {
      await wait();
      throw storeDown();
    };
    const refused = rig.ring('A', {}, 'ring').catch((error: unknown) => error);
    await rig.settle();
    open();
    expect(await refused).toMatchObject({ retryable: true });
    rig.store.beforeCommit = () => {};
    expect(await rig.ring('A', {}, 'ring')).toBe('accepted');
    await rig.settle();
    expect(await flowOf(rig, 'call-2')).toBe('answering');
  });

  test('a token of a call that is being routed leads to it', async () => {
    const { wait, open } = gate();
    const rig = await startRig(flows, { routes: async () => (await wait(), 'keypad') });
    await rig.ring();
    const client_state = encodeToken({ callId: 'call-1', legId: 'caller#1', step: 1 });
    expect(await rig.webhook('call.dtmf.received', 'unheard', { digit: '9', client_state })).toBe('accepted');
    open();
    await rig.settle();
    expect((await rig.journal()).some((entry) => entry.input.name === 'call.dtmf.received')).toBe(true);
  });
});
