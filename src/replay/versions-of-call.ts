/**
 * On which versions a recorded call ran: the one that it began on, and those that it was moved or handed on to. Whoever
 * executes it again needs all of them. It loads nothing.
 */
import type { FlowIdentity } from '../engine/call-state.ts';
import type { Flow } from '../flow/load-flow.ts';
import type { RecordedCall } from './recorded-call.ts';

/** A version that the call went on with. */
export interface LaterVersion extends FlowIdentity {
  /** The step in which it did, as the journal counts. */
  readonly seq: number;
}

/** The versions after the first one, in their order. */
export function laterVersions({ journal }: RecordedCall): readonly LaterVersion[] {
  return journal.flatMap(({ seq, input, outcome }) => {
    const isChange = input.kind !== 'application' && (input.name === 'migrate' || input.name === 'handoff');
    const { to } = (input.payload ?? {}) as { readonly to?: FlowIdentity };
    return isChange && outcome === 'applied' && to !== undefined ? [{ ...to, seq }] : [];
  });
}

/** The first of them that is not among these flows: from there on the call cannot be executed again. */
export function missingVersion(record: RecordedCall, flows: readonly Flow[]): LaterVersion | undefined {
  return laterVersions(record).find(
    ({ id, version }) => !flows.some((flow) => flow.id === id && flow.version === version),
  );
}
