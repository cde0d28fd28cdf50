/** A completion reaches the machine when it completes what the machine waits for; in doubt it is delivered. */
import { assign, setup } from 'xstate';
import {
  answer,
  callActions,
  gather,
  speak,
  startPlayback,
  stopGather,
  stopPlayback,
  type CallEvents,
} from 'callchart';
import { describe, expect, test } from 'vitest';
import { CallHarness } from './call-harness.ts';

type Payload = Readonly<Record<string, unknown>>;

/** A flow that says one thing after another, a step per key, and notes every completion that it is given. */
const flow = setup({
  types: { context: {} as { ended: readonly Payload[] }, events: {} as CallEvents },
  actions: callActions,
}).createMachine({
  id: 'sayings',
  version: '1',
  context: { ended: [] },
  entry: answer(),
  on: {
    'call.dtmf.received': [
      { guard: ({ event }) => event.payload.digit === '1', actions: speak({ payload: 'One.', voice: 'female' }) },
      {
        guard: ({ event }) => event.payload.digit === '2',
        actions: startPlayback({ audio_url: 'https://x.test/2.mp3' }),
      },
      {
        guard: ({ event }) => event.payload.digit === '3',
        actions: startPlayback({ audio_url: 'https://x.test/3.mp3' }),
      },
      {
        guard: ({ event }) => event.payload.digit === '4',
        actions: startPlayback({ audio_url: 'https://x.test/4.mp3', loop: 'infinity' }),
      },
      { guard: ({ event }) => event.payload.digit === '5', actions: stopPlayback() },
      {
        guard: ({ event }) => event.payload.digit === '6',
        actions: startPlayback({ audio_url: 'https://x.test/6.mp3', overlay: true }),
      },
      { guard: ({ event }) => event.payload.digit === '7', actions: gather({ maximum_digits: 4 }) },
      { guard: ({ event }) => event.payload.digit === '8', actions: stopGather() },
      {
        guard: ({ event }) => event.payload.digit === '9',
        actions: [speak({ payload: 'One.', voice: 'female' }), speak({ payload: 'Two.', voice: 'female' })],
      },
      {
        guard: ({ event }) => event.payload.digit === '#',
        actions: speak({ payload: 'Now this.', voice: 'female', stop: 'all' }),
      },
    ],
    'command.failed.*': {},
    'call.speak.ended': { actions: assign({ ended: ({ context, event }) => [...context.ended, event.payload] }) },
    'call.playback.ended': { actions: assign({ ended: ({ context, event }) => [...context.ended, event.payload] }) },
    'call.gather.ended': { actions: assign({ ended: ({ context, event }) => [...context.ended, event.payload] }) },
  },
});

const answered = (): CallHarness => {
  const call = CallHarness.incoming(flow);
  call.ok('answer');
  call.webhook('call.answered');
  return call;
};

const press = (call: CallHarness, keys: string): CallHarness => {
  for (const digit of keys) call.webhook('call.dtmf.received', { digit });
  return call;
};

const taken = (call: CallHarness): readonly Payload[] => call.context['ended'] as readonly Payload[];

const completed = { status: 'completed' };
// A webhook whose client_state proves nothing.
const bare = { client_state: null };

describe('what proves that a completion is not the newest’s', () => {
  test('a token of an earlier step', () => {
    const call = press(answered(), '1').okAll();
    call.webhook('call.speak.started');
    const old = call.payloadOf('caller#1', completed);
    press(call, '1').okAll();
    call.webhook('call.speak.started');
    // The newest is sounding and no ids are there: the token alone tells.
    expect(call.deliver('call.speak.ended', old).outcome).toBe('superseded');
    expect(call.webhook('call.speak.ended', completed).outcome).toBe('applied');
    expect(taken(call)).toHaveLength(1);
  });

  test('a token of another leg, or none of ours, is no proof', () => {
    const call = press(answered(), '1').okAll();
    call.webhook('call.speak.started');
    const foreign = btoa(JSON.stringify({ callchart: 1, call: 'call-1', leg: 'agent#1', step: 0 }));
    expect(call.webhook('call.speak.ended', completed, 'caller#1', { client_state: foreign }).outcome).toBe('applied');
  });

  test('another speak_id', () => {
    const call = press(answered(), '11').okAll();
    call.webhook('call.speak.started', { speak_id: 'a' });
    call.webhook('call.speak.started', { speak_id: 'b' });
    expect(call.webhook('call.speak.ended', { ...completed, speak_id: 'a' }).outcome).toBe('superseded');
    expect(call.webhook('call.speak.ended', { ...completed, speak_id: 'b' }).outcome).toBe('applied');
    expect(taken(call)).toMatchObject([{ speak_id: 'b' }]);
  });

  test('other media, by url or name', () => {
    const call = press(answered(), '23').okAll();
    call.webhook('call.playback.started', { media_url: 'https://x.test/2.mp3' });
    call.webhook('call.playback.started', { media_url: 'https://x.test/3.mp3' });
    expect(call.webhook('call.playback.ended', { ...completed, media_url: 'https://x.test/2.mp3' }).outcome).toBe(
      'superseded',
    );
    expect(call.webhook('call.playback.ended', { ...completed, media_url: 'https://x.test/3.mp3' }).outcome).toBe(
      'applied',
    );
  });

  test('an older play still open while the newest has not started', () => {
    const call = press(answered(), '11').okAll();
    call.webhook('call.speak.started');
    expect(call.webhook('call.speak.ended', completed, 'caller#1', bare).outcome).toBe('superseded');
    call.webhook('call.speak.started');
    expect(call.webhook('call.speak.ended', completed, 'caller#1', bare).outcome).toBe('applied');
    expect(taken(call)).toHaveLength(1);
    expect(call.tick(10_000)).toEqual(['withheld']);
    expect(taken(call)).toHaveLength(1);
  });
});

