import { expect, test } from 'vitest';
import { simulate } from 'callchart/testing';
import * as designFlow from '../flow/design-flow.ts';

test('a call is simulated as a test reads: ring, hear, press, be connected, hang up', async () => {
  const simulation = await simulate(designFlow);
  const caller = simulation.call({ from: '+15550100010' });
  await simulation.until('gatherUsingSpeak');
  expect(await simulation.value()).toBe('menu');
  caller.press('1');
  const transfer = await simulation.until('transfer');
  expect(transfer).toMatchObject({ leg: 'A', status: 200, body: { to: '+15550100', timeout_secs: 20 } });
  await simulation.advance(30_000);
  expect(await simulation.value()).toBe('connected');
  caller.hangUp();
  await simulation.untilOver();
  expect(simulation.commands).toEqual(['answer', 'gatherUsingSpeak', 'transfer', 'hangup']);
  expect(simulation.ladder()).toContain('-> call.bridged');
  await simulation.close();
});

test('the same seed gives the same ladder, another one another', async () => {
  const play = async (seed: number): Promise<string> => {
    const simulation = await simulate(designFlow, { seed, simulator: { timing: 'realistic' } });
    simulation.call();
    await simulation.untilOver(600_000);
    await simulation.close();
    return simulation.ladder();
  };
  const first = await play(7);
  expect(await play(7)).toBe(first);
  expect(await play(8)).not.toBe(first);
});

test('a crash between two webhooks changes nothing that the carrier sees', async () => {
  const play = async (crashes: boolean): Promise<readonly string[]> => {
    const simulation = await simulate(designFlow);
    simulation.call();
    await simulation.until('gatherUsingSpeak');
    if (crashes) await simulation.crash();
    await simulation.untilOver();
    await simulation.close();
    return simulation.commands;
  };
  expect(await play(true)).toEqual(await play(false));
});

test('waiting in vain says what happened instead', async () => {
  const simulation = await simulate(designFlow);
  simulation.call();
  await expect(simulation.until('dial', 5_000)).rejects.toThrow(/no dial was sent[\s\S]*call\.initiated/);
  await simulation.close();
});
