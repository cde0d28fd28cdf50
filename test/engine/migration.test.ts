/** What a move to another version would do. Whole calls are moved in test/runtime/migrate-calls.test.ts. */
import { type CallState, loadFlow } from 'callchart';
import { expect, test } from 'vitest';
import { createMachine, fromPromise, setup } from 'xstate';
import { planMigration } from '../../src/engine/migration.ts';

const at = 1_000_000;
const state = (more: object = {}): CallState =>
  ({
    flow: { id: 'f', version: '1', hash: 'old' },
    phase: 'active',
    machine: { value: 'a', context: {}, status: 'active' },
    timers: [],
    tasks: [],
    generation: 3,
    ...more,
  }) as unknown as CallState;
const machine = (states: object) => createMachine({ id: 'f', version: '2', initial: 'a', states } as never);

test('what was kept of a call that is over needs no move', () => {
  expect(planMigration(loadFlow(machine({ a: {} })), state({ phase: 'late' }), at)).toEqual({
    ok: false,
    why: 'its flow is over',
  });
});

test('a state that has states within now is only a part of one', () => {
  const flow = loadFlow(machine({ a: { initial: 'b', states: { b: {} } } }));
  expect(planMigration(flow, state(), at)).toMatchObject({
    ok: false,
    why: '"a" is only a part of a state of version 2',
  });
});

test('a task that the new state runs would have to be begun; one that runs goes on; one that is gone is stopped', () => {
  const asks = setup({ actors: { ask: fromPromise(() => Promise.resolve(1)) } }).createMachine({
    id: 'f',
    version: '2',
    initial: 'a',
    states: { a: {}, b: { invoke: { id: 'ask', src: 'ask' } } },
  });
  const flow = loadFlow({ default: asks, migrations: { '1': (was) => ({ ...was, value: 'b' }) } });
  expect(planMigration(flow, state(), at)).toMatchObject({ ok: false, why: expect.stringContaining('task ask') });
  const running = { tasks: [{ id: 'ask', generation: 1, src: 'ask' }] };
  expect(planMigration(flow, state(running), at)).toMatchObject({ ok: true, migrated: running });
  const without = loadFlow(machine({ a: {} }));
  expect(planMigration(without, state(running), at)).toMatchObject({ ok: true, notes: ['task ask is stopped'] });
});

test('a migration that gives no state is told so', () => {
  const flow = loadFlow({ default: machine({ a: {} }), migrations: { '1': () => ({}) as never } });
  expect(planMigration(flow, state(), at)).toMatchObject({
    ok: false,
    why: expect.stringContaining('no { value, context }'),
  });
  const wrong = { default: machine({ a: {} }), migrations: { '1': 'a' } as never };
  expect(() => loadFlow(wrong)).toThrow('exports migrations that are none');
});

test('a context is journaled only if the migration changed it', () => {
  const counts = loadFlow({
    default: machine({ a: {} }),
    migrations: { '1': ({ value }) => ({ value, context: { count: 1 } }) },
  });
  expect(planMigration(counts, state(), at)).toMatchObject({ migrated: { context: { count: 1 } } });
  expect(planMigration(loadFlow(machine({ a: {} })), state(), at)).not.toHaveProperty('migrated.context');
});
