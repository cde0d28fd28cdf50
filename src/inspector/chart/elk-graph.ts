/**
 * A chart as a graph for elkjs: boxes with the room that their words take, arrows with their labels. Transitions between
 * the same two states are one arrow. What a state does whichever of its own states is active starts at a box within it.
 */
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import { type ChartAction, type ChartState, type ChartTransition, type FlowChart, statesOf } from './flow-chart.ts';
import { clip, textWidth, typeSizes } from './text-size.ts';

/** Words in a box, and what they are. */
export interface BoxLine {
  readonly text: string;
  readonly what: 'command' | 'action' | 'task' | 'inner' | 'exit';
}

/** A box before it has its place. */
export interface Box {
  readonly id: string;
  readonly kind: ChartState['kind'] | 'root' | 'start' | 'anywhere';
  readonly title: string;
  readonly lines: readonly BoxLine[];
}

/** An arrow before it has its course. */
export interface Arrow {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  /** The transitions that it stands for; none when it leads to the state that is entered first. */
  readonly transitions: readonly ChartTransition[];
}

/** What a chart is drawn of. */
export interface ChartDrawing {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly arrows: readonly Arrow[];
  readonly graph: ElkNode;
}

/** Heights and margins within a box, in pixels. */
export const boxMetrics = { title: 24, line: 16, below: 8, side: 12, labelLine: 14 } as const;

const longestLine = 56;
const longestLabel = 44;

/** The boxes and arrows of a chart, and the graph that says what has to be placed. */
export function drawingOf(chart: FlowChart): ChartDrawing {
  const boxes = new Map<string, Box>();
  const arrows = arrowsOf(chart);
  const node = nodeOf(chart.root, chart, boxes, arrows);
  const graph: ElkNode = {
    id: '',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'DOWN',
      'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
      'elk.edgeRouting': 'ORTHOGONAL',
      'elk.layered.spacing.nodeNodeBetweenLayers': '36',
      'elk.layered.spacing.edgeNodeBetweenLayers': '18',
      'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
      'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
      'elk.spacing.nodeNode': '32',
      'elk.spacing.edgeNode': '16',
      'elk.spacing.edgeEdge': '12',
      'elk.spacing.edgeLabel': '4',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.padding': '[top=8,left=8,bottom=8,right=8]',
    },
    children: [node],
    edges: arrows.map(edgeOf),
  };
  return { boxes, arrows, graph };
}

/** Where an arrow starts that holds whichever state within is active. */
const anywhereId = (id: string): string => `${id} anywhere`;
const startId = (id: string): string => `${id} start`;

function nodeOf(state: ChartState, chart: FlowChart, boxes: Map<string, Box>, arrows: readonly Arrow[]): ElkNode {
  const isRoot = state === chart.root;
  const holdsEverywhere =
    arrows.some(({ source }) => source === anywhereId(state.id)) || (isRoot && state.inner.length > 0);
  const own = state.inner.map((text) => line(`↺ ${text}`, 'inner'));
  const box: Box = {
    id: state.id,
    kind: isRoot ? 'root' : state.kind,
    title: isRoot ? `${chart.id}  version ${chart.version}` : state.kind === 'history' ? 'H' : state.key,
    lines: [...linesOf(state), ...(isRoot ? [] : own)],
  };
  boxes.set(state.id, box);
  const { width, height } = sizeOf(box);
  if (state.states.length === 0) return { id: state.id, width, height };
  const children = state.states.map((child) => nodeOf(child, chart, boxes, arrows));
  if (state.initial !== undefined) {
    boxes.set(startId(state.id), { id: startId(state.id), kind: 'start', title: '', lines: [] });
    children.unshift({ id: startId(state.id), width: 10, height: 10 });
  }
  if (holdsEverywhere) {
    const anywhere: Box = {
      id: anywhereId(state.id),
      kind: 'anywhere',
      title: isRoot ? 'in every state' : `anywhere in ${state.key}`,
      lines: isRoot ? own : [],
    };
    boxes.set(anywhere.id, anywhere);
    children.push({ id: anywhere.id, ...sizeOf(anywhere) });
  }
  const top = height + 8;
  return {
    id: state.id,
    children,
    layoutOptions: {
      'elk.padding': `[top=${top},left=14,bottom=14,right=14]`,
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${width},${height})`,
    },
  };
}

function linesOf(state: ChartState): BoxLine[] {
  return [
    ...state.entry.map((action) => line(actionText(action), action.isCommand ? 'command' : 'action')),
    ...state.tasks.map((task) => line(`⚙ ${task}`, 'task')),
    ...state.exit.map((action) => line(`on exit ${actionText(action)}`, 'exit')),
  ];
}

const line = (text: string, what: BoxLine['what']): BoxLine => ({ text: clip(text, longestLine), what });

const actionText = ({ name, gist }: ChartAction): string => (gist === '' ? name : `${name} ${gist}`);

/** Room for a box's own words. */
function sizeOf({ kind, title, lines }: Box): { readonly width: number; readonly height: number } {
  const { title: titleHeight, line: lineHeight, below, side } = boxMetrics;
  if (kind === 'history') return { width: 24, height: 24 };
  const widths = [textWidth(title, typeSizes.title), ...lines.map(({ text }) => textWidth(text, typeSizes.line))];
  return {
    width: Math.max(64, ...widths) + 2 * side,
    height: titleHeight + (lines.length === 0 ? 4 : lines.length * lineHeight + below),
  };
}

function arrowsOf(chart: FlowChart): readonly Arrow[] {
  const within = new Map(statesOf(chart.root).map((state) => [state.id, new Set(statesOf(state).map(({ id }) => id))]));
  const arrows = new Map<string, ChartTransition[]>();
  for (const transition of chart.transitions) {
    const { source, target } = transition;
    const isInside = source !== target && within.get(source)?.has(target) === true;
    const key = `${isInside ? anywhereId(source) : source}\n${target}`;
    arrows.set(key, [...(arrows.get(key) ?? []), transition]);
  }
  const starts = statesOf(chart.root).flatMap(({ id, initial }) =>
    initial === undefined ? [] : [{ id: `${id} begins`, source: startId(id), target: initial, transitions: [] }],
  );
  const found = [...arrows].map(([key, transitions], index) => {
    const [source = '', target = ''] = key.split('\n');
    return { id: `arrow ${index}`, source, target, transitions };
  });
  return [...starts, ...found];
}

/** What is written at an arrow, a line for each transition. */
export const labelLines = ({ transitions }: Arrow): readonly { readonly id: string; readonly text: string }[] =>
  transitions.map(({ id, label }) => ({ id, text: clip(label, longestLabel) }));

function edgeOf(arrow: Arrow): ElkExtendedEdge {
  const lines = labelLines(arrow);
  const width = Math.max(0, ...lines.map(({ text }) => textWidth(text, typeSizes.label)));
  const label = { id: `${arrow.id} label`, text: ' ', width, height: lines.length * boxMetrics.labelLine };
  return {
    id: arrow.id,
    sources: [arrow.source],
    targets: [arrow.target],
    ...(lines.length > 0 && { labels: [label] }),
  };
}
