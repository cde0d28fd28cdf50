/** What has to happen at a time: timers, silence, hangups that are repeated, legs that are asked after, four hours. */
import { assign, fromPromise, setup } from 'xstate';
import {
  answer,
  callActions,
  dial,
  enqueue,
  gather,
  gatherUsingSpeak,
  hangup,
  speak,
  startAIAssistant,
  startPlayback,
  startRecording,
  startStreaming,
  stopAIAssistant,
  stopPlayback,
  transfer,
  type CallEvents,
} from 'callchart';
import { describe, expect, test } from 'vitest';
import { nextDue } from '../../src/engine/due.ts';
import { CallHarness } from './call-harness.ts';

const typed = setup({
  types: { context: {} as { silent: readonly number[] }, events: {} as CallEvents<'sales' | 'agent'> },
  actions: callActions,
});

/** Does one thing on an answered leg, and counts silences. */
const doing = (action: object | readonly object[], id = 'quiet') =>
  typed.createMachine({
    id,
    version: '1',
    context: { silent: [] },
    on: {
      'call.answered': { actions: action as never },
      'call.dtmf.received': { actions: [stopAIAssistant(), stopPlayback()] },
      'command.failed.*': {},
      'leg.silent': { actions: assign({ silent: ({ context, event }) => [...context.silent, event.silent_ms] }) },
    },
  });

const silences = (call: CallHarness): readonly number[] => call.context['silent'] as readonly number[];

const answered = (action: object | readonly object[]): CallHarness => {
  const call = CallHarness.incoming(doing(action));
  call.webhook('call.answered');
  return call.okAll();
};

describe('silence', () => {
  test('an answered leg that hears nothing for 30 s is silent, and again after 30 more', () => {
    const call = answered([]);
    call.tick(29_999);
    expect(silences(call)).toEqual([]);
    call.tick(1);
    expect(silences(call)).toEqual([30_000]);
    call.tick(30_000);
    expect(silences(call)).toEqual([30_000, 30_000]);
  });

  test('a leg that rings is not', () => {
    const call = CallHarness.incoming(doing([]));
    call.tick(300_000);
    expect(silences(call)).toEqual([]);
  });

  test('unhandled, it brings the fallback; a pending timer is no excuse', () => {
    const call = CallHarness.incoming(
      typed.createMachine({
        id: 'mute',
        version: '1',
        context: { silent: [] },
        initial: 'a',
        states: { a: { after: { 600_000: 'b' } }, b: {} },
      }),
    );
    call.webhook('call.answered');
    call.tick(30_000);
    expect(call.phase).toBe('fallback');
    expect(call.state().failure).toContain('leg.silent');
    expect(call.state().timers).toEqual([]);
  });

  test('a key or a completion ends none: only what is heard does', () => {
    const call = answered([]);
    call.tick(20_000);
    call.webhook('call.dtmf.received', { digit: '1' });
    call.tick(10_000);
    expect(silences(call)).toEqual([30_000]);
  });

  test('a command that is only asked for is no sound', () => {
    const call = CallHarness.incoming(doing(speak({ payload: 'Hello.', voice: 'female' })));
    call.webhook('call.answered');
    call.tick(30_000);
    expect(silences(call)).toEqual([30_000]);
  });

  const busy: readonly (readonly [string, object, (call: CallHarness) => void, (call: CallHarness) => void])[] = [
    [
      'a speak',
      speak({ payload: 'x'.repeat(1_000), voice: 'female' }),
      (call) => call.webhook('call.speak.started'),
      (call) => call.webhook('call.speak.ended', { status: 'completed' }),
    ],
    [
      'a playback, looped for ever',
      startPlayback({ audio_url: 'https://x.test/a.mp3', loop: 'infinity' }),
      (call) => call.webhook('call.playback.started'),
      (call) => call.webhook('call.playback.ended', { status: 'cancelled' }),
    ],
    [
      'a gather',
      gather({ maximum_digits: 4, timeout_millis: 120_000 }),
      () => {},
      (call) => call.webhook('call.gather.ended', { status: 'valid', digits: '1234' }),
    ],
    [
      'a voicemail recording',
      startRecording({ channels: 'single', format: 'mp3', max_length: 120, play_beep: true }),
      () => {},
      (call) => call.webhook('call.recording.saved', { recording_urls: {} }),
    ],
    [
      'an assistant',
      startAIAssistant({ assistant: { id: 'a1' } }),
      () => {},
      (call) => call.webhook('call.conversation.ended'),
    ],
    [
      'a stream that talks back',
      startStreaming({ stream_url: 'wss://x.test', stream_bidirectional_mode: 'rtp' }),
      (call) => call.webhook('streaming.started'),
      (call) => call.webhook('streaming.stopped'),
    ],
    [
      'a queue',
      enqueue({ queue_name: 'support' }),
      (call) => call.webhook('call.enqueued', { queue: 'support' }),
      (call) => call.webhook('call.dequeued', { reason: 'timeout' }),
    ],
    [
      'a hold by the far end',
      speak({ payload: '.', voice: 'female' }),
      (call) => {
        call.webhook('call.hold');
        call.webhook('call.speak.ended', { status: 'completed' });
      },
      (call) => call.webhook('call.unhold'),
    ],
    [
      'a payment',
      { type: 'pay', params: { amount: 1, transaction_type: 'charge' } },
      (call) => call.webhook('call.payment.progress'),
      (call) => call.webhook('call.payment.completed', { result: 'success' }),
    ],
  ];

  test.each(busy)('%s is company, its end is not', (_name, action, begin, end) => {
    const call = answered(action);
    begin(call);
    call.tick(110_000);
    expect(silences(call)).toEqual([]);
    end(call);
    call.tick(29_999);
    expect(silences(call)).toEqual([]);
    call.tick(1);
    expect(silences(call)).toEqual([30_000]);
  });

  test('a recording of the whole call is no company, nor is a stream that only listens', () => {
    const call = answered([
      startRecording({ channels: 'dual', format: 'mp3' }),
      startStreaming({ stream_url: 'wss://x.test' }),
    ]);
    call.webhook('streaming.started');
    call.tick(30_000);
    expect(silences(call)).toEqual([30_000]);
  });

  test('what was stopped without a word is over: an assistant when the stop is accepted', () => {
    const call = answered(startAIAssistant({ assistant: { id: 'a1' } }));
    call.tick(100_000);
    call.webhook('call.dtmf.received', { digit: '0' });
    call.okAll();
    call.tick(30_000);
    expect(silences(call)).toEqual([30_000]);
  });
});

