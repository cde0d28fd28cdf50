/**
 * Which parts of a chart a step lights: the states that are active, and the transitions that led there. The journal tells
 * states and events, not transitions: they are found as a reader would find them, by following the arrows.
 */
import type { StateValue } from 'xstate';
import type { ChartState, ChartTransition, FlowChart } from './flow-chart.ts';

/** Ids of the states that a state value makes active, the flow itself included; none for no value. */
export function activeIds({ root }: FlowChart, value: StateValue | undefined): readonly string[] {
  return value === undefined ? [] : [root.id, ...within(root, value)];
}

function within(state: ChartState, value: StateValue): readonly string[] {
  const below = typeof value === 'string' ? [[value, {}] as const] : Object.entries(value);
  return below.flatMap(([key, inner]) => {
    const child = state.states.find((one) => one.key === key);
    return child === undefined ? [] : [child.id, ...(inner === undefined ? [] : within(child, inner))];
  });
}

/** Ids of the transitions that the handled `events` took from the states `before` to those `after`. */
export function litTransitions(
  chart: FlowChart,
  events: readonly string[],
  before: readonly string[],
  after: readonly string[],
): readonly string[] {
  const reached = new Set(after);
  const from = new Set(before);
  return events.flatMap((event) => {
    const possible = chart.transitions
      .filter(({ descriptor, source }) => from.has(source) && fits(descriptor, event))
      .map((transition) => pathFrom(chart, transition, reached, []))
      .filter((path) => path.length > 0)
      // The innermost state decides; of its own, the first that fits.
      .toSorted((left, right) => depth(right) - depth(left));
    return possible[0] ?? [];
  });
}

const depth = ([first]: readonly string[]): number => (first === undefined ? 0 : first.split('.').length);

/** The transition and what it leads on to by itself, until an active state is reached; nothing when none is. */
function pathFrom(
  chart: FlowChart,
  transition: ChartTransition,
  reached: ReadonlySet<string>,
  gone: readonly string[],
): readonly string[] {
  const path = [...gone, transition.id];
  if (reached.has(transition.target)) return path;
  const onward = chart.transitions.filter(
    ({ id, descriptor, source }) =>
      isByItself(descriptor) &&
      (source === transition.target || source.startsWith(`${transition.target}.`)) &&
      !path.includes(id),
  );
  for (const next of onward) {
    const found = pathFrom(chart, next, reached, path);
    if (found.length > 0) return found;
  }
  return [];
}

const isByItself = (descriptor: string): boolean => descriptor === '' || descriptor.startsWith('xstate.done.state.');

/** XState: `*` fits every event, `agent.*` those that begin with `agent`. */
function fits(descriptor: string, event: string): boolean {
  if (descriptor === event || descriptor === '*') return descriptor !== '';
  if (!descriptor.endsWith('.*')) return false;
  const prefix = descriptor.slice(0, -2);
  return event === prefix || event.startsWith(`${prefix}.`);
}
