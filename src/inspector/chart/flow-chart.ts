/**
 * A flow as a chart: states within states, what each does on entry, and what leads from one to another, in words that fit
 * on a picture. Plain JSON, the same for every picture of it; where things stand on the picture it does not know.
 */

/** Something that a state or a transition does. */
export interface ChartAction {
  readonly name: string;
  /** What matters about its params. */
  readonly gist: string;
  /** Whether it is a command to the carrier. */
  readonly isCommand: boolean;
}

/** A state with the states within it. */
export interface ChartState {
  /** XState's id of the node: `front-desk.menu.first`. */
  readonly id: string;
  readonly key: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
  /** Id of the state that is entered first. */
  readonly initial?: string;
  readonly entry: readonly ChartAction[];
  readonly exit: readonly ChartAction[];
  /** Ids of the tasks that run while it is active. */
  readonly tasks: readonly string[];
  /** Transitions without a target, as text: `call.dtmf.received / assign`. */
  readonly inner: readonly string[];
  readonly states: readonly ChartState[];
}

/** One transition that leads somewhere. */
export interface ChartTransition {
  /** `menu-0`: unique within the chart. */
  readonly id: string;
  readonly source: string;
  readonly target: string;
  /** The event descriptor as XState knows it; empty for `always`. */
  readonly descriptor: string;
  /** What is said of it on a picture: `call.gather.ended [digits 1]`, `45 s`. */
  readonly label: string;
  readonly actions: readonly ChartAction[];
}

/** A whole flow. */
export interface FlowChart {
  readonly id: string;
  readonly version: string;
  readonly hash: string;
  readonly root: ChartState;
  readonly transitions: readonly ChartTransition[];
}

/** All states, a state before those within it. */
export function statesOf(state: ChartState): readonly ChartState[] {
  return [state, ...state.states.flatMap(statesOf)];
}