describe('what never reports its end holds nobody for ever', () => {
  const bounded: readonly (readonly [string, object, number])[] = [
    ['a speak', speak({ payload: 'Hello.', voice: 'female' }), 10_000 + 6 * 120],
    ['a speak, three times', speak({ payload: 'Hello.', voice: 'female', loop: 3 }), 3 * (10_000 + 6 * 120)],
    ['a file', startPlayback({ audio_url: 'https://x.test/a.mp3' }), 600_000],
    ['a gather', gather({ timeout_millis: 20_000 }), 30_000],
    [
      'a prompted gather',
      gatherUsingSpeak({
        payload: 'Code?',
        voice: 'female',
        maximum_tries: 2,
        timeout_millis: 6_000,
        maximum_digits: 1,
      }),
      2 * (10_000 + 5 * 120 + 6_000) + 5_000 + 10_000,
    ],
    ['a voicemail', startRecording({ channels: 'single', format: 'mp3', max_length: 60 }), 70_000],
    ['a transfer', transfer({ as: 'sales', to: '+15550100', timeout_secs: 20 }), 30_000],
    ['an enqueue', enqueue({ queue_name: 'q' }), 10_000],
  ];

  test.each(bounded)('%s', (_name, action, limitMs) => {
    const call = answered(action);
    call.tick(limitMs - 1);
    expect(call.leg('caller#1').quietSince).toBeUndefined();
    call.tick(1);
    expect(call.leg('caller#1').quietSince).toBe(call.now);
    call.tick(30_000);
    expect(silences(call)).toEqual([30_000]);
  });

  test('what waits in the queue has its time when its turn comes', () => {
    const call = answered([
      speak({ payload: 'x'.repeat(1_000), voice: 'female' }),
      speak({ payload: 'Bye.', voice: 'female' }),
    ]);
    call.webhook('call.speak.started');
    call.tick(100_000);
    call.webhook('call.speak.ended', { status: 'completed' });
    expect(call.leg('caller#1').quietSince).toBeUndefined();
    call.tick(10_000 + 4 * 120 - 1);
    expect(call.leg('caller#1').quietSince).toBeUndefined();
    call.tick(1);
    expect(call.leg('caller#1').quietSince).toBe(call.now);
  });
});

