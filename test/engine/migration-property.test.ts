/**
 * Any live call at any moment, moved to any other version: either it is in a state of that version, with its timers, and
 * plays on to its end whatever comes; or it is refused with a reason, and nothing of it has changed.
 */
import fc from 'fast-check';
import { type CallState, type Flow, loadFlow } from 'callchart';
import { expect, test } from 'vitest';
import { type AnyStateMachine, fromPromise, setup } from 'xstate';
import { z } from 'zod';
import { advance, openCall } from '../../src/engine/advance.ts';
import type { CallEventInput } from '../../src/engine/call-input.ts';
import { nextDue } from '../../src/engine/due.ts';
import { hydrate } from '../../src/engine/machine-state.ts';
import { type MigrationPlan, planMigration } from '../../src/engine/migration.ts';

const names = ['a', 'b', 'c', 'd'] as const;
const events = ['go', 'back', 'on'] as const;
const end = 'end';

/** A state: leaf, with two inside, or two at once; where events and a timer lead; whether a task runs. */
interface Part {
  readonly shape: 'leaf' | 'deep' | 'both';
  readonly on: Readonly<Partial<Record<(typeof events)[number], string>>>;
  readonly afterMs: number | undefined;
  readonly target: string;
  readonly task: boolean;
}
type Version = Readonly<Record<string, Part>>;

const target = fc.constantFrom(...names, end);
const part: fc.Arbitrary<Part> = fc.record({
  shape: fc.constantFrom('leaf', 'leaf', 'deep', 'both'),
  on: fc.record({ go: target, back: target, on: target }, { requiredKeys: ['go'] }),
  afterMs: fc.constantFrom(undefined, 1_000, 2_000, 5_000),
  target,
  task: fc.boolean(),
});
/** Not every version has every state. */
const version = fc.record({ a: part, b: part, c: part, d: part }, { requiredKeys: ['a'] }) as fc.Arbitrary<Version>;

const made = setup({ actors: { ask: fromPromise(() => Promise.resolve(1)) } });

function flowOf(states: Version, number: string, migrations?: Record<string, string | undefined>): Flow {
  const known = (name: string): string => (name in states ? name : end);
  const inner = { x: { on: { step: 'y' } }, y: { after: { 3_000: 'x' } } };
  const machine: unknown = made.createMachine({
    id: 'f',
    version: number,
    context: { steps: 0 },
    initial: 'a',
    states: {
      ...Object.fromEntries(
        Object.entries(states).map(([name, { shape, on, afterMs, target: next, task }]) => [
          name,
          {
            ...(shape === 'deep' && { initial: 'x', states: inner }),
            ...(shape === 'both' && {
              type: 'parallel',
              states: { left: { initial: 'x', states: inner }, right: { initial: 'x', states: inner } },
            }),
            on: Object.fromEntries(Object.entries(on).map(([event, to]) => [event, known(to)])),
            ...(afterMs !== undefined && { after: { [afterMs]: known(next) } }),
            ...(task && { invoke: { id: `ask-${name}`, src: 'ask', onDone: known(next), onError: known(next) } }),
          },
        ]),
      ),
      [end]: { type: 'final' },
    },
  } as never);
  const renamed = (value: unknown): unknown => {
    if (typeof value === 'string') return migrations?.[value] ?? value;
    return Object.fromEntries(
      Object.entries(value as object).map(([key, deep]) => [migrations?.[key] ?? key, deep as unknown]),
    );
  };
  return loadFlow({
    default: machine as AnyStateMachine,
    options: { events: Object.fromEntries([...events, 'step'].map((name) => [name, z.object({})])) },
    ...(migrations && {
      migrations: {
        '1': (state: object) => ({ ...state, value: renamed((state as { value: unknown }).value) }) as never,
      },
    }),
  });
}

const ringing = {
  type: 'webhook',
  at: 1_000,
  id: 'event-1',
  event_type: 'call.initiated',
  occurred_at: '1970-01-01T00:00:01.000Z',
  payload: { call_control_id: 'v3:leg', direction: 'incoming', from: '+15550100', to: '+15550101' },
} as const;

/** What may happen: events that the flow may know, time, the end of a task. */
type Act = { readonly kind: 'event'; readonly type: string } | { readonly kind: 'time' } | { readonly kind: 'task' };
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ kind: fc.constant('event' as const), type: fc.constantFrom(...events, 'step', 'step') }),
  fc.constant({ kind: 'time' as const }),
  fc.constant({ kind: 'task' as const }),
);

