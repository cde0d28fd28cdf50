/**
 * Contract 9: an answered leg with nothing to hear for too long is an event, and unhandled the fallback. Measured at
 * the simulated party's ear.
 */
import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import {
  answer,
  type CallEvents,
  callActions,
  dial,
  type Flow,
  type FlowOptions,
  gatherUsingSpeak,
  loadFlow,
  speak,
  startPlayback,
  transfer,
} from 'callchart';
import { simulate, type Simulation } from 'callchart/testing';

const call = setup({ types: { events: {} as CallEvents<'agent' | 'target'> }, actions: callActions });

function answered(state: object, options: FlowOptions = {}): Flow {
  const states = {
    answering: { entry: answer(), on: { 'call.answered': 'open' } },
    open: state,
    done: { type: 'final' as const },
  };
  return loadFlow({
    default: call.createMachine({ id: 'quiet', version: '1', initial: 'answering', states }),
    options,
  });
}

const silentEvents = async (line: Simulation) =>
  (await line.journal()).filter((entry) => entry.events.some((event) => event.type === 'leg.silent'));

describe('contract 9: silence', () => {
  test('nothing to hear for 30 s: the fallback speaks, and the caller is not left alone', async () => {
    const line = await simulate(answered({ after: { 3_600_000: 'done' } }));
    const caller = line.call();
    await line.untilOver(300_000);
    const [silence] = await silentEvents(line);
    expect((silence?.at ?? 0) - (caller.leg.answeredAt ?? 0)).toBeGreaterThanOrEqual(30_000);
    expect(caller.leg.longestDeadAirMs).toBeLessThan(31_000);
    expect(line.commands).toEqual(['answer', 'speak', 'hangup']);
    await line.close();
  });

  test('the flow may say something itself, and is asked again after as long', async () => {
    const line = await simulate(
      answered({ on: { 'leg.silent': { actions: speak({ payload: 'Still there?', voice: 'female' }) } } }),
    );
    const caller = line.call();
    await line.advance(100_000);
    expect(line.commands).toEqual(['answer', 'speak', 'speak', 'speak']);
    expect(caller.leg.longestDeadAirMs).toBeLessThan(31_000);
    caller.hangUp();
    await line.untilOver();
    await line.close();
  });

  test('the time is configurable, and a restart does not begin it anew', async () => {
    const line = await simulate(answered({ on: { 'leg.silent': {} } }, { limits: { silenceMs: 10_000 } }));
    const caller = line.call();
    await line.advance(6_000);
    await line.crash();
    await line.advance(5_000);
    const [silence] = await silentEvents(line);
    expect((silence?.at ?? 0) - (caller.leg.answeredAt ?? 0)).toBeLessThan(10_100);
    caller.hangUp();
    await line.untilOver();
    await line.close();
  });

  test.each([
    ['an endless loop', { entry: startPlayback({ audio_url: 'https://example.com/a.mp3', loop: 'infinity' }) }],
    ['a bridge', { entry: transfer({ to: '+15550100' }) }],
    [
      'a gather that waits for the caller',
      {
        entry: gatherUsingSpeak({
          payload: 'Press.',
          voice: 'female',
          maximum_digits: 1,
          timeout_millis: 100_000,
          maximum_tries: 1,
        }),
      },
    ],
  ])('%s is no silence', async (_what, state) => {
    const line = await simulate(answered(state));
    line.simulator.onDial(() => ({ does: 'answer', afterMs: 2_000 }));
    const caller = line.call();
    await line.advance(90_000);
    expect(await silentEvents(line), line.ladder()).toEqual([]);
    expect((await line.state()).phase).toBe('active');
    caller.hangUp();
    await line.untilOver(300_000);
    await line.close();
  });

  test('a dial that rings is no sound: who waits for it is told of', async () => {
    const line = await simulate(
      answered({ entry: dial({ as: 'agent', to: '+15550101', timeout_secs: 120 }), on: { 'leg.silent': {} } }),
    );
    line.simulator.onDial(() => 'no answer');
    const caller = line.call();
    await line.advance(70_000);
    expect((await silentEvents(line)).length).toBeGreaterThanOrEqual(2);
    caller.hangUp();
    await line.untilOver(300_000);
    await line.close();
  });

  test('a play whose end was lost does not hide silence for ever', async () => {
    const line = await simulate(
      answered({ entry: speak({ payload: 'Hello.', voice: 'female' }), on: { 'call.speak.ended': 'done' } }),
    );
    line.simulator.faults.webhook({ name: 'call.speak.ended' }, 'drop');
    const caller = line.call();
    await line.untilOver(300_000);
    expect(caller.leg.longestDeadAirMs).toBeLessThan(60_000);
    await line.close();
  });
});
