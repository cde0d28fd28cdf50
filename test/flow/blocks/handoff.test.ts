import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import {
  answer,
  callActions,
  callGuards,
  dial,
  handoff,
  loadFlow,
  menu,
  recordCall,
  say,
  type CallEvents,
  type CallInput,
  type Flow,
} from 'callchart';
import { simulate, toBeSafe, type Simulation, type TestCall } from 'callchart/testing';
import { verifyRecord } from '../../../src/replay/verify.ts';

expect.extend({ toBeSafe });

const made = setup({
  types: { context: {} as { customer: unknown }, events: {} as CallEvents, input: {} as CallInput },
  actions: callActions,
  guards: callGuards,
});
const options = { defaults: { voice: 'female' } };
const context = ({ input }: { readonly input: CallInput }) => ({ customer: input['customer'] ?? '7' });

const front = loadFlow({
  default: made.createMachine({
    id: 'front',
    version: '1',
    context,
    initial: 'answering',
    states: {
      answering: { entry: answer(), on: { 'call.answered': 'menu' } },
      menu: menu({ prompt: 'For billing press 1.', choices: { 1: 'billing', 2: 'nowhere' }, otherwise: 'done' }),
      billing: handoff({ flow: 'billing', input: ({ context: { customer } }) => ({ customer }) }),
      nowhere: handoff({ flow: 'nowhere' }),
      done: { type: 'final' },
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
      answering: { entry: answer(), on: { 'call.answered': 'hello' } },
      hello: say({ prompt: ({ context: { customer } }) => `Billing for customer ${String(customer)}.`, next: 'menu' }),
      menu: menu({ prompt: 'To go back press 9.', choices: { 9: 'back' }, otherwise: 'done' }),
      back: handoff({ flow: 'front' }),
      done: { type: 'final' },
    },
  }),
  options,
});
const flows: readonly Flow[] = [front, billing];
const begin = async (): Promise<{ readonly line: Simulation; readonly call: TestCall }> => {
  const line = await simulate(flows, { runtime: { routes: { '*': 'front' } } });
  return { line, call: await line.dial({ from: '+15550123', to: '+15550199' }) };
};

describe('a call that is handed on', () => {
  test('goes on with the other flow, on the same leg, in the same commit', async () => {
    const { call } = await begin();
    await call.hears('For billing press 1');
    await call.presses('1');
    await call.hears('Billing for customer 7');
    await call.hears('To go back press 9');
    await call.presses('9');
    await call.hears('For billing press 1');
    const { flow } = await call.state();
    expect(flow.id).toBe('front');
    const journal = await call.journal();
    const handoffs = journal.filter(({ input }) => input.name === 'handoff');
    expect(handoffs.map(({ input }) => (input.payload as { to: { id: string; version: string } }).to)).toMatchObject([
      { id: 'billing', version: '3' },
      { id: 'front', version: '1' },
    ]);
    // Nobody sees a call between two flows: both steps are of one moment.
    for (const one of handoffs) expect(journal.find(({ seq }) => seq === one.seq - 1)?.at).toBe(one.at);
    expect((await call.commands()).filter((name) => name === 'answer')).toHaveLength(1);
    await call.hangsUp();
    await call.isOver();
    await call.hasNotFailed();
  });

  test('executes again to the byte', async () => {
    const { line, call } = await begin();
    await call.hears('For billing press 1');
    await call.presses('1');
    await call.hears('Billing for customer 7');
    await call.hangsUp();
    await call.isOver();
    const record = await recordCall(line.runtime, (await call.state()).callId);
    const { difference, steps } = verifyRecord(record, front, [billing]);
    expect(difference).toBeUndefined();
    expect(steps).toBe(record.journal.length);
  });

  test('outlives the process after any step', async () => {
    const line = await simulate(flows, { runtime: { routes: { '*': 'front' } }, restartEachStep: true });
    const call = await line.dial();
    await call.hears('For billing press 1');
    await call.presses('1');
    await call.hears('Billing for customer 7');
    await call.crashes();
    await call.hears('To go back press 9');
    await call.presses('9');
    await call.hears('For billing press 1');
    await call.hasNotFailed();
  });

  test('ends when the caller hangs up, on whichever flow', async () => {
    const { call } = await begin();
    await call.hears('For billing press 1');
    await call.presses('1');
    await call.hears('Billing for customer 7');
    await call.hangsUp();
    await call.isOver();
    await call.hasNotFailed();
  });

  test('is apologised to when the other flow is not loaded', async () => {
    const { call } = await begin();
    await call.hears('For billing press 1');
    await call.presses('2');
    await call.isOver();
    expect((await call.state()).failure).toBe('flow "nowhere", to which the call was handed, is not loaded');
  });

  test('keeps its other legs, under their roles', async () => {
    const agent = made.createMachine({
      id: 'ringing',
      version: '1',
      context,
      initial: 'answering',
      states: {
        answering: { entry: answer(), on: { 'call.answered': 'dialling' } },
        dialling: {
          entry: dial({ to: '+15550101' }),
          on: { 'callee.call.initiated': 'on', 'legs.ended.callee': 'done', 'command.failed.dial': 'done' },
          after: { 9_000: 'done' },
        },
        on: handoff({ flow: 'waiting' }),
        done: { type: 'final' },
      },
    });
    const waiting = made.createMachine({
      id: 'waiting',
      version: '1',
      context,
      initial: 'ringing',
      states: {
        ringing: {
          on: { 'callee.call.answered': 'there', 'legs.ended.callee': 'nobody' },
          after: { 30_000: 'nobody' },
        },
        there: say({ prompt: 'Somebody is there.', next: 'done' }),
        nobody: say({ prompt: 'Nobody is there.', next: 'done' }),
        done: { type: 'final' },
      },
    });
    const both = [loadFlow({ default: agent, options }), loadFlow({ default: waiting, options })];
    const line = await simulate(both, { runtime: { routes: { '*': 'ringing' } } });
    const call = await line.dial();
    await call.agent('+15550101').answers({ after: '3s' });
    await call.hears('Somebody is there');
    await call.isOver();
  });
});

describe('the block', () => {
  test('passes the checker: what the other flow does is explored with that one', () => {
    const short = loadFlow({
      default: made.createMachine({
        id: 'short',
        version: '1',
        context,
        initial: 'answering',
        states: {
          answering: { entry: answer(), on: { 'call.answered': 'hello' } },
          hello: say({ prompt: 'One moment.', next: 'billing' }),
          billing: handoff({ flow: 'billing' }),
        },
      }),
      options,
    });
    expect(short).toBeSafe();
  });

  test('refuses options that are not right', () => {
    expect(() => handoff({ flow: '' })).toThrow(/options of handoff[\s\S]*must name a flow/);
    expect(() => handoff({ flow: 'a', input: 7 as never })).toThrow(/must be an object or a function/);
    expect(() => handoff({ flow: 'a', imput: {} } as never)).toThrow(/`imput` is not a param/);
  });
});
