import { test } from 'vitest';
import { enqueue, leaveQueue, type CommandName } from 'callchart';
import { expectCreator, type CreatorCase } from './creators.ts';

const creators: readonly (readonly [CommandName, CreatorCase])[] = [
  ['enqueue', { creator: enqueue, params: { queue_name: 'support', max_wait_time_secs: 300 } }],
  ['leaveQueue', { creator: leaveQueue, params: {}, bare: true }],
];

test.each(creators)('%s makes an action object', (name, creator) => {
  expectCreator(name, creator);
});
