/**
 * A chart as Mermaid's state diagram, which GitHub and others draw. Transitions between the same two states are one
 * arrow.
 */
import { type ChartState, type ChartTransition, type FlowChart, statesOf } from './flow-chart.ts';

/** The diagram's text. */
export function toMermaid(chart: FlowChart): string {
  const names = namesOf(chart);
  const lines = ['stateDiagram-v2', ...stateLines(chart.root, chart, names, '  ')];
  return `${lines.join('\n')}\n`;
}

type Names = ReadonlyMap<string, string>;

/** Mermaid's ids have no dots: a state is called by its key where that is the only one, else by its path. */
function namesOf({ root }: FlowChart): Names {
  const states = statesOf(root);
  const keys = states.map(({ key }) => key);
  const isUnique = (key: string): boolean => keys.indexOf(key) === keys.lastIndexOf(key);
  return new Map(
    states.map(({ id, key }) => [id, (isUnique(key) ? key : id.slice(root.id.length + 1)).replaceAll(/\W/g, '_')]),
  );
}

function stateLines(parent: ChartState, chart: FlowChart, names: Names, indent: string): string[] {
  const isRoot = parent === chart.root;
  const initial = parent.initial === undefined ? [] : [`${indent}[*] --> ${nameOf(parent.initial, names)}`];
  const below = parent.states.flatMap((state, index) => [
    // Parallel regions are separated by dashes.
    ...(parent.kind === 'parallel' && index > 0 ? [`${indent}--`] : []),
    ...oneState(state, chart, names, indent),
  ]);
  const handlers = isRoot ? rootLines(chart, names, indent) : [];
  return [...initial, ...below, ...handlers];
}

function oneState(state: ChartState, chart: FlowChart, names: Names, indent: string): string[] {
  const name = nameOf(state.id, names);
  const does = [...state.entry.map(({ name: action }) => action), ...state.tasks.map((task) => `task ${task}`)];
  const title = does.length === 0 ? '' : ` / ${does.join(', ')}`;
  const isPlain = title === '' && name === state.key;
  const inside =
    state.states.length === 0
      ? []
      : [`${indent}state ${name} {`, ...stateLines(state, chart, names, `${indent}  `), `${indent}}`];
  return [
    ...(isPlain || state.kind === 'history' ? [] : [`${indent}${name}: ${safe(`${state.key}${title}`)}`]),
    ...inside,
    ...arrows(chart, state.id).map(({ target, label }) => `${indent}${name} --> ${nameOf(target, names)}: ${label}`),
    ...(state.kind === 'final' ? [`${indent}${name} --> [*]`] : []),
    ...(state.inner.length === 0
      ? []
      : [
          `${indent}note right of ${name}`,
          ...state.inner.map((text) => `${indent}  ${safe(text)}`),
          `${indent}end note`,
        ]),
  ];
}

/** What holds in every state has no state to start from: it is told in a note. */
function rootLines(chart: FlowChart, names: Names, indent: string): string[] {
  const { root } = chart;
  const everywhere = [
    ...arrows(chart, root.id).map(({ target, label }) => `${label} → ${nameOf(target, names)}`),
    ...root.inner.map(safe),
  ];
  const first = root.states[0];
  if (everywhere.length === 0 || first === undefined) return [];
  return [
    `${indent}note left of ${nameOf(first.id, names)}`,
    `${indent}  in every state`,
    ...everywhere.map((text) => `${indent}  ${text}`),
    `${indent}end note`,
  ];
}

function arrows(chart: FlowChart, source: string): readonly { readonly target: string; readonly label: string }[] {
  const byTarget = new Map<string, ChartTransition[]>();
  for (const transition of chart.transitions) {
    if (transition.source !== source) continue;
    byTarget.set(transition.target, [...(byTarget.get(transition.target) ?? []), transition]);
  }
  return [...byTarget].map(([target, transitions]) => ({
    target,
    label: safe(transitions.map(({ label }) => label).join(', ')),
  }));
}

const nameOf = (id: string, names: Names): string => names.get(id) ?? id;

/** Mermaid ends a text at a semicolon or a line's end and takes a hash for an entity; a colon ends a name. */
const safe = (text: string): string =>
  text
    .replaceAll('#', '#35;')
    .replaceAll(/;(?<!#35;)/g, '#59;')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(':', '#58;');