describe('a leg that was told to hang up', () => {
  const leaving = typed.createMachine({
    id: 'leaving',
    version: '1',
    context: { silent: [] },
    on: { 'call.dtmf.received': { actions: hangup() }, 'call.hangup': {}, 'leg.silent': {} },
  });
  const hangingUp = (): CallHarness => {
    const call = CallHarness.incoming(leaving);
    call.webhook('call.dtmf.received', { digit: '1' });
    call.ok('hangup');
    return call;
  };

  test('is asked after when no call.hangup comes, and told again while it lives, less and less often', () => {
    const call = hangingUp();
    const asked: number[] = [];
    for (let count = 0; count < 7; count++) {
      call.tick(400_000);
      expect(call.leg('caller#1').checking).toBe(true);
      const checkedAt = call.journal.findLast((entry) => entry.input.name === 'hangup.repeat')?.at ?? 0;
      asked.push(checkedAt - (call.leg('caller#1').hangup?.at ?? 0));
      call.status('caller#1', true);
      expect(call.sent()).toEqual(['hangup caller#1']);
      call.ok('hangup');
    }
    expect(asked).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
  });

  test('but not because of an answer that may be older than the hangup', () => {
    const call = hangingUp();
    call.status('caller#1', true);
    expect(call.sent()).toEqual([]);
    expect(call.tick(10_000)).toEqual(['hangup.repeat']);
  });

  test('also when Telnyx cannot be asked', () => {
    const call = hangingUp();
    call.tick(10_000);
    call.status('caller#1', undefined);
    expect(call.sent()).toEqual(['hangup caller#1']);
  });

  test('that is gone gets its hangup made', () => {
    const call = hangingUp();
    call.tick(10_000);
    call.status('caller#1', false);
    expect(call.sent()).toEqual([]);
    expect(call.tick(5_000)).toEqual(['hangup.made']);
    expect(call.leg('caller#1').signalling).toBe('ended');
  });

  test('is told again soon when the hangup itself fails', () => {
    const call = CallHarness.incoming(leaving);
    call.webhook('call.dtmf.received', { digit: '1' });
    call.fails('hangup', 'unreachable');
    expect(call.tick(5_000)).toEqual(['hangup.repeat']);
    call.status('caller#1', true);
    expect(call.sent()).toEqual(['hangup caller#1']);
  });

  test('that is known to be over by the failure is not asked again', () => {
    const call = CallHarness.incoming(leaving);
    call.webhook('call.dtmf.received', { digit: '1' });
    call.fails('hangup', 'leg_ended');
    expect(call.tick(5_000)).toEqual(['hangup.made']);
  });
});

describe('reconciliation', () => {
  test('a leg without events is asked after, and asked again when it lives', () => {
    const call = answered(startPlayback({ audio_url: 'https://x.test/a.mp3', loop: 'infinity' }));
    expect(call.tick(599_999)).toEqual([]);
    expect(call.tick(1)).toEqual(['reconcile']);
    expect(call.leg('caller#1').checking).toBe(true);
    // Nothing more is due while the answer is awaited.
    expect(call.tick(900_000)).toEqual([]);
    call.status('caller#1', true);
    expect(call.leg('caller#1').checking).toBeUndefined();
    expect(call.tick(600_000)).toEqual(['reconcile']);
  });

  test('one that is gone ends the way a hangup does, once', () => {
    const call = answered(startPlayback({ audio_url: 'https://x.test/a.mp3', loop: 'infinity' }));
    call.tick(600_000);
    call.status('caller#1', false);
    expect(call.leg('caller#1').signalling).toBe('answered');
    expect(call.tick(5_000)).toEqual(['hangup.made']);
    expect(call.phase).toBe('finishing');
  });

  test('a leg that was asked for and never heard of does not exist', () => {
    const call = CallHarness.incoming(
      typed.createMachine({
        id: 'unborn',
        version: '1',
        context: { silent: [] },
        entry: dial({ as: 'agent', to: '+15550100' }),
        initial: 'ringing',
        states: { ringing: { on: { 'legs.ended.agent': 'alone' } }, alone: {} },
      }),
    );
    call.attempt('agent#1');
    // While the dial is on its way, there is hope.
    expect(call.tick(300_000)).toEqual([]);
    call.ok('dial', {});
    expect(call.tick(119_999)).toEqual([]);
    expect(call.tick(1)).toEqual(['unborn']);
    expect(call.value).toBe('alone');
    expect(call.leg('agent#1').cause).toMatchObject({ hangup_cause: 'not_found' });
  });
});

