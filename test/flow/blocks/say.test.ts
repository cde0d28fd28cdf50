import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import { answer, callActions, callGuards, play, say, type CallEvents, type FlowModule } from 'callchart';
import { simulate } from 'callchart/testing';
import { findingsOf } from './checked.ts';
import { tryEveryState } from '../../machines/trials.ts';

const flow: FlowModule = {
  default: setup({ types: { events: {} as CallEvents }, actions: callActions, guards: callGuards }).createMachine({
    id: 'saying',
    version: '1',
    initial: 'answering',
    states: {
      answering: { entry: answer(), on: { 'call.answered': 'jingle' } },
      jingle: play({ audio_url: 'https://example.com/jingle.mp3', next: 'hello', failed: 'hello' }),
      hello: say({ prompt: 'Hello.', next: 'bye', failed: 'bye' }),
      bye: say({ prompt: 'Goodbye.', next: 'done' }),
      done: { type: 'final' },
    },
  }),
  options: { defaults: { voice: 'female' } },
};

tryEveryState({
  flow,
  ways: [
    { state: 'answering', go: (call) => call.advances(8) },
    { state: 'jingle', go: (call) => call.hears('jingle.mp3') },
    { state: 'hello', go: (call) => call.hears('Hello') },
    { state: 'bye', go: (call) => call.hears('Goodbye') },
  ],
});

describe('say and play', () => {
  test('pass the checker', () => {
    expect(findingsOf(flow)).toEqual([]);
  });

  test('go on when nothing can be heard, where that is said; else the fallback takes the call', async () => {
    const line = await simulate(flow);
    line.simulator.faults.command({ name: 'startPlayback' }, { status: 422, code: '10015' });
    line.simulator.faults.command({ name: 'speak', nth: 1 }, { status: 422, code: '10015' });
    const call = await line.dial();
    await call.hears('Goodbye');
    await call.isOver();
    await call.hasNotFailed();
  });

  test('go on when no end is heard of', async () => {
    const line = await simulate(flow);
    line.simulator.faults.webhook({ name: 'call.speak.ended' }, 'drop');
    const call = await line.dial();
    await call.isOver(undefined, { within: '3min' });
    await call.hasNotFailed();
  });

  test('refuse options that are not right', () => {
    expect(() => say({ prompt: '', next: 'done' })).toThrow(/options of say[\s\S]*prompt/);
    expect(() => say({ prompt: 'Hi.', next: '' })).toThrow(/next: must name a state/);
    expect(() => say({ prompt: 'Hi.', next: 'done', longestMs: 0 })).toThrow(/longestMs/);
    expect(() => play({ audio_url: '', next: 'done' })).toThrow(/prompt/);
  });
});
