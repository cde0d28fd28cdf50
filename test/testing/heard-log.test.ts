import { expect, test } from 'vitest';
import { createSimulator, VirtualClock } from 'callchart/simulator';
import { HeardLog } from '../../src/testing/heard-log.ts';

test('what changes is noted, once', async () => {
  const clock = new VirtualClock();
  const simulator = createSimulator({ clock, seed: 1, onWebhook: async () => new Response() });
  const log = new HeardLog(simulator);
  expect(log.on('A')).toEqual([]);
  const caller = simulator.incomingCall();
  log.note();
  log.note();
  expect(log.on('A')).toEqual(['ringback']);
  caller.hangUp();
  log.note();
  expect(log.on('A')).toEqual(['ringback', 'nothing']);
});