describe('what proves nothing: it is delivered', () => {
  test('a null token and no speak_id, when the newest sounds', () => {
    const call = press(answered(), '1').okAll();
    call.webhook('call.speak.started');
    expect(call.webhook('call.speak.ended', completed, 'caller#1', bare).outcome).toBe('applied');
  });

  test('a time stamp from before the play', () => {
    const call = press(answered(), '1').okAll();
    call.webhook('call.speak.started');
    expect(call.webhook('call.speak.ended', { ...completed, start_time: '2020-01-01T00:00:00Z' }).outcome).toBe(
      'applied',
    );
  });

  test('a completion of something that nobody knows of', () => {
    expect(answered().webhook('call.speak.ended', completed).outcome).toBe('applied');
    expect(answered().webhook('call.gather.ended', { status: 'valid', digits: '1' }).outcome).toBe('applied');
  });

  test('a completion whose started was lost', () => {
    const call = press(answered(), '1').okAll();
    expect(call.webhook('call.speak.ended', { ...completed, speak_id: 'a' }).outcome).toBe('applied');
  });
});

test('an endless loop supersedes nothing, and its own end is told', () => {
  const call = press(answered(), '24').okAll();
  call.webhook('call.playback.started', { media_url: 'https://x.test/2.mp3' });
  expect(call.webhook('call.playback.ended', { ...completed, media_url: 'https://x.test/2.mp3' }).outcome).toBe(
    'applied',
  );
  press(call, '5').okAll();
  expect(call.webhook('call.playback.ended', { status: 'cancelled', media_url: 'https://x.test/4.mp3' }).outcome).toBe(
    'applied',
  );
  expect(call.leg('caller#1').plays).toEqual([]);
});

test('kinds are told apart: a playback’s end says nothing of an overlay or a speak', () => {
  const call = press(answered(), '261').okAll();
  expect(call.webhook('call.playback.ended', { ...completed, media_url: 'https://x.test/2.mp3' }).outcome).toBe(
    'applied',
  );
  expect(call.leg('caller#1').plays.map((play) => play.kind)).toEqual(['overlay', 'speak']);
  expect(
    call.webhook('call.playback.ended', { ...completed, overlay: true, media_url: 'https://x.test/6.mp3' }).outcome,
  ).toBe('applied');
  expect(call.leg('caller#1').plays.map((play) => play.kind)).toEqual(['speak']);
});

describe('after a stop', () => {
  test('nothing is withheld', () => {
    const call = press(answered(), '11').okAll();
    call.webhook('call.speak.started');
    press(call, '5');
    expect(call.webhook('call.speak.ended', completed, 'caller#1', bare).outcome).toBe('applied');
  });

  test('but what is asked for after it is waited for: the stopped play’s end is not its own', () => {
    const call = press(answered(), '151').okAll();
    call.webhook('call.speak.started', {}, 'caller#1', bare);
    expect(call.webhook('call.speak.ended', completed, 'caller#1', bare).outcome).toBe('superseded');
  });

  test('what was cleared before its turn begins no more: the start is that of the play asked for after the stop', () => {
    const call = press(answered(), '151').okAll();
    call.webhook('call.speak.started');
    expect(call.webhook('call.speak.ended', completed).outcome).toBe('applied');
  });

  test('a play that stops the others itself waits for its own end', () => {
    const call = press(answered(), '1').okAll();
    call.webhook('call.speak.started', { speak_id: 'a' });
    press(call, '#').okAll();
    expect(call.webhook('call.speak.ended', { ...completed, speak_id: 'a' }).outcome).toBe('superseded');
    call.webhook('call.speak.started', { speak_id: 'b' });
    expect(call.webhook('call.speak.ended', { ...completed, speak_id: 'b' }).outcome).toBe('applied');
  });
});

