/** The step that moves a call. */
import { loadFlow } from 'callchart';
import { advance, openCall } from '../../src/engine/advance.ts';
import { expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { planMigration } from '../../src/engine/migration.ts';

const flow = (version: string) =>
  loadFlow(createMachine({ id: 'f', version, initial: 'a', states: { a: { after: { 5_000: 'b' } }, b: {} } }));
const opening = { callId: 'c', at: 0, account: 'default', input: {} };

test('identity, state, timers and the origin of what is under way are the new version’s', () => {
  const one = flow('1');
  const two = flow('2');
  const { state } = openCall(one, opening);
  const plan = planMigration(two, state, 10);
  const migrated = plan.ok ? plan.migrated : undefined;
  const moved = advance(two, state, { type: 'migrate', at: 10, id: 'k', by: 'ada', migrated: migrated as never });
  expect(moved.state).toMatchObject({ flow: { version: '2', hash: two.hash }, machine: { value: 'a' } });
  expect(moved.entry).toMatchObject({ outcome: 'applied', input: { kind: 'operator', name: 'migrate', by: 'ada' } });
});

test('a call that is over stays where it is', () => {
  const one = flow('1');
  const state = { ...openCall(one, opening).state, phase: 'closed' as const };
  const migrated = {
    to: { id: 'x', version: '2', hash: 'h' },
    value: 'a',
    timers: [],
    tasks: [],
    generation: 0,
    origin: [],
  };
  const { entry, state: after } = advance(one, state, { type: 'migrate', at: 1, id: 'k', by: 'ada', migrated });
  expect([entry.outcome, after.flow.version]).toEqual(['late', '1']);
});
