/**
 * Executes a recorded call again, step by step, on the flow that it is given: the same inputs at the same times. What
 * the steps make of them this time stands beside what was recorded. It compares nothing.
 */
import { advance, type Advanced, openCall } from '../engine/advance.ts';
import type { CallEventInput } from '../engine/call-input.ts';
import type { CallState, FlowIdentity } from '../engine/call-state.ts';
import type { JournalEntry } from '../engine/journal.ts';
import type { Flow } from '../flow/load-flow.ts';
import { missingFlow } from '../runtime/flow-registry.ts';
import type { RecordedCall } from './recorded-call.ts';
import { recordedInput, recordedOpening } from './recorded-input.ts';
import { isSameStep } from './step-comparison.ts';
import { withStandIns } from './stand-ins.ts';
import { Unmasking } from './unmasking.ts';

/** One step, as it was and as it is now. */
export interface ReExecutedStep {
  readonly recorded: JournalEntry;
  readonly made: JournalEntry;
  /** The call's state after it. */
  readonly state: CallState;
  /** Executes it once more, from the state that it began with: for finding out what it depends on. */
  readonly again: () => JournalEntry;
  /** Of a masked record: what its substitutes stand for. */
  readonly unmasking?: Unmasking;
}

/**
 * Executes a record again. A step that cannot be compared any more, since states have gone apart, is executed all the
 * same: stop when it is enough.
 *
 * @throws CallchartError `record.invalid`, `record.incomplete`
 */
export function* reExecute(
  record: RecordedCall,
  flow: Flow,
  others: readonly Flow[] = [],
): Generator<ReExecutedStep, void> {
  let state: CallState | undefined;
  // A call that was moved to another version, or handed on to another flow, went on with that one.
  const versionAt = (entry: JournalEntry): Flow => {
    const changes = entry.input.kind !== 'application' && ['migrate', 'handoff'].includes(entry.input.name);
    const moved = changes ? (entry.input.payload as { to?: FlowIdentity }).to : state?.flow;
    return others.find(({ id, version }) => id === moved?.id && version === moved.version) ?? flow;
  };
  const unmasking = new Unmasking();
  for (const masked of record.journal) {
    const recorded = unmasking.apply(masked);
    // Webhooks that waited for the flow to be known come again once it is.
    if (state === undefined && recorded.opening === undefined) continue;
    const before = state;
    const current = versionAt(recorded);
    const run = (input?: CallEventInput): Advanced =>
      before === undefined
        ? begin(record, recorded, current)
        : advance(flowOf(recorded, current), before, input as CallEventInput);
    const { advanced, input } =
      before === undefined ? { advanced: run(), input: undefined } : choose(recorded, current, run);
    state = advanced.state;
    const made = advanced.entry;
    const again = (): JournalEntry => run(input).entry;
    if (record.masked === undefined) {
      yield { recorded, made, state, again };
      continue;
    }
    unmasking.learn(recorded.effects, JSON.parse(JSON.stringify(made.effects)));
    const { context: _digest, ...bare } = made;
    yield { recorded: unmasking.apply(recorded), made: bare, state, again, unmasking };
  }
}

/** Of an input with private digits the first stand-in with which the call does what it did. */
function choose(
  recorded: JournalEntry,
  flow: Flow,
  run: (input: CallEventInput) => Advanced,
): { readonly advanced: Advanced; readonly input: CallEventInput } {
  const input = recordedInput(recorded);
  if (recorded.input.redacted !== true || input.type !== 'webhook') return { advanced: run(input), input };
  for (const tried of withStandIns(flow, input)) {
    const advanced = run(tried);
    if (isSameStep(recorded, advanced.entry)) return { advanced, input: tried };
  }
  return { advanced: run(input), input };
}

function begin(record: RecordedCall, recorded: JournalEntry, flow: Flow): Advanced {
  const opened = openCall(recorded.opening?.flow.id === missingFlow.id ? missingFlow : flow, recordedOpening(recorded));
  // A call whose flow was looked up first has a journal before it begins.
  const state = { ...opened.state, step: recorded.seq, createdAt: record.createdAt };
  return { state, entry: { ...opened.entry, seq: recorded.seq } };
}

const flowOf = (recorded: JournalEntry, flow: Flow): Flow => (recorded.stand_in === true ? missingFlow : flow);
