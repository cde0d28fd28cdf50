/**
 * The charts of the flows that are or were loaded, by the hash of their structure. A picture is laid out when it is first
 * asked for, and kept.
 */
import { CallchartError } from '../errors/callchart-error.ts';
import type { Flow } from '../flow/load-flow.ts';
import { chartFlow } from './chart/chart-flow.ts';
import { type FlowChart, statesOf } from './chart/flow-chart.ts';
import { layoutChart } from './chart/layout.ts';
import { toSvg } from './chart/svg.ts';

/** More states than that are an outline: nobody can read such a picture, and laying it out takes seconds. */
export const mostDrawnStates = 150;

// Every save of a flow's file is a new structure while somebody works on it.
const mostKept = 50;

/** The charts. */
export class Charts {
  readonly #flows: () => readonly Flow[];
  readonly #charts = new Map<string, FlowChart>();
  readonly #pictures = new Map<string, Promise<string>>();

  /** @param flows the flows that are loaded now */
  constructor(flows: () => readonly Flow[]) {
    this.#flows = flows;
  }

  /** The chart of that structure; undefined when no such flow was loaded while this looked. */
  of(hash: string): FlowChart | undefined {
    for (const flow of this.#flows()) if (!this.#charts.has(flow.hash)) this.#charts.set(flow.hash, chartFlow(flow));
    for (const old of this.#charts.keys()) {
      if (this.#charts.size <= mostKept) break;
      if (old !== hash) this.#charts.delete(old);
    }
    return this.#charts.get(hash);
  }

  /** Whether a chart has more states than can be drawn. */
  isOutline(chart: FlowChart): boolean {
    return statesOf(chart.root).length > mostDrawnStates;
  }

  /** The picture as SVG without a style of its own. @throws CallchartError `chart.unknown`, `chart.layout` */
  picture(hash: string): Promise<string> {
    const kept = this.#pictures.get(hash);
    if (kept !== undefined) return kept;
    const chart = this.of(hash);
    if (chart === undefined)
      return Promise.reject(new CallchartError('chart.unknown', 'That version of the flow is not loaded here.'));
    const drawn = layoutChart(chart).then((layout) =>
      toSvg(layout, { styled: false, title: `Statechart of ${chart.id}` }),
    );
    this.#pictures.set(hash, drawn);
    if (this.#pictures.size > mostKept) this.#pictures.delete([...this.#pictures.keys()][0] ?? '');
    // What failed is tried again when it is asked for again.
    drawn.catch(() => this.#pictures.delete(hash));
    return drawn;
  }
}
