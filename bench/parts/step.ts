/** The pure step against XState's documented ways from a stored state to the next one, each over a JSON round trip. */
import { start, step } from 'callchart';
import { createActor, transition, type AnyStateMachine } from 'xstate';
import { pressOne, ringOfMenus } from '../made-machines.ts';
import { race, type Contestant, type Timing } from '../measure.ts';
import { figure, type PartReport, times } from '../report.ts';

const sizes = [
  { states: 30, contextBytes: 100 },
  { states: 30, contextBytes: 4_096 },
  { states: 30, contextBytes: 65_536 },
  { states: 300, contextBytes: 100 },
  { states: 300, contextBytes: 4_096 },
] as const;

/** Runs the part. */
export async function stepPart(): Promise<PartReport> {
  const rows: string[][] = [];
  const ratios: number[] = [];
  let fixed = { ours: Number.NaN, theirs: Number.NaN };
  for (const { states, contextBytes } of sizes) {
    const { ours, theirs, live } = await raceSteps(states, contextBytes);
    if (contextBytes === 100 && states === 30) fixed = { ours: ours.leastMicros, theirs: theirs.leastMicros };
    if (contextBytes === 100) ratios.push(theirs.leastMicros / ours.leastMicros);
    rows.push([
      `${states}`,
      contextBytes < 1_024 ? `${contextBytes} B` : `${contextBytes / 1_024} KB`,
      figure(ours.leastMicros),
      figure(theirs.leastMicros),
      figure(live.leastMicros),
      times(theirs.leastMicros / ours.leastMicros),
      times(live.leastMicros / ours.leastMicros),
    ]);
  }
  const least = Math.min(...ratios);
  const share = fixed.ours / fixed.theirs;
  return {
    title: 'Step',
    about:
      'µs per event, from the stored JSON text to the next one. A: `step` of this package on its lean row. B: the documented way: `createActor(machine, { snapshot })`, the library’s `transition()`, `getPersistedSnapshot()`. C: a restored actor that is started, sent the event and persisted. Best of sixty rounds that take turns.',
    tables: [{ head: ['states', 'context', 'A', 'B', 'C', 'B / A', 'C / A'], rows }],
    targets: [
      {
        what: 'step against B, small context',
        wanted: 'at least 3 ×',
        measured: times(least),
        isMet: least >= 3,
      },
      {
        what: 'fixed cost, as a share of B',
        wanted: 'at most 15/48 (0.31)',
        measured: share.toFixed(2),
        isMet: share <= 15 / 48,
      },
    ],
  };
}

/** One step each way, on a machine of so many states with a context of so many bytes. */
export async function raceSteps(
  states: number,
  contextBytes: number,
): Promise<{ readonly ours: Timing; readonly theirs: Timing; readonly live: Timing }> {
  const machine = ringOfMenus(states, contextBytes);
  const [ours, theirs, live] = await race([stepping(machine), documented(machine), restored(machine)]);
  if (ours === undefined || theirs === undefined || live === undefined) throw new Error('A contestant is missing.');
  return { ours, theirs, live };
}

function stepping(machine: AnyStateMachine): Contestant {
  const stored = { json: JSON.stringify(start(machine).state) };
  return {
    name: 'step',
    run: (count) => {
      for (let at = 0; at < count; at += 1) {
        stored.json = JSON.stringify(step(machine, JSON.parse(stored.json) as never, pressOne).state);
      }
    },
  };
}

function documented(machine: AnyStateMachine): Contestant {
  const stored = { json: JSON.stringify(createActor(machine).getPersistedSnapshot()) };
  return {
    name: 'createActor, transition, persist',
    run: (count) => {
      for (let at = 0; at < count; at += 1) {
        const actor = createActor(machine, { snapshot: JSON.parse(stored.json) as never });
        const [next] = transition(machine, actor.getSnapshot() as never, pressOne);
        stored.json = JSON.stringify(machine.getPersistedSnapshot(next as never));
      }
    },
  };
}

function restored(machine: AnyStateMachine): Contestant {
  const stored = { json: JSON.stringify(createActor(machine).getPersistedSnapshot()) };
  return {
    name: 'restored actor',
    run: (count) => {
      for (let at = 0; at < count; at += 1) {
        const actor = createActor(machine, { snapshot: JSON.parse(stored.json) as never }).start();
        actor.send(pressOne);
        stored.json = JSON.stringify(actor.getPersistedSnapshot());
        actor.stop();
      }
    },
  };
}
