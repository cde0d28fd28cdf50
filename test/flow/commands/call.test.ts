import { test } from 'vitest';
import { answer, hangup, others, refer, reject, updateClientState, type CommandName } from 'callchart';
import { expectCreator, type CreatorCase } from './creators.ts';

const creators: readonly (readonly [CommandName, CreatorCase])[] = [
  ['answer', { creator: answer, params: { record: 'record-from-answer' }, bare: true }],
  ['reject', { creator: reject, params: { cause: 'USER_BUSY' } }],
  ['hangup', { creator: hangup, params: { leg: others('agent') }, bare: true }],
  ['refer', { creator: refer, params: { sip_address: 'sip:desk@example.com' } }],
  ['updateClientState', { creator: updateClientState, params: { client_state: 'dmlwPXRydWU=' } }],
];

test.each(creators)('%s makes an action object', (name, creator) => {
  expectCreator(name, creator);
});
