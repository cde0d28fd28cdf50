import { enqueueActions } from 'xstate';
import { describe, expect, test } from 'vitest';
import { bridge, dial, hangup, joinAIAssistant, leg, others, speak, transfer } from 'callchart';
import { refusalLines } from './refusals.ts';

const entering = (...entry: unknown[]) => refusalLines({ states: { menu: { entry } } });
const spread = { as: 'whoever' };
const agent = dial({ as: 'agent', to: '+15550100' });

describe('legs of known roles load', () => {
  test.each([
    ['the first leg', [hangup({ leg: 'caller' })]],
    ['what dial makes by default', [dial({ to: '+15550100' }), hangup({ leg: 'callee' })]],
    ['what transfer makes by default', [hangup({ leg: 'target' })]],
    ['a named role', [agent, hangup({ leg: 'agent' }), hangup({ leg: 'agent#2' })]],
    ['references', [agent, bridge({ call_control_id: leg('agent') }), hangup({ leg: others('agent') })]],
    ['references to the event', [hangup({ leg: leg() }), hangup({ leg: others() })]],
    ['linked legs', [agent, dial({ as: 'boss', to: '+15550101', link_to: leg('agent') })]],
    ['a real call_control_id', [bridge({ call_control_id: 'v3:abc' })]],
    ['words that look like a reference', [speak({ payload: 'leg:nobody', voice: 'female' })]],
    ['roles in a function', [transfer(() => ({ as: 'sales', to: '+15550100' })), hangup({ leg: 'sales' })]],
    ['computed roles', [dial(() => ({ as: String(1), to: '+15550100' })), hangup({ leg: 'whoever' })]],
    ['roles of a spread object', [dial(() => ({ ...spread, to: '+15550100' })), hangup({ leg: 'whoever' })]],
    [
      'roles of enqueued commands',
      [enqueueActions(({ enqueue }) => enqueue(dial({ as: 'late', to: '+15550100' }))), hangup({ leg: 'late' })],
    ],
  ])('%s', (_what, entry) => {
    expect(entering(...entry)).toEqual([]);
  });
});

describe('legs of roles that nobody has are refused', () => {
  test.each([
    [[agent, hangup({ leg: 'agnt' })], 'leg of hangup names the role "agnt"', 'Did you mean "agent"?'],
    [
      [hangup({ leg: others('agent') })],
      'leg of hangup names the role "agent"',
      'here they are caller, callee, target, added',
    ],
    [
      [bridge({ call_control_id: leg('agent') })],
      'call_control_id of bridge names the role "agent"',
      'Roles come from',
    ],
    [[dial({ to: '+15550100', link_to: leg('agent') })], 'link_to of dial names the role "agent"', 'Roles come from'],
    [
      [joinAIAssistant({ conversation_id: 'c', participant: { id: leg('agent'), role: 'user' } })],
      'participant.id of joinAIAssistant names the role "agent"',
      'Roles come from',
    ],
    [[dial(() => ({ as: 'agent', to: '+15550100' })), hangup({ leg: 'agnt' })], 'the role "agnt"', '"agent"'],
  ])('%#', (entry, message, remedy) => {
    const lines = entering(...entry);
    expect(lines).toEqual([expect.stringContaining(`menu role ${message.startsWith('the') ? 'leg of hangup' : ''}`)]);
    expect(lines[0]).toContain(message);
    expect(lines[0]).toContain(remedy);
  });
});
