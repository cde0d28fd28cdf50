/** Application events at the door. */
import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { z } from 'zod';
import { type CallRecord, loadFlow } from 'callchart';
import { checkEvent } from '../../src/runtime/application-event.ts';
import { notBegun } from '../../src/runtime/refused-call.ts';
import { FlowRegistry } from '../../src/runtime/flow-registry.ts';
import { commitOf } from '../stores/call-commits.ts';
import { keypad } from './flows.ts';
import { startRig } from './rig.ts';

const flow = loadFlow({
  default: createMachine({
    id: 'shop',
    version: '1',
    initial: 'open',
    states: { open: {} },
    on: { 'order.paid': {}, 'order.late': {}, 'order.odd': {} },
  }),
  options: {
    events: {
      'order.paid': z.object({ amount: z.number().min(0), currency: z.string().default('EUR') }),
      'order.late': z.object({ due: z.coerce.date() }),
      'order.odd': z.object({ count: z.coerce.bigint() }),
    },
  },
});
const registry = new FlowRegistry([flow], undefined);
const call = {
  phase: 'active',
  flow: { id: flow.id, version: flow.version, hash: flow.hash },
} as unknown as CallRecord;
const check = (type: string, payload?: Readonly<Record<string, unknown>>) =>
  checkEvent(call, registry, 'call-1', { type, key: 'k', ...(payload !== undefined && { payload }) });
const thrown = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

test('the payload comes as the schema gives it back: defaults filled in, unknown keys gone', () => {
  expect(check('order.paid', { amount: 3, extra: 1 })).toEqual({ amount: 3, currency: 'EUR' });
});

test('it comes as a restart would read it, and what is no JSON is refused', () => {
  expect(check('order.late', { due: '2026-01-01' })).toEqual({ due: '2026-01-01T00:00:00.000Z' });
  expect(thrown(() => check('order.odd', { count: '3' }))).toMatchObject({ code: 'event.invalid' });
});

test('a payload that is wrong is refused, with the places; a missing one is an empty one', () => {
  const message = expect.stringMatching(/order\.paid.*call-1.*amount: /) as string;
  expect(thrown(() => check('order.paid', { amount: -1 }))).toMatchObject({ code: 'event.invalid', message });
  expect(thrown(() => check('order.paid'))).toMatchObject({ code: 'event.invalid' });
});

test.each(['order.lost', 'constructor', 'call.answered'])('%s is not declared: refused, with what is', (type) => {
  const message = expect.stringContaining('order.paid, order.late') as string;
  expect(thrown(() => check(type))).toMatchObject({ code: 'event.unknown', message });
});

test('a flow that declares none says so', () => {
  const bare = loadFlow(createMachine({ id: 'bare', version: '1', initial: 'a', states: { a: {} } }));
  const record = { phase: 'active', flow: bare } as unknown as CallRecord;
  const run = () => checkEvent(record, new FlowRegistry([bare], undefined), 'call-1', { type: 'x', key: 'k' });
  expect(thrown(run)).toMatchObject({
    code: 'event.unknown',
    message: expect.stringContaining('declares none') as string,
  });
});

describe('calls that cannot take it', () => {
  test('there is none: unknown; its flow is still looked up: later', () => {
    const event = { type: 'order.paid', key: 'k' };
    expect(thrown(() => checkEvent(undefined, registry, 'call-1', event))).toMatchObject({ code: 'call.unknown' });
    const routing = commitOf('call-1').record;
    expect(thrown(() => checkEvent(routing, registry, 'call-1', event))).toMatchObject(notBegun('call-1'));
    expect(notBegun('call-1')).toMatchObject({ code: 'call.routing', retryable: true });
  });

  test('it is over: taken, and journaled as late', async () => {
    const rig = await startRig(keypad);
    await rig.ring();
    await rig.webhook('call.hangup', 'A', {});
    await rig.clock.advance(300_000);
    expect(await rig.runtime.send('call-1', { type: 'mark', payload: { key: 'x' }, key: 'k' })).toBe('accepted');
    expect((await rig.journal()).at(-1)).toMatchObject({ outcome: 'late', input: { kind: 'application', id: 'k' } });
  });
});
