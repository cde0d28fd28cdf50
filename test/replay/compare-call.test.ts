/** One call on a changed flow, to its end. Many calls and many changes are in changed-flow.test.ts. */
import {
  answer,
  callActions,
  type CallEvents,
  type Flow,
  loadFlow,
  recordCall,
  type RecordedCall,
  speak,
  startPlayback,
} from 'callchart';
import { compareCall, simulate } from 'callchart/testing';
import { beforeAll, expect, test } from 'vitest';
import { type AnyStateMachine, setup } from 'xstate';
import { menuFlow, playCall } from './recorded-calls.ts';

let record: RecordedCall;
beforeAll(async () => {
  record = await playCall(menuFlow(), 'wait', 1, false);
}, 60_000);

test('the same flow under another version: nothing is different, and nothing simulated', async () => {
  const { differences, simulatedFrom, simulated, state, steps } = await compareCall(
    record,
    loadFlow(menuFlow({ version: '2' })),
  );
  expect([differences, simulatedFrom, simulated]).toEqual([[], undefined, []]);
  expect(steps).toHaveLength(record.journal.length);
  expect(state.phase).toBe('closed');
});

/** A word of welcome, and then: an end, music for ever, or what throws. */
function welcome(version: string, next: object): Flow {
  const machine: unknown = setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
    id: 'welcome',
    version,
    initial: 'answering',
    states: {
      answering: { entry: answer(), on: { 'call.answered': 'hello' } },
      hello: { entry: speak({ payload: 'Hello.', voice: 'female' }), on: { 'call.speak.ended': 'next' } },
      next,
    },
  } as never);
  return loadFlow(machine as AnyStateMachine);
}
const one = welcome('1', { type: 'final' });

async function welcomed(): Promise<RecordedCall> {
  const line = await simulate(one);
  line.call();
  await line.advance(5 * 60_000);
  const made = JSON.parse(JSON.stringify(await recordCall(line.runtime, 'call-1'))) as RecordedCall;
  await line.close();
  return made;
}
const music = startPlayback({ audio_url: 'https://audio.example/music.mp3', loop: 'infinity' });
const throws = (): object => {
  throw new Error('no such customer');
};

test('an end that does not come any more', async () => {
  const { differences, simulatedFrom } = await compareCall(await welcomed(), welcome('2', { entry: music }));
  expect(differences.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
    'way: in hello, on call.speak.ended: startPlayback instead of hangup',
    'end: never hangs up',
  ]);
  expect(simulatedFrom).toBeGreaterThan(1);
}, 60_000);

test('a fallback that takes over only now', async () => {
  const { differences } = await compareCall(await welcomed(), welcome('2', { entry: speak(throws as never) }));
  expect(differences.at(-1)).toMatchObject({ kind: 'end', text: 'the fallback takes over: no such customer' });
}, 60_000);
