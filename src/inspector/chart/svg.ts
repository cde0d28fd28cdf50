/**
 * A chart in its places as SVG. Every state, arrow and label carries its id in `data-id`, so that a page lights them by
 * toggling classes; alone, it brings colours that suit light and dark.
 */
import { boxMetrics, labelLines } from './elk-graph.ts';
import type { ChartLayout, PlacedArrow, PlacedBox, Point } from './layout.ts';
import { typeSizes } from './text-size.ts';

/** How the picture is to be. */
export interface SvgOptions {
  /** Brings its own style; without, whoever shows it has one. */
  readonly styled: boolean;
  /** What it shows, for those who do not see it. */
  readonly title: string;
}

/** The picture's text. */
export function toSvg({ width, height, boxes, arrows }: ChartLayout, { styled, title }: SvgOptions): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    ...(styled ? [`<style>${style}</style>`] : []),
    '<defs><marker id="arrow-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path d="M0 0 L8 4 L0 8 z" class="head"/></marker></defs>',
    ...boxes.map(boxSvg),
    ...arrows.map(arrowSvg),
    // Labels last: no arrow may cross one out.
    ...arrows.map(labelSvg),
    '</svg>',
    '',
  ].join('\n');
}

function boxSvg(box: PlacedBox): string {
  const { id, kind, x, y, width, height, title, lines } = box;
  const { title: titleHeight, line: lineHeight, side } = boxMetrics;
  if (kind === 'start') return `<circle class="start" cx="${px(x + width / 2)}" cy="${px(y + height / 2)}" r="5"/>`;
  const rect = (inset: number): string =>
    `<rect x="${px(x + inset)}" y="${px(y + inset)}" width="${px(width - 2 * inset)}" height="${px(height - 2 * inset)}" rx="${8 - inset}"/>`;
  const text = (what: string, words: string, offset: number): string =>
    `<text class="${what}" x="${px(x + side)}" y="${px(y + offset)}">${escaped(words)}</text>`;
  const parts = [
    rect(0),
    ...(kind === 'final' ? [rect(3)] : []),
    text('title', title, 17),
    ...lines.map((line, index) => text(`line ${line.what}`, line.text, titleHeight + 11 + index * lineHeight)),
  ];
  return `<g class="state ${kind}" data-id="${escaped(id)}">${parts.join('')}</g>`;
}

function arrowSvg({ points, transitions }: PlacedArrow): string {
  const ids = transitions.map(({ id }) => id).join(' ');
  return `<path class="arrow" data-ids="${escaped(ids)}" d="${course(points)}" marker-end="url(#arrow-head)"/>`;
}

function labelSvg(arrow: PlacedArrow): string {
  const { label } = arrow;
  if (label === undefined) return '';
  const lines = labelLines(arrow).map(
    ({ id, text }, index) =>
      `<text class="label" data-id="${escaped(id)}" x="${px(label.x)}" y="${px(label.y + 10 + index * boxMetrics.labelLine)}">${escaped(text)}</text>`,
  );
  return lines.join('');
}

const bend = 6;

/** Straight pieces with rounded corners. */
function course(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const pieces = rest.map((point, index) => {
    const next = rest[index + 1];
    const before = points[index] ?? point;
    if (next === undefined) return `L${px(point.x)} ${px(point.y)}`;
    const enter = towards(point, before);
    const leave = towards(point, next);
    return `L${px(enter.x)} ${px(enter.y)} Q${px(point.x)} ${px(point.y)} ${px(leave.x)} ${px(leave.y)}`;
  });
  return `M${px(first.x)} ${px(first.y)} ${pieces.join(' ')}`;
}

/** A point a little before a corner. */
function towards(corner: Point, other: Point): Point {
  const length = Math.hypot(other.x - corner.x, other.y - corner.y);
  const share = length === 0 ? 0 : Math.min(bend, length / 2) / length;
  return { x: corner.x + (other.x - corner.x) * share, y: corner.y + (other.y - corner.y) * share };
}

/** Tenths of a pixel: the same text on every machine. */
const px = (value: number): string => String(Math.round(value * 10) / 10);

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const style = `
.chart { color-scheme: light dark; font-family: ui-sans-serif, system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; background: #fff; }
.chart rect { fill: #fff; stroke: #64748b; }
.chart .root > rect { fill: #f8fafc; stroke: #cbd5e1; }
.chart .compound > rect, .chart .parallel > rect { fill: #f1f5f9; }
.chart .anywhere > rect { stroke-dasharray: 4 3; }
.chart text { fill: #0f172a; font-size: ${typeSizes.line}px; }
.chart .title { font-size: ${typeSizes.title}px; font-weight: 600; }
.chart .line { fill: #475569; }
.chart .command { fill: #0369a1; }
.chart .label { fill: #334155; paint-order: stroke; stroke: #f8fafc; stroke-width: 3px; }
.chart .arrow { fill: none; stroke: #64748b; stroke-width: 1.2; }
.chart .head, .chart .start { fill: #64748b; stroke: none; }
@media (prefers-color-scheme: dark) {
.chart { background: #0b1120; }
.chart rect { fill: #1e293b; stroke: #64748b; }
.chart .root > rect { fill: #0f172a; stroke: #334155; }
.chart .compound > rect, .chart .parallel > rect { fill: #172033; }
.chart text { fill: #e2e8f0; }
.chart .line { fill: #94a3b8; }
.chart .command { fill: #7dd3fc; }
.chart .label { fill: #cbd5e1; stroke: #0f172a; }
.chart .arrow { stroke: #94a3b8; }
.chart .head, .chart .start { fill: #94a3b8; }
}
`;