function inputOf(flow: Flow, state: CallState, what: Act, count: number): CallEventInput | undefined {
  const at = state.at + 100;
  if (what.kind === 'event')
    return { type: 'application', at, id: `k${count}`, event: { type: what.type, payload: {} } };
  if (what.kind === 'task') {
    const [task] = state.tasks;
    return task && { type: 'task', at, id: task.id, generation: task.generation, end: { ok: true, output: 1 } };
  }
  const due = nextDue(flow, state);
  // Not the hours after which the engine ends everything.
  return due && due.at < at + 60_000 ? { type: 'tick', at: Math.max(at, due.at) } : undefined;
}

function play(flow: Flow, from: CallState, acts: readonly Act[]): CallState {
  let state = from;
  for (const [count, what] of acts.entries()) {
    const input = inputOf(flow, state, what, count);
    if (input === undefined) continue;
    const { state: next, entry } = advance(flow, state, input);
    expect(entry.outcome).not.toBe('rolled_back');
    expect(next.failure).toBeUndefined();
    state = JSON.parse(JSON.stringify(next)) as CallState;
  }
  return state;
}

/** In a state of the version, with the timers of that state and no others. One that has fired is gone. */
function expectWhole(flow: Flow, state: CallState, isFresh: boolean): void {
  const snapshot = hydrate(flow.machine, state.machine);
  expect(snapshot.value).toEqual(state.machine.value);
  const wanted = snapshot._nodes.flatMap((node) => node.after.map((one) => one.eventType));
  const set = state.timers.map(({ event }) => event.type);
  expect(set.filter((type) => !wanted.includes(type))).toEqual([]);
  expect(isFresh ? wanted.filter((type) => !set.includes(type)) : []).toEqual([]);
  expect(new Set(state.timers.map(({ generation }) => generation)).size).toBe(state.timers.length);
  const invoked = snapshot._nodes.flatMap((node) => node.invoke.map(({ id }) => id));
  // A task that has ended without an answer from the machine is not begun again.
  for (const { id } of state.tasks) expect(invoked).toContain(id);
}

const rename = fc.option(
  fc.record({
    a: fc.option(fc.constantFrom(...names), { nil: undefined }),
    b: fc.option(fc.constantFrom(...names), { nil: undefined }),
    c: fc.option(fc.constantFrom(...names), { nil: undefined }),
  }),
  { nil: undefined },
);
const runs = Number(process.env['CALLCHART_MIGRATION_RUNS'] ?? 300);

test('a live call is moved as a whole and plays on, or stays as it was', { timeout: 600_000 }, () => {
  const seen = { moved: 0, refused: new Set<string>() };
  fc.assert(
    fc.property(
      fc.record({
        before: version,
        after: version,
        rename,
        acts: fc.array(act, { maxLength: 8 }),
        later: fc.array(act, { minLength: 1, maxLength: 12 }),
      }),
      ({ before, after, rename: map, acts, later }) => {
        const [one, two] = [flowOf(before, '1'), flowOf(after, '2', map)];
        const opened = openCall(one, { callId: 'c', at: 1_000, account: 'default', webhook: ringing, input: {} });
        const live = play(one, JSON.parse(JSON.stringify(opened.state)) as CallState, acts);
        const text = JSON.stringify(live);
        const plan: MigrationPlan = planMigration(two, live, live.at);
        expect(JSON.stringify(live)).toBe(text);
        if (!plan.ok) {
          seen.refused.add(plan.why.replaceAll(/"[^"]*"|\{.*\}|ask-\w/g, '…'));
          // It goes on where it was.
          play(one, live, later);
          return;
        }
        seen.moved += 1;
        const { state, entry } = advance(two, live, {
          type: 'migrate',
          at: live.at,
          id: 'm',
          by: 'ada',
          migrated: plan.migrated,
        });
        expect([entry.outcome, state.flow]).toEqual(['applied', { id: two.id, version: '2', hash: two.hash }]);
        expectWhole(two, state, true);
        const dueOf = (type: string, { timers }: CallState) => timers.find(({ event }) => event.type === type)?.dueAt;
        const kept = live.timers.map(({ event }) => event.type).filter((type) => dueOf(type, state) !== undefined);
        expect(kept.map((type) => dueOf(type, state))).toEqual(kept.map((type) => dueOf(type, live)));
        // As the journal would have it again: the same to the byte.
        const again = advance(two, live, {
          type: 'migrate',
          at: live.at,
          id: 'm',
          by: 'ada',
          migrated: JSON.parse(JSON.stringify(plan.migrated)) as typeof plan.migrated,
        });
        expect(JSON.stringify(again)).toBe(JSON.stringify({ state, entry }));
        const ended = play(two, JSON.parse(JSON.stringify(state)) as CallState, later);
        if (ended.phase === 'active') expectWhole(two, ended, false);
      },
    ),
    { numRuns: runs, seed: 7 },
  );
  expect(seen.moved).toBeGreaterThan(runs / 10);
  expect([...seen.refused].length).toBeGreaterThan(2);
});
