import { test } from 'vitest';
import { bridge, dial, leg, switchSupervisorRole, transfer, type CommandName } from 'callchart';
import { expectCreator, type CreatorCase } from './creators.ts';

const creators: readonly (readonly [CommandName, CreatorCase])[] = [
  ['dial', { creator: dial, params: { as: 'agent', to: ['+15550100', '+15550101'], timeout_secs: 20 } }],
  ['transfer', { creator: transfer, params: { as: 'sales', to: '+15550100', timeout_secs: 20 } }],
  ['bridge', { creator: bridge, params: { call_control_id: leg('agent') } }],
  ['switchSupervisorRole', { creator: switchSupervisorRole, params: { leg: 'supervisor', role: 'barge' } }],
];

test.each(creators)('%s makes an action object', (name, creator) => {
  expectCreator(name, creator);
});
