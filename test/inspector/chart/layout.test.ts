import { expect, test, vi } from 'vitest';
import { chartFlow } from '../../../src/inspector/chart/chart-flow.ts';
import { drawingOf } from '../../../src/inspector/chart/elk-graph.ts';
import { statesOf } from '../../../src/inspector/chart/flow-chart.ts';
import { layoutChart, type PlacedBox } from '../../../src/inspector/chart/layout.ts';
import { toSvg } from '../../../src/inspector/chart/svg.ts';
import { flowOfEverything } from '../made-flow.ts';

// Laying out takes a second alone, and far longer on a machine that has other things to do.
vi.setConfig({ testTimeout: 180_000 });

const overlaps = (a: PlacedBox, b: PlacedBox): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test('every state and arrow has a place, within the state around it and clear of its neighbours', async () => {
  const chart = chartFlow(flowOfEverything());
  const layout = await layoutChart(chart);
  const boxes = new Map(layout.boxes.map((box) => [box.id, box]));
  for (const state of statesOf(chart.root)) {
    const around = boxes.get(state.id);
    const within = state.states.flatMap(({ id }) => boxes.get(id) ?? []);
    expect(within.length).toBe(state.states.length);
    for (const [index, box] of within.entries()) {
      expect(around && overlaps(around, box)).toBe(true);
      expect(box.x + box.width).toBeLessThanOrEqual(layout.width);
      for (const other of within.slice(index + 1)) expect(overlaps(box, other), `${box.id} on ${other.id}`).toBe(false);
    }
  }
  const { arrows } = drawingOf(chart);
  expect(layout.arrows.map(({ id }) => id).toSorted()).toEqual(arrows.map(({ id }) => id).toSorted());
});

test('what holds whichever state is active starts at a box of its own, the machine’s own handlers included', () => {
  const { boxes, arrows } = drawingOf(chartFlow(flowOfEverything()));
  expect(boxes.get('everything anywhere')).toMatchObject({
    title: 'in every state',
    lines: [{ text: '↺ call.dtmf.received / assign', what: 'inner' }],
  });
  expect(
    arrows.filter(({ source }) => source.endsWith('anywhere')).map(({ source, target }) => [source, target]),
  ).toEqual([
    ['everything anywhere', 'everything.over'],
    ['everything.src anywhere', 'everything.src.left.b'],
  ]);
});

test('the picture names every state and transition, escapes what authors write, and is the same every time', async () => {
  const chart = chartFlow(flowOfEverything());
  const hostile = { ...chart, root: { ...chart.root, inner: ['<script>alert("1")</script>'] } };
  const draw = async (): Promise<string> => toSvg(await layoutChart(hostile), { styled: true, title: '"&<' });
  const svg = await draw();
  for (const { id } of statesOf(chart.root)) expect(svg).toContain(`data-id="${id}"`);
  for (const { id } of chart.transitions) expect(svg).toContain(`data-id="${id}"`);
  expect(svg).not.toContain('<script');
  expect(svg).toContain('aria-label="&quot;&amp;&lt;"');
  expect(await draw()).toBe(svg);
});
