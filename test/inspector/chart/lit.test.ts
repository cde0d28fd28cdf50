import { expect, test } from 'vitest';
import { chartFlow } from '../../../src/inspector/chart/chart-flow.ts';
import { activeIds, litTransitions } from '../../../src/inspector/chart/lit.ts';
import { shippedFlows } from '../shipped-flows.ts';

const chart = chartFlow(shippedFlows['machines/front-desk.ts']!);

function lit(
  event: string,
  from: Parameters<typeof activeIds>[1],
  to: Parameters<typeof activeIds>[1],
): readonly string[] {
  const ids = litTransitions(chart, [event], activeIds(chart, from), activeIds(chart, to));
  return ids.map((id) => chart.transitions.find((one) => one.id === id)?.label ?? id);
}

test('a state value makes its states active, those around them included', () => {
  expect(activeIds(chart, { menu: 'first' })).toEqual(['front-desk', 'front-desk.menu', 'front-desk.menu.first']);
  expect(activeIds(chart, undefined)).toEqual([]);
});

test('the transition is the one that leads where the flow went', () => {
  expect(lit('call.answered', 'answering', { menu: 'first' })).toEqual(['call.answered']);
  expect(lit('call.gather.ended', { menu: 'first' }, 'support')).toEqual(['call.gather.ended [digits 2]']);
  expect(lit('call.gather.ended', { menu: 'first' }, { menu: 'unheard' })).toEqual(['call.gather.ended [noinput]']);
  expect(lit('xstate.after.40000.front-desk.sales', 'sales', 'stuck')).toEqual(['40 s']);
  expect(lit('call.dtmf.received', 'sales', 'sales')).toEqual([]);
});
