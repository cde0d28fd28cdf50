/**
 * The pure step against live XState actors: random machines, random walks, a JSON round trip at every event. The step
 * rests on a surface of XState that is not documented (`ActorScope`), so this is what allows it, and what an update of
 * xstate has to pass first.
 *
 * Seeds are fixed. `FUZZ_SCALE=20` walks twenty times as many machines, `FUZZ_SEED=1234` starts elsewhere; a failure
 * prints the seed: `FUZZ_SEED=<it> FUZZ_SCALE=0` walks that machine alone.
 */
import { describe, expect, test } from 'vitest';
import { walk, type Walk } from './fuzz/differential.ts';
import { mutants } from './fuzz/mutants.ts';
import { pureStepper, type Stepper } from './fuzz/pure-host.ts';

const scale = Number(process.env['FUZZ_SCALE'] ?? 1);
const firstSeed = Number(process.env['FUZZ_SEED'] ?? 0);
const machines = Math.max(1, Math.round(2_000 * scale));
const eventsPerMachine = 28;
// Wide, since the machine that runs the suite may be busy.
const timeoutMs = 300_000 * Math.max(1, scale);

function* walks(stepper: Stepper): Generator<Walk> {
  for (let seed = firstSeed; seed < firstSeed + machines; seed++) yield walk(seed, eventsPerMachine, stepper);
}

test(
  'steps like a live actor: state, effects, timers, tasks',
  () => {
    const total = { events: 0, timersFired: 0, tasksSettled: 0 };
    const ends = new Map<string, number>();
    const seen = new Map<string, number>();
    for (const report of walks(pureStepper)) {
      expect(report.mismatch).toBeUndefined();
      total.events += report.events;
      total.timersFired += report.timersFired;
      total.tasksSettled += report.tasksSettled;
      ends.set(report.end, (ends.get(report.end) ?? 0) + 1);
      for (const [name, times] of report.seen) seen.set(name, (seen.get(name) ?? 0) + times);
    }
    // No machine may leave the ground where a live actor itself is right.
    expect(ends.get('illegal')).toBeUndefined();
    if (scale < 1) return;
    expect(total.events).toBeGreaterThan(40_000 * scale);
    expect(total.timersFired).toBeGreaterThan(4_000 * scale);
    expect(total.tasksSettled).toBeGreaterThan(2_000 * scale);
    // Ends of every kind are met, and none so often that most walks are short.
    for (const end of ['done', 'error', 'threw']) expect(ends.get(end), end).toBeGreaterThan(50 * scale);
    expect(ends.get('walked')).toBeGreaterThan(1_000 * scale);
    // Whatever is compared was there to compare.
    for (const action of ['command', 'timer', 'cancel', 'task', 'stop', 'emit', 'log'])
      expect(seen.get(action), action).toBeGreaterThan(1_000 * scale);
    for (const part of ['historyValue', 'children', 'order', 'output', 'error'])
      expect(seen.get(part), part).toBeGreaterThan(50 * scale);
  },
  timeoutMs,
);

describe('the fuzz bites', () => {
  test.each(Object.entries(mutants))(
    'on a step that %s',
    (_, mutant) => {
      let caught: string | undefined;
      for (const report of walks(mutant)) {
        caught = report.mismatch;
        if (caught !== undefined) break;
      }
      expect(caught).toMatch(/^seed \d+, event \d+: /);
    },
    timeoutMs,
  );
});