describe('what is withheld', () => {
  const withheld = (): CallHarness => {
    const call = press(answered(), '1').okAll();
    call.webhook('call.speak.started', { speak_id: 'a' });
    press(call, '1');
    call.webhook('call.speak.ended', { ...completed, speak_id: 'a' });
    expect(call.last.effects).toEqual([{ type: 'withheld', event: 'call.speak.ended', leg: 'caller#1' }]);
    expect(taken(call)).toEqual([]);
    return call;
  };

  test('is delivered when no sign of the newer play follows within 5 s', () => {
    const call = withheld();
    expect(call.tick(4_999)).toEqual([]);
    expect(call.tick(1)).toEqual(['withheld']);
    expect(taken(call)).toMatchObject([{ speak_id: 'a' }]);
    expect(call.state().withheld).toEqual([]);
  });

  test('is dropped when the newer play has started', () => {
    const call = withheld().okAll();
    call.webhook('call.speak.started', { speak_id: 'b' });
    call.tick(5_000);
    expect(taken(call)).toEqual([]);
    expect(call.state().withheld).toEqual([]);
    call.webhook('call.speak.ended', { ...completed, speak_id: 'b' });
    expect(taken(call)).toMatchObject([{ speak_id: 'b' }]);
  });

  test('is delivered when the newer command fails', () => {
    const call = withheld();
    call.fails('speak', 'rejected');
    expect(taken(call)).toMatchObject([{ speak_id: 'a' }]);
    call.tick(10_000);
    expect(taken(call)).toHaveLength(1);
  });

  test('waits for the newest of all: one that came after has as long to give a sign', () => {
    const call = withheld();
    call.wait(3_000);
    press(call, '1');
    expect(call.tick(2_000)).toEqual(['withheld']);
    expect(taken(call)).toEqual([]);
    expect(call.tick(5_000)).toEqual(['withheld']);
    expect(taken(call)).toMatchObject([{ speak_id: 'a' }]);
  });

  test('goes on to what is still open when the newest fails', () => {
    const call = withheld().okAll();
    press(call, '1');
    call.webhook('call.speak.started', { speak_id: 'b' });
    const held = call.state().withheld;
    call.fails('speak', 'rejected');
    expect(taken(call)).toEqual([]);
    expect(held).toHaveLength(1);
    call.webhook('call.speak.ended', { ...completed, speak_id: 'b' });
    expect(taken(call)).toMatchObject([{ speak_id: 'b' }]);
  });

  test('waits while something else sounds before the newest: its turn has not come', () => {
    const call = press(answered(), '121').okAll();
    call.webhook('call.speak.started', { speak_id: 'a' });
    call.webhook('call.speak.ended', { ...completed, speak_id: 'a' });
    call.webhook('call.playback.started', { media_url: 'https://x.test/2.mp3' });
    expect(call.tick(60_000).filter((due) => due === 'withheld')).toHaveLength(12);
    expect(taken(call)).toEqual([]);
    call.webhook('call.playback.ended', { ...completed, media_url: 'https://x.test/2.mp3' });
    call.webhook('call.speak.started', { speak_id: 'b' });
    call.webhook('call.speak.ended', { ...completed, speak_id: 'b' });
    call.tick(60_000);
    expect(taken(call).map((payload) => payload['speak_id'])).toEqual([undefined, 'b']);
  });

  test('is the last that came: its 5 s count', () => {
    const call = press(answered(), '111').okAll();
    call.webhook('call.speak.started', { speak_id: 'a' });
    call.webhook('call.speak.ended', { ...completed, speak_id: 'a' });
    call.webhook('call.speak.started', { speak_id: 'b' });
    call.tick(4_000);
    call.webhook('call.speak.ended', { ...completed, speak_id: 'b' });
    call.tick(4_000);
    expect(taken(call)).toEqual([]);
    call.tick(1_000);
    expect(taken(call)).toMatchObject([{ speak_id: 'b' }]);
  });

  test('goes with its leg: the hangup tells', () => {
    const call = withheld();
    call.webhook('call.hangup', {});
    expect(call.state().withheld).toEqual([]);
  });

  test('keeps its time over a restart', () => {
    const call = withheld();
    expect(call.state().withheld[0]?.dueAt).toBe(call.now + 5_000);
  });
});

test('two speaks in one entry list: call.speak.ended arrives once, after the second', () => {
  const call = press(answered(), '9').okAll();
  call.webhook('call.speak.started', { speak_id: 'a' });
  call.wait(800).webhook('call.speak.ended', { ...completed, speak_id: 'a' });
  call.wait(300).webhook('call.speak.started', { speak_id: 'b' });
  call.tick(8_000);
  call.webhook('call.speak.ended', { ...completed, speak_id: 'b' });
  call.tick(20_000);
  expect(taken(call)).toMatchObject([{ speak_id: 'b' }]);
});

