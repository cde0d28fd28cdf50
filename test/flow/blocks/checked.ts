/**
 * What the checker says about a flow, as text: blocks must pass it like states written by hand. The static rules alone:
 * to explore a menu's every try takes longer than a test may.
 */
import { loadFlow, type FlowModule } from 'callchart';
import { checkFlow } from 'callchart/checker';

/** The findings of a flow, one line each; notes are no complaint, and what a block allows itself is none either. */
export function findingsOf(module: FlowModule): string[] {
  return checkFlow(loadFlow(module, 'flow.ts'), { explore: false })
    .findings.filter(({ severity, allowed }) => severity !== 'note' && allowed === undefined)
    .map(({ code, state, message }) => `${code} ${state}: ${message}`);
}
