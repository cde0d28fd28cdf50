import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import { answer, callActions, handoff, loadFlow, say, type CallEvents, type CallInput, type Flow } from 'callchart';
import { advance, openCall, type Advanced } from '../../src/engine/advance.ts';

const made = setup({
  types: { context: {} as { input: CallInput }, events: {} as CallEvents, input: {} as CallInput },
  actions: callActions,
});
const options = { defaults: { voice: 'female' } };
const context = ({ input }: { readonly input: CallInput }) => ({ input });
const front = (input?: Parameters<typeof handoff<{ input: CallInput }>>[0]['input']): Flow =>
  loadFlow({
    default: made.createMachine({
      id: 'front',
      version: '1',
      context,
      initial: 'answering',
      states: {
        answering: { entry: answer(), on: { 'call.answered': 'billing' }, after: { 60_000: 'billing' } },
        billing: handoff({ flow: 'billing', input }),
      },
    }),
    options,
  });
const billing = loadFlow({
  default: made.createMachine({
    id: 'billing',
    version: '3',
    context,
    initial: 'answering',
    states: {
      answering: { entry: answer(), on: { 'call.answered': 'hello' }, after: { 60_000: 'hello' } },
      hello: say({ prompt: 'This is billing.', next: 'done' }),
      done: { type: 'final' },
    },
  }),
  options,
});

const payload = { call_control_id: 'v3:a', direction: 'incoming', from: '+15550123', to: '+15550199', state: 'parked' };
const webhook = (event_type: string, at: number) =>
  ({ type: 'webhook', at, id: `${event_type}-${at}`, event_type, occurred_at: undefined, payload }) as const;
const opened = (flow: Flow): Advanced =>
  openCall(flow, {
    callId: 'call-1',
    at: 1_000,
    account: 'default',
    webhook: webhook('call.initiated', 1_000),
    input: { trigger: payload },
  });
const handedOn = (flow: Flow): Advanced => advance(flow, opened(flow).state, webhook('call.answered', 2_000));
const identityOf = ({ id, version, hash }: Flow) => ({ id, version, hash });
const taken = (before: Advanced): Advanced =>
  advance(billing, before.state, { type: 'handoff', at: 2_000, to: identityOf(billing) });

describe('a call that is handed on', () => {
  test('waits for the other flow, alive, without timers of its own', () => {
    const { state } = handedOn(front({ customer: '7' }));
    expect(state).toMatchObject({
      phase: 'active',
      handoff: { flow: 'billing', input: { customer: '7' } },
      timers: [],
      flow: { id: 'front' },
    });
  });

  test('runs on the other flow, with its input, its legs, and nothing of the old machine', () => {
    const { state, entry } = taken(handedOn(front(({ context: { input } }) => ({ caller: input.trigger.from }))));
    expect(state.flow).toEqual(identityOf(billing));
    expect(state.handoff).toBeUndefined();
    expect(state.machine.value).toBe('hello');
    expect(state.machine.context).toEqual({
      input: {
        caller: '+15550123',
        callId: 'call-1',
        at: new Date(2_000).toISOString(),
        trigger: { call_control_id: 'v3:a', from: '+15550123', to: '+15550199', direction: 'incoming' },
      },
    });
    expect(state.legs.map(({ id, signalling }) => [id, signalling])).toEqual([['caller#1', 'answered']]);
    expect(entry.input).toEqual({
      kind: 'engine',
      name: 'handoff',
      payload: { to: identityOf(billing), input: { caller: '+15550123' } },
    });
  });

  test('does not answer what is answered: the machine is told at once', () => {
    const { entry } = taken(handedOn(front()));
    expect(entry.events).toEqual([{ type: 'call.answered', handled: true }]);
    expect(entry.effects.filter(({ type }) => type === 'command')).toMatchObject([{ command: 'speak' }]);
  });

  test('is taken once', () => {
    const first = taken(handedOn(front()));
    const again = advance(billing, first.state, { type: 'handoff', at: 3_000, to: identityOf(billing) });
    expect(again.entry.outcome).toBe('superseded');
    expect(again.state.machine).toEqual(first.state.machine);
  });

  test('fails like any flow when its input cannot be made, or is no JSON', () => {
    for (const input of [
      () => {
        throw new Error('no customer');
      },
      () => ({ when: new Date(0) }),
    ]) {
      const { state, entry } = handedOn(front(input));
      expect(entry.outcome).toBe('rolled_back');
      expect(state.phase).toBe('fallback');
      expect(state.handoff).toBeUndefined();
    }
  });

  test('that goes to and fro without end is taken over by the fallback', () => {
    const circle = (id: string, other: string): Flow =>
      loadFlow({
        default: made.createMachine({
          id,
          version: '1',
          context,
          initial: 'a',
          states: { a: handoff({ flow: other }) },
        }),
        options,
      });
    const [one, two] = [circle('one', 'two'), circle('two', 'one')];
    let { state } = opened(one);
    let rounds = 0;
    for (; state.handoff !== undefined && rounds < 10_000; rounds++) {
      const to = state.handoff.flow === 'one' ? one : two;
      ({ state } = advance(to, state, { type: 'handoff', at: 2_000, to: identityOf(to) }));
    }
    expect(rounds).toBeLessThan(1_000);
    expect(state.phase).toBe('fallback');
    expect(state.failure).toMatch(/in a row/);
  });
});
