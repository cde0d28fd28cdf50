/** The example as its README says: a test of the flow in process, on a clock that is turned by hand. */
import { expect, test } from 'vitest';
import { simulate } from 'callchart/testing';
import * as hello from './hello.ts';

test('a caller hears the greeting and is hung up', async () => {
  const simulation = await simulate(hello, { simulator: { timing: 'realistic' } });
  const caller = simulation.call({ from: '+15550123' });
  await simulation.until('speak');
  await simulation.advance(1_600);
  expect(caller.hears).toEqual({ kind: 'speak', text: 'Hello from Callchart. Goodbye.' });
  await simulation.untilOver();
  expect(simulation.commands).toEqual(['answer', 'speak', 'hangup']);
  await simulation.close();
});

test('a caller who hangs up first leaves nothing behind', async () => {
  const simulation = await simulate(hello);
  const caller = simulation.call();
  await simulation.until('speak');
  caller.hangUp();
  await simulation.untilOver();
  expect(simulation.commands).toEqual(['answer', 'speak']);
  await simulation.close();
});
