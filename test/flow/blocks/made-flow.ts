/**
 * A flow around one block: it answers, enters the block, and has a state that speaks for each outcome.
 */
import { setup, type PromiseActorLogic } from 'xstate';
import {
  answer,
  callActions,
  callGuards,
  say,
  type BlockState,
  type CallEvents,
  type FlowModule,
  type FlowOptions,
} from 'callchart';

type Lookup = PromiseActorLogic<unknown>;

/** What stands around the block. */
export interface Around {
  readonly context?: Readonly<Record<string, unknown>>;
  readonly actors?: Readonly<Record<string, Lookup>>;
  readonly options?: FlowOptions;
  /** Further states. */
  readonly states?: Readonly<Record<string, unknown>>;
  /** Entered before the block. */
  readonly before?: unknown;
}

/** The flow: `block` is the state with the block, each outcome a state that says its own name. */
export function flowOf(block: BlockState<never>, outcomes: readonly string[], around: Around = {}): FlowModule {
  const { context = {}, actors = {}, states = {}, before, options = {} } = around;
  const made = {
    id: 'one-block',
    version: '1',
    context,
    initial: 'answering',
    states: {
      answering: { entry: answer(), on: { 'call.answered': before === undefined ? 'block' : 'before' } },
      ...(before !== undefined && { before }),
      block,
      ...Object.fromEntries(outcomes.map((name) => [name, say({ prompt: `Outcome ${name}.`, next: 'done' })])),
      ...states,
      done: { type: 'final' },
    },
  };
  return {
    default: setup({
      types: { events: {} as CallEvents<'agent'> },
      actors: actors as never,
      actions: callActions,
      guards: callGuards,
    }).createMachine(made as never) as unknown as FlowModule['default'],
    options: { ...options, defaults: { voice: 'female', ...options.defaults } },
  };
}
