/**
 * What a call's context was after each of its steps: as it was seen, or, for steps that were taken before anybody looked or
 * by another process, found out by executing the call again. A context in which private digits may be is not told.
 */
import type { CallState } from '../engine/call-state.ts';
import type { JournalEntry } from '../engine/journal.ts';
import { mayKnowPrivate } from '../engine/leg.ts';
import { REDACTED } from '../engine/privacy.ts';
import type { Flow } from '../flow/load-flow.ts';
import { reExecute } from '../replay/re-execute.ts';
import { recordOf } from '../replay/recorded-call.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { CallRecord } from '../stores/store.ts';
import { forgetBeyond } from './forget-beyond.ts';

const mostCalls = 300;
const mostContexts = 1_000;
// Executing again takes the thread that calls are on: it stops for them after so many steps, and is not begun for more
// than so many.
const stepsAtOnce = 20;
const longestJournal = 1_000;

/** The contexts. */
export class Contexts {
  readonly #runtime: Runtime;
  readonly #calls = new Map<string, Map<number, unknown>>();

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** A step is seen. */
  remember(record: CallRecord, entries: readonly JournalEntry[]): void {
    const last = entries.at(-1);
    if (record.phase !== 'routing' && last !== undefined) this.#of(record.callId).set(last.seq, shownContext(record));
  }

  /** The context after a step; undefined when it is not known. */
  after(callId: string, seq: number): unknown {
    return this.#calls.get(callId)?.get(seq);
  }

  /** Finds out those of a call's steps that were not seen, where its flow is loaded and still does the same. */
  async recall(call: CallState, entries: readonly JournalEntry[]): Promise<void> {
    const { callId } = call;
    if (call.step > longestJournal || entries.every(({ seq }) => this.after(callId, seq) !== undefined)) return;
    const flows = this.#runtime.flows();
    const journal = await this.#runtime.journal(callId, 0, longestJournal);
    const opening = journal.find((entry) => entry.opening !== undefined)?.opening;
    const flow = flows.find(
      ({ id, version, hash }) =>
        hash === opening?.flow.hash && id === opening.flow.id && version === opening.flow.version,
    );
    if (flow !== undefined) await this.#execute(call, journal, flow, flows);
  }

  async #execute(
    call: CallState,
    journal: readonly JournalEntry[],
    flow: Flow,
    others: readonly Flow[],
  ): Promise<void> {
    const known = this.#of(call.callId);
    let count = 0;
    for (const { recorded, made, state } of reExecute(recordOf(call, journal), flow, others)) {
      // What private digits did to the context is not known, and what it then holds is nobody's business.
      if (recorded.input.redacted === true || mayKnowPrivate(state.legs)) return;
      // The digest says whether it is the context that the call had.
      if (recorded.context !== made.context) return;
      if (!known.has(recorded.seq)) known.set(recorded.seq, shownContext(state));
      count += 1;
      if (count % stepsAtOnce === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  #of(callId: string): Map<number, unknown> {
    const known = this.#calls.get(callId) ?? new Map<number, unknown>();
    // Newest last, so that the oldest call is forgotten first.
    this.#calls.delete(callId);
    this.#calls.set(callId, known);
    forgetBeyond(known, mostContexts - 1);
    forgetBeyond(this.#calls, mostCalls);
    return known;
  }
}

const shownContext = ({ legs, machine }: CallState): unknown =>
  mayKnowPrivate(legs) && Object.keys(machine.context ?? {}).length > 0 ? REDACTED : (machine.context ?? {});
