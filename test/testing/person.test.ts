import { expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { simulate } from 'callchart/testing';

const twice = createMachine({
  id: 'twice',
  version: '1',
  initial: 'answering',
  states: {
    answering: { entry: { type: 'answer' }, on: { 'call.answered': 'first' } },
    first: {
      entry: { type: 'gatherUsingSpeak', params: { payload: 'Press a key.', voice: 'female', maximum_digits: 1 } },
      on: { 'call.gather.ended': 'second' },
    },
    second: {
      entry: [
        { type: 'startPlayback', params: { audio_url: 'https://example.com/hold.mp3' } },
        { type: 'gatherUsingSpeak', params: { payload: 'Press a key.', voice: 'female', maximum_digits: 1 } },
      ],
      on: { 'call.gather.ended': 'third' },
    },
    third: { entry: { type: 'speak', params: { payload: 'That was it.', voice: 'female' } } },
  },
});

test('what was heard before an act is of the past; what sounds on is not', async () => {
  const call = await simulate(twice).dial();
  await call.hears('press a key');
  await call.hears(/a key/); // the same prompt may be looked at twice
  await call.presses('1');
  await call.hears('hold.mp3');
  await expect(call.hears('that was it', { within: '1s' })).rejects.toThrow(/but "?.*hold\.mp3/);
  await call.presses('2');
  await call.hears('That was it');
});

test('what comes and goes while time passes was heard', async () => {
  const call = await simulate(twice).dial();
  await call.advances('10s');
  await call.hears('press a key', { within: 0 });
  expect((await call.heard()).filter((words) => words === '"Press a key."')).toHaveLength(1);
});

test('silence is measured', async () => {
  const call = await simulate(twice).dial();
  await call.hears('press a key');
  await call.presses('1');
  await call.hears('press a key');
  await call.presses('2');
  await call.advances('10s');
  await expect(call.waitedInSilence({ atMost: '5s' })).rejects.toThrow(/heard nothing for \d+ ms, longer than 5000 ms/);
});
