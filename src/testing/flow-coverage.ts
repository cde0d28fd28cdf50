/**
 * What a flow's own tests go through: its states and transitions, from the journals of their simulations. It judges
 * nothing.
 */
import type { AnyStateMachine } from 'xstate';
import { Coverage, type CoverageCount } from '../checker/explore/coverage.ts';
import { modelOf } from '../checker/model/flow-model.ts';
import type { JournalEntry } from '../engine/journal.ts';
import type { Flow, FlowModule } from '../flow/load-flow.ts';
import { loadOnce } from './flows-of.ts';

/**
 * Collects what simulations go through: `simulate(flow, { coverage })` adds to it when the simulation is closed.
 *
 * @example
 * ```ts
 * import { createMachine } from 'xstate';
 * import { FlowCoverage, simulate } from 'callchart/testing';
 *
 * const machine = createMachine({ id: 'hello', version: '1', initial: 'a', states: { a: { entry: { type: 'answer' } } } });
 * const coverage = new FlowCoverage(machine);
 * const simulation = await simulate(machine, { coverage });
 * simulation.call();
 * await simulation.until('answer');
 * await simulation.close();
 * console.log(String(coverage), coverage.count().missedTransitions);
 * ```
 */
export class FlowCoverage {
  readonly #flow: Flow;
  readonly #coverage: Coverage;

  /** @param flow a flow file's module, a machine, or a loaded flow */
  constructor(flow: Flow | FlowModule | AnyStateMachine) {
    this.#flow = loadOnce(flow);
    this.#coverage = new Coverage(modelOf(this.#flow));
  }

  /** Adds a call's journal; one of another flow adds nothing. */
  add(flowId: string, journal: readonly JournalEntry[]): void {
    if (flowId !== this.#flow.id) return;
    for (const entry of journal) this.#coverage.note(entry.from, entry.to, entry);
  }

  /** What was gone through so far, and what was not. */
  count(): CoverageCount {
    return this.#coverage.count();
  }

  /** The same in words. */
  toString(): string {
    const { states, ofStates, transitions, ofTransitions, missedStates, missedTransitions } = this.count();
    const missed = [...missedStates, ...missedTransitions];
    const rest = missed.length === 0 ? '' : `; not gone through: ${missed.join('; ')}`;
    return `${this.#flow.id}: ${states} of ${ofStates} states, ${transitions} of ${ofTransitions} transitions${rest}`;
  }
}
