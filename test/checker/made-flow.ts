/**
 * Flows made of a config in JavaScript, as the rules' own fragments are: what an author would import is in scope.
 */
import { assign, enqueueActions, fromPromise, raise, setup } from 'xstate';
import * as callchart from 'callchart';
import { callActions, callGuards, type Flow, type FlowOptions, loadFlow } from 'callchart';

const scope = { ...callchart, assign, enqueueActions, raise };

/** What every made flow may use beside commands and Callchart's guards. */
const parts = {
  actions: callActions,
  guards: { ...callGuards, perhaps: () => true },
  actors: { lookup: fromPromise(() => Promise.resolve({})) },
};

/** A flow from its config's text: `{ initial, states }`. */
export function flowOf(config: string, options: FlowOptions = {}): Flow {
  // oxlint-disable-next-line typescript/no-implied-eval -- the rules' own fragments are text, so that they can be shown
  const make = new Function(...Object.keys(scope), `return (${config});`) as (...args: unknown[]) => object;
  return flowOfConfig(make(...Object.values(scope)), options);
}

/** A flow from its config. */
export function flowOfConfig(config: object, options: FlowOptions = {}): Flow {
  const machine = setup(parts as never).createMachine({ id: 'made', version: '1', ...config } as never);
  const given = { ...options, defaults: { voice: 'female', ...options.defaults } };
  return loadFlow({ default: machine as never, options: given }, 'made.ts');
}
