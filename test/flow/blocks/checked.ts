/**
 * What the checker says about a flow, as text: blocks must pass it like states written by hand.
 */
import { loadFlow, type FlowModule } from 'callchart';
import { checkFlow } from 'callchart/checker';

/** The findings of a flow, one line each; notes are no complaint. */
export function findingsOf(module: FlowModule): string[] {
  return checkFlow(loadFlow(module, 'flow.ts'))
    .findings.filter(({ severity }) => severity !== 'note')
    .map(({ code, state, message }) => `${code} ${state}: ${message}`);
}
