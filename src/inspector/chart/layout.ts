/**
 * Gives the boxes and arrows of a chart their places, by elkjs in a worker thread. What they look like it does not know.
 */
import { Worker } from 'node:worker_threads';
import type { ElkEdgeSection, ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import { CallchartError } from '../../errors/callchart-error.ts';
import { type Arrow, type Box, drawingOf } from './elk-graph.ts';
import type { FlowChart } from './flow-chart.ts';

/** A point on the picture, in pixels from its top left. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A box in its place. */
export interface PlacedBox extends Box, Point {
  readonly width: number;
  readonly height: number;
}

/** An arrow with its course. */
export interface PlacedArrow extends Arrow {
  readonly points: readonly Point[];
  /** Top left of its label; undefined without one. */
  readonly label: (Point & { readonly width: number }) | undefined;
}

/** A chart in which everything has its place. Boxes that hold others come before them. */
export interface ChartLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly arrows: readonly PlacedArrow[];
}

// Far more than the largest flow takes: a thread that does not come back must not be waited for.
const longestMs = 60_000;

/**
 * Lays a chart out.
 *
 * @throws CallchartError `chart.layout` when the chart cannot be laid out
 */
export async function layoutChart(chart: FlowChart): Promise<ChartLayout> {
  const { boxes, arrows, graph } = drawingOf(chart);
  const placed = await inWorker(graph, chart.id);
  const places = new Map<string, PlacedBox>();
  collect(placed, { x: 0, y: 0 }, boxes, places);
  const edges = new Map((placed.edges ?? []).map((edge) => [edge.id, edge]));
  return {
    width: Math.ceil(placed.width ?? 0),
    height: Math.ceil(placed.height ?? 0),
    boxes: [...places.values()],
    arrows: arrows.flatMap((arrow) => placedArrow(arrow, edges.get(arrow.id), places)),
  };
}

/** The worker is compiled JavaScript wherever this file is loaded from: threads take no TypeScript. */
const workerUrl = new URL('../../../dist/inspector/chart/layout-worker.js', import.meta.url);

function inWorker(graph: ElkNode, flow: string): Promise<ElkNode> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerUrl, { workerData: graph });
    const fail = (cause: unknown): void =>
      reject(new CallchartError('chart.layout', `The chart of ${flow} could not be laid out.`, { cause }));
    const timer = setTimeout(() => {
      fail(new Error(`it took more than ${longestMs} ms`));
      void worker.terminate();
    }, longestMs);
    worker.once('message', (placed: ElkNode) => {
      resolve(placed);
      void worker.terminate();
    });
    worker.once('error', fail);
    worker.once('exit', () => {
      clearTimeout(timer);
      fail(new Error('the thread ended'));
    });
  });
}

/** Places are relative to the box around; on the picture they are not. */
function collect(
  { id, x = 0, y = 0, width = 0, height = 0, children = [] }: ElkNode,
  origin: Point,
  boxes: ReadonlyMap<string, Box>,
  into: Map<string, PlacedBox>,
): void {
  const at = { x: origin.x + x, y: origin.y + y };
  const box = boxes.get(id);
  if (box !== undefined) into.set(id, { ...box, ...at, width, height });
  for (const child of children) collect(child, at, boxes, into);
}

type PlacedEdge = ElkExtendedEdge & { readonly container?: string };

function placedArrow(
  arrow: Arrow,
  edge: PlacedEdge | undefined,
  places: ReadonlyMap<string, PlacedBox>,
): readonly PlacedArrow[] {
  const section: ElkEdgeSection | undefined = edge?.sections?.[0];
  if (edge === undefined || section === undefined) return [];
  // elkjs tells an edge's course relative to the box that holds both of its ends.
  const { x, y } = places.get(edge.container ?? '') ?? { x: 0, y: 0 };
  const moved = (point: Point): Point => ({ x: point.x + x, y: point.y + y });
  const [label] = edge.labels ?? [];
  return [
    {
      ...arrow,
      points: [section.startPoint, ...(section.bendPoints ?? []), section.endPoint].map(moved),
      label: label && { ...moved({ x: label.x ?? 0, y: label.y ?? 0 }), width: label.width ?? 0 },
    },
  ];
}
