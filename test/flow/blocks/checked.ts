/**
 * What the checker says about a flow, as text: blocks must pass it like states written by hand. The static rules read
 * every flow; the exploration goes as far as a test may, since it takes longer to explore every try of a menu.
 */
import { loadFlow, type FlowModule } from 'callchart';
import { checkFlow } from 'callchart/checker';

/** The findings of a flow, one line each; notes are no complaint, and what a block allows itself is none either. */
export function findingsOf(module: FlowModule): string[] {
  return complaints(module, { explore: false });
}

/** The same of the exploration's first so many moments; `CALLCHART_EXPLORE_STATES` looks at more of them. */
export function exploredFindingsOf(module: FlowModule, states = 2_000): string[] {
  return complaints(module, {
    explore: { mostStates: Number(process.env['CALLCHART_EXPLORE_STATES'] ?? states) },
  });
}

function complaints(module: FlowModule, options: Parameters<typeof checkFlow>[1]): string[] {
  return checkFlow(loadFlow(module, 'flow.ts'), options)
    .findings.filter(({ severity, allowed }) => severity !== 'note' && allowed === undefined)
    .map(({ code, state, message }) => `${code} ${state}: ${message}`);
}
