/** A ring group of ten: all of them are dialled at once when the call comes in. */
import { callActions, callGuards, dial, type CallEvents } from 'callchart';
import { setup } from 'xstate';

const agents = Array.from({ length: 10 }, (_, at) => `+1555010${String(at).padStart(2, '0')}`);

export default setup({
  types: { events: {} as CallEvents<'agent'> },
  actions: callActions,
  guards: callGuards,
}).createMachine({
  id: 'ring',
  version: '1',
  initial: 'ringing',
  states: {
    ringing: { entry: dial({ as: 'agent', to: agents, timeout_secs: 25 }), after: { 600_000: 'done' } },
    done: { type: 'final' },
  },
});