describe('the end of everything', () => {
  test('after four hours each leg is told to hang up; a minute later the call is closed, come what may', () => {
    const call = answered(startPlayback({ audio_url: 'https://x.test/a.mp3', loop: 'infinity' }));
    for (let count = 0; count < 24; count++) {
      call.tick(600_000);
      if (call.leg('caller#1').checking === true) call.status('caller#1', true);
    }
    expect(call.phase).toBe('finishing');
    expect(call.sent()).toEqual(['hangup caller#1']);
    expect(call.tick(60_000)).toContain('overdue.over');
    expect(call.phase).toBe('closed');
    expect(call.state().legs.every((leg) => leg.signalling === 'ended')).toBe(true);
    expect(call.state().commands).toEqual([]);
    expect(nextDue(call.flow, call.state())).toBeUndefined();
  });
});

test('of several due things the earliest is done first, one a turn', () => {
  const call = CallHarness.incoming(
    typed.createMachine({
      id: 'several',
      version: '1',
      context: { silent: [] },
      type: 'parallel',
      states: {
        a: { initial: 'x', states: { x: { after: { 3_000: 'y' } }, y: {} } },
        b: { initial: 'x', states: { x: { after: { 2_000: 'y' } }, y: {} } },
      },
    }),
  );
  expect(call.apply({ type: 'tick', at: call.now + 1_999 }).outcome).toBe('ignored');
  expect(call.apply({ type: 'tick', at: call.now + 10_000 }).to).toEqual({ a: 'x', b: 'y' });
  expect(call.apply({ type: 'tick', at: call.now + 10_000 }).to).toEqual({ a: 'y', b: 'y' });
});

test('a timer’s event, and a task’s, say when it is: a flow has no other clock', () => {
  const flow = setup({
    types: { context: {} as { readonly at: readonly unknown[] } },
    actors: { find: fromPromise(async () => 'found') },
    actions: {
      note: assign({
        at: ({ context, event }) => [...context.at, (event as { readonly occurred_at?: unknown }).occurred_at],
      }),
    },
  }).createMachine({
    id: 'told-the-time',
    version: '1',
    context: { at: [] },
    initial: 'a',
    states: {
      a: { after: { 3_000: { target: 'b', actions: 'note' } } },
      b: { invoke: { id: 'find', src: 'find', onDone: { target: 'c', actions: 'note' } } },
      c: { invoke: { id: 'again', src: 'find', onError: { target: 'd', actions: 'note' } } },
      d: {},
    },
  });
  const call = CallHarness.incoming(flow);
  call.tick(3_000);
  const first = new Date(call.now).toISOString();
  call.wait(2_000).task('find', 'found');
  call.taskFails('again', 'broken');
  const second = new Date(call.now).toISOString();
  expect(call.context['at']).toEqual([first, second, second]);
});

describe('an answer that Telnyx accepted and does not report', () => {
  const answering = typed.createMachine({
    id: 'answering',
    version: '1',
    context: { silent: [] },
    initial: 'answering',
    states: {
      answering: { entry: answer(), on: { 'call.answered': 'greeting' } },
      greeting: { entry: speak({ payload: 'Hello.', voice: 'female' }), on: { 'call.answered': 'again' } },
      again: {},
    },
  });
  const accepted = (): CallHarness => {
    const call = CallHarness.incoming(answering);
    call.ok('answer');
    return call;
  };

  test('is made after ten seconds: the caller does not wait in silence', () => {
    const call = accepted();
    expect(call.tick(9_999)).toEqual([]);
    expect(call.tick(1)).toEqual(['answer.made']);
    expect(call.leg('caller#1').signalling).toBe('answered');
    expect(call.sent()).toEqual(['speak caller#1']);
  });

  test('and is told once, should it come after all', () => {
    const call = accepted();
    call.tick(10_000);
    call.webhook('call.answered');
    expect(call.last.outcome).toBe('superseded');
    expect(call.value).toBe('greeting');
  });

  test('is not made when it has come, nor when the caller is gone', () => {
    const answered = accepted();
    answered.webhook('call.answered');
    expect(answered.tick(11_000)).not.toContain('answer.made');
    const gone = accepted();
    gone.webhook('call.hangup', { hangup_cause: 'originator_cancel' });
    expect(gone.tick(11_000)).not.toContain('answer.made');
  });
});