describe('started and ended inverted', () => {
  test('the newest’s end before its start: delivered at once when the older is known to be another’s', () => {
    const call = press(answered(), '11').okAll();
    call.webhook('call.speak.started', { speak_id: 'a' });
    expect(call.webhook('call.speak.ended', { ...completed, speak_id: 'b' }).outcome).toBe('applied');
    expect(call.webhook('call.speak.ended', { ...completed, speak_id: 'a' }).outcome).toBe('superseded');
    call.webhook('call.speak.started', { speak_id: 'b' });
    expect(taken(call)).toMatchObject([{ speak_id: 'b' }]);
    expect(call.leg('caller#1').plays).toEqual([]);
  });

  test('the older’s end before its start: it starts nothing any more', () => {
    const call = press(answered(), '11').okAll();
    call.webhook('call.speak.ended', { ...completed, speak_id: 'a' });
    call.webhook('call.speak.started', { speak_id: 'a' });
    expect(taken(call)).toEqual([]);
    call.webhook('call.speak.started', { speak_id: 'b' });
    call.webhook('call.speak.ended', { ...completed, speak_id: 'b' });
    expect(taken(call)).toMatchObject([{ speak_id: 'b' }]);
  });

  test('a start that comes after its own end is not the next play’s', () => {
    const call = press(answered(), '1').okAll();
    call.webhook('call.speak.ended', { ...completed, speak_id: 'a' });
    press(call, '1').okAll();
    call.webhook('call.speak.started', { speak_id: 'a' });
    expect(call.leg('caller#1').plays[0]?.startedAt).toBeUndefined();
    call.webhook('call.speak.started', { speak_id: 'b' });
    call.webhook('call.speak.ended', { ...completed, speak_id: 'b' });
    expect(taken(call)).toMatchObject([{ speak_id: 'a' }, { speak_id: 'b' }]);
  });
});

test('a completion cut off by the hangup is journaled, not delivered', () => {
  const call = press(answered(), '27').okAll();
  for (const type of ['call.playback.ended', 'call.gather.ended', 'call.speak.ended'])
    expect(call.webhook(type, { status: 'call_hangup' }).outcome).toBe('superseded');
  expect(call.last.input).toMatchObject({ name: 'call.speak.ended', payload: { status: 'call_hangup' } });
  expect(taken(call)).toEqual([]);
});

test('a completion cut off by machine detection is one', () => {
  const call = press(answered(), '1').okAll();
  expect(call.webhook('call.speak.ended', { status: 'cancelled_amd' }).outcome).toBe('applied');
});

test('of a leg that is over no play’s end is delivered: its hangup has told', () => {
  const call = press(answered(), '1').okAll();
  const ended = call.payloadOf('caller#1', completed);
  call.webhook('call.hangup', {});
  expect(call.deliver('call.speak.ended', ended).outcome).toBe('superseded');
});

describe('a gather that replaces another', () => {
  test('the first one’s cancelled end is not the second’s', () => {
    const call = press(answered(), '77').okAll();
    expect(call.webhook('call.gather.ended', { status: 'cancelled', digits: '' }, 'caller#1', bare).outcome).toBe(
      'superseded',
    );
    expect(call.webhook('call.gather.ended', { status: 'valid', digits: '1' }).outcome).toBe('applied');
    expect(taken(call)).toMatchObject([{ digits: '1' }]);
    expect(call.state().withheld).toEqual([]);
  });

  test('nor is an end from before it was asked for', () => {
    const call = press(answered(), '7').okAll();
    const old = call.payloadOf('caller#1', { status: 'timeout', digits: '' });
    press(call, '7').okAll();
    expect(call.deliver('call.gather.ended', old).outcome).toBe('superseded');
  });

  test('while the second is not accepted the first one’s end is held back, and delivered if it fails', () => {
    const call = press(answered(), '7').okAll();
    press(call, '7');
    expect(call.webhook('call.gather.ended', { status: 'valid', digits: '1' }, 'caller#1', bare).outcome).toBe(
      'superseded',
    );
    call.fails('gather', 'rejected');
    expect(taken(call)).toMatchObject([{ digits: '1' }]);
  });

  test('after gather_stop the cancelled end is news', () => {
    const call = press(answered(), '78').okAll();
    expect(call.webhook('call.gather.ended', { status: 'cancelled', digits: '' }).outcome).toBe('applied');
  });

  test('stopped and asked again: the cancelled end is the first’s', () => {
    const call = press(answered(), '787').okAll();
    expect(call.webhook('call.gather.ended', { status: 'cancelled', digits: '' }, 'caller#1', bare).outcome).toBe(
      'superseded',
    );
    expect(call.webhook('call.gather.ended', { status: 'valid', digits: '2' }).outcome).toBe('applied');
  });
});
