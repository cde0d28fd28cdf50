/** Private digits: the machine's event has them, the journal and the state do not. */
import { assign, setup } from 'xstate';
import { callActions, gather, gatherUsingSpeak, type CallEvents } from 'callchart';
import { describe, expect, test } from 'vitest';
import { REDACTED, redact } from '../../src/engine/privacy.ts';
import { CallHarness } from './call-harness.ts';

/** Asks for a PIN and then for a menu's digit; keeps how long what it got was, never the digits. */
const flow = setup({
  types: { context: {} as { lengths: readonly number[]; keys: number }, events: {} as CallEvents },
  actions: callActions,
}).createMachine({
  id: 'pin',
  version: '1',
  context: { lengths: [], keys: 0 },
  initial: 'waiting',
  states: {
    waiting: { on: { 'call.answered': 'pin' } },
    pin: {
      entry: gatherUsingSpeak({ payload: 'Your PIN.', voice: 'female', maximum_digits: 6, sensitive: true }),
      on: { 'call.gather.ended': [{ guard: ({ event }) => event.payload.digits === '', target: 'again' }, 'menu'] },
    },
    again: { entry: gather({ maximum_digits: 6, sensitive: true }) },
    menu: { entry: gather({ maximum_digits: 1 }) },
  },
  on: {
    'call.gather.ended': {
      actions: assign({ lengths: ({ context, event }) => [...context.lengths, event.payload.digits?.length ?? 0] }),
    },
    'call.dtmf.received': {
      actions: assign({
        keys: ({ context, event }) => context.keys + (/^[0-9]$/.test(event.payload.digit ?? '') ? 1 : 0),
      }),
    },
  },
});

const PIN = '739152';

const everything = (call: CallHarness): string => JSON.stringify([call.journal, call.state()]);

const asked = (): CallHarness => {
  const call = CallHarness.incoming(flow);
  call.webhook('call.answered');
  return call;
};

describe('while a sensitive gather is active', () => {
  test('its digits are in neither journal nor state; the machine acts on them', () => {
    const call = asked().okAll();
    const entry = call.webhook('call.gather.ended', { status: 'valid', digits: PIN });
    expect(entry.input.payload).toMatchObject({ status: 'valid', digits: REDACTED });
    expect(call.value).toBe('menu');
    expect(everything(call)).not.toContain(PIN);
  });

  test('keys are redacted, from the moment that it is asked for', () => {
    const call = asked();
    const entry = call.webhook('call.dtmf.received', { digit: '7' });
    expect(entry.input.payload).toMatchObject({ digit: REDACTED });
    expect(call.context['keys']).toBe(1);
  });

  test('without input there is nothing to hide', () => {
    const call = asked().okAll();
    expect(call.webhook('call.gather.ended', { status: 'timeout', digits: '' }).input.payload).toMatchObject({
      digits: '',
    });
    expect(call.value).toBe('again');
  });

  test('a flow that throws on them leaves no trace of them', () => {
    const throwing = setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
      id: 'throwing',
      version: '1',
      entry: gather({ maximum_digits: 6, sensitive: true }),
      on: {
        'call.gather.ended': {
          actions: assign(() => {
            throw new Error('no');
          }),
        },
      },
    });
    const call = CallHarness.incoming(throwing);
    expect(call.webhook('call.gather.ended', { status: 'valid', digits: PIN }).outcome).toBe('rolled_back');
    expect(call.last.input.payload).toMatchObject({ digits: REDACTED });
    expect(everything(call)).not.toContain(PIN);
  });
});

describe('keys come late', () => {
  test('for 10 s after it, also when the next gather is not sensitive', () => {
    const call = asked().okAll().wait(20_000);
    call.webhook('call.gather.ended', { status: 'valid', digits: PIN });
    call.okAll().wait(9_999);
    expect(call.webhook('call.dtmf.received', { digit: '2' }).input.payload).toMatchObject({ digit: REDACTED });
    call.wait(1);
    expect(call.webhook('call.dtmf.received', { digit: '3' }).input.payload).toMatchObject({ digit: '3' });
  });

  test('and after a hangup that overtook them', () => {
    const call = asked().okAll();
    call.webhook('call.hangup', {});
    const entry = call.webhook('call.gather.ended', { status: 'call_hangup', digits: PIN });
    expect(entry.input.payload).toMatchObject({ digits: REDACTED });
    expect(everything(call)).not.toContain(PIN);
  });
});

test('a withheld completion is kept without its digits', () => {
  const twice = setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
    id: 'twice',
    version: '1',
    entry: gather({ maximum_digits: 6, sensitive: true }),
    on: { 'call.answered': { actions: gather({ maximum_digits: 1 }) } },
  });
  const call = CallHarness.incoming(twice);
  call.ok('gather');
  call.webhook('call.answered');
  expect(call.webhook('call.gather.ended', { status: 'valid', digits: PIN }).outcome).toBe('superseded');
  expect(call.state().withheld).toHaveLength(1);
  expect(everything(call)).not.toContain(PIN);
});

test('what a gather that is not sensitive collects is shown', () => {
  const call = CallHarness.incoming(
    setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
      id: 'open',
      version: '1',
      entry: gather({ maximum_digits: 1 }),
    }),
  );
  expect(call.webhook('call.gather.ended', { status: 'valid', digits: '4' }).input.payload).toMatchObject({
    digits: '4',
  });
});

test('what is said to a sensitive AI gather, and keyed into a payment, is private too', () => {
  const call = CallHarness.incoming(
    setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
      id: 'ai',
      version: '1',
      entry: {
        type: 'gatherUsingAI',
        params: { parameters: { type: 'object', properties: {} }, sensitive: true } as never,
      },
      on: { 'call.answered': { actions: { type: 'pay', params: { amount: 1, transaction_type: 'charge' } } } },
    }),
  );
  const said = { result: { card: PIN }, message_history: [{ role: 'user', content: PIN }] };
  expect(call.webhook('call.ai_gather.ended', said).input.payload).toMatchObject({
    result: REDACTED,
    message_history: REDACTED,
  });
  call.wait(60_000).webhook('call.answered');
  expect(call.webhook('call.dtmf.received', { digit: '4' }).input.payload).toMatchObject({ digit: REDACTED });
  call.wait(60_000).webhook('call.payment.completed', { result: 'success' });
  call.wait(10_000);
  expect(call.webhook('call.dtmf.received', { digit: '4' }).input.payload).toMatchObject({ digit: '4' });
  expect(everything(call)).not.toContain(PIN);
});

test('redact hides what was keyed or said, and nothing else', () => {
  expect(redact({ digits: '12', status: 'valid', from: '+1' })).toEqual({
    digits: REDACTED,
    status: 'valid',
    from: '+1',
  });
  expect(redact({ status: 'valid' })).toEqual({ status: 'valid' });
  expect(redact({ digit: '' })).toEqual({ digit: '' });
});
