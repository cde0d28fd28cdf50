/**
 * Which findings a flow allows, with what reason, and what is wrong with how it says so. It knows no rule but by its
 * code.
 */
import type { AnyStateNode } from 'xstate';
import type { Flow } from '../flow/load-flow.ts';
import { readMachine } from '../flow/load/machine-reading.ts';
import type { Found } from './finding.ts';
import { CheckMeta, writtenIn } from './model/check-meta.ts';
import { chainOf } from './model/entering.ts';
import { pathOf } from './model/flow-model.ts';

/** The reason for which a finding is allowed, if it is. */
export function allowanceFor(flow: Flow, code: string, state: string): string | undefined {
  const node =
    readMachine(flow.machine).states.find((one) => one.state === state)?.node ?? (flow.machine.root as AnyStateNode);
  for (const one of chainOf(node)) {
    const allowed = CheckMeta.safeParse(writtenIn(one));
    const reason = allowed.success ? allowed.data.allow?.[code] : undefined;
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** What is wrong with what is written under `meta.check`. */
export function metaFindings(flow: Flow, codes: ReadonlySet<string>): readonly Found[] {
  return readMachine(flow.machine).states.flatMap(({ node }) => {
    const given = writtenIn(node);
    if (given === undefined) return [];
    const parsed = CheckMeta.safeParse(given);
    const state = pathOf(node);
    if (!parsed.success) {
      return parsed.error.issues.map((issue) => ({
        state,
        message: `meta.check: ${[...issue.path.map(String), issue.message].join(': ')}`,
      }));
    }
    return Object.keys(parsed.data.allow ?? {})
      .filter((code) => !codes.has(code))
      .map((code) => ({ state, message: `meta.check.allow names "${code}", which is no rule.` }));
  });
}
