import { expect, test } from 'vitest';
import { chartFlow } from '../../../src/inspector/chart/chart-flow.ts';
import { statesOf } from '../../../src/inspector/chart/flow-chart.ts';
import { toMermaid } from '../../../src/inspector/chart/mermaid.ts';
import { flowOfEverything, nodesOf } from '../made-flow.ts';
import { shippedFlows } from '../shipped-flows.ts';

test('a chart has every state with what it does', () => {
  const { id, version, root } = chartFlow(flowOfEverything());
  expect([id, version, root.kind, root.initial]).toEqual(['everything', '7', 'compound', 'everything.begin']);
  expect(statesOf(root).map(({ key, kind }) => `${key} ${kind}`)).toEqual([
    'everything compound',
    'begin atomic',
    'src parallel',
    'left compound',
    'a atomic',
    'b atomic',
    'again history',
    'right atomic',
    'over final',
  ]);
  expect(root.inner).toEqual(['call.dtmf.received / assign']);
  const [begin, src] = root.states;
  expect(begin).toMatchObject({
    entry: [
      { name: 'answer', gist: '', isCommand: true },
      { name: 'speak', gist: '…', isCommand: true },
    ],
    tasks: ['lookup'],
  });
  expect(src?.states[1]?.exit).toEqual([{ name: 'hangup', gist: '→ callee', isCommand: true }]);
});

test('a chart has every transition that leads somewhere, in words', () => {
  const { transitions } = chartFlow(flowOfEverything());
  expect(transitions.map(({ source, target, label }) => `${source} → ${target}: ${label}`)).toEqual([
    'everything → everything.over: call.hangup',
    'everything.begin → everything.src: lookup is done',
    'everything.begin → everything.over: lookup failed',
    'everything.begin → everything.src: 250 ms [isOpen and not noinput]',
    'everything.begin → everything.over: 10 min',
    'everything.src → everything.src.left.b: call.gather.ended [noinput or digits matches [12]]',
    'everything.src → everything.over: call.gather.ended [digits 1, 2]',
    'everything.src.left.a → everything.src.left.b: always [condition]',
  ]);
  expect(new Set(transitions.map(({ id }) => id)).size).toBe(transitions.length);
});

test.each(Object.entries(shippedFlows))('the chart of %s is plain JSON without a gap', (_file, flow) => {
  const chart = chartFlow(flow);
  const ids = new Set(statesOf(chart.root).map(({ id }) => id));
  expect(ids).toEqual(new Set(nodesOf(flow.machine).map(({ id }) => id)));
  for (const { source, target } of chart.transitions) expect([ids.has(source), ids.has(target)]).toEqual([true, true]);
  expect(JSON.parse(JSON.stringify(chart))).toEqual(chart);
});

test('Mermaid: one arrow for the transitions between two states, notes for what holds everywhere', () => {
  expect(toMermaid(chartFlow(flowOfEverything()))).toBe(`stateDiagram-v2
  [*] --> begin
  begin: begin / answer, speak, task lookup
  begin --> src: lookup is done, 250 ms [isOpen and not noinput]
  begin --> over: lookup failed, 10 min
  state src {
    state left {
      [*] --> a
      a --> b: always [condition]
    }
    --
  }
  src --> b: call.gather.ended [noinput or digits matches [12]]
  src --> over: call.gather.ended [digits 1, 2]
  over --> [*]
  note left of begin
    in every state
    call.hangup → over
    call.dtmf.received / assign
  end note
`);
});
