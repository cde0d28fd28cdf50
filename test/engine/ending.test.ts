/** How calls end: no zombie, no ghost, no caller left on the line. */
import { assign, fromPromise, setup } from 'xstate';
import {
  answer,
  bridge,
  callActions,
  dial,
  enqueue,
  hangup,
  leg,
  speak,
  startAIAssistant,
  startPlayback,
  startStreaming,
  transfer,
  type CallEvents,
  type FlowOptions,
} from 'callchart';
import { describe, expect, test } from 'vitest';
import { CallHarness } from './call-harness.ts';

const typed = setup({
  types: { context: {} as { seen: readonly string[] }, events: {} as CallEvents<'agent' | 'sales'> },
  actions: callActions,
});

const over = { hangup_cause: 'normal_clearing', hangup_source: 'caller', sip_hangup_cause: '200' };

describe('the first leg’s hangup that nobody handles', () => {
  const flow = typed.createMachine({
    id: 'consult',
    version: '1',
    context: { seen: [] },
    entry: [answer(), dial({ as: 'agent', to: ['+15550100', '+15550101', '+15550102'] })],
    on: {
      'call.answered': {},
      'call.recording.saved': { actions: assign({ seen: ({ context }) => [...context.seen, 'saved'] }) },
    },
    initial: 'waiting',
    states: { waiting: { after: { 60_000: 'later' } }, later: {} },
  });

  test('ends the call: every other leg is hung up, ringing and unsent ones too', () => {
    const call = CallHarness.incoming(flow);
    call.ok('answer');
    call.ok('dial', undefined, 'agent#1');
    call.attempt('agent#2');
    call.webhook('call.answered', {}, 'agent#1');
    call.webhook('call.hangup', over);
    expect(call.phase).toBe('finishing');
    expect(call.state().timers).toEqual([]);
    // agent#1 answered, agent#2 is on its way, agent#3 was never sent.
    expect(call.sent()).toEqual(['dial agent#2', 'hangup agent#1']);
    expect(call.leg('agent#3').signalling).toBe('ended');
    call.ok('dial', undefined, 'agent#2');
    expect(call.sent()).toEqual(['hangup agent#1', 'hangup agent#2']);
    call.okAll();
    call.webhook('call.hangup', over, 'agent#1');
    call.webhook('call.hangup', over, 'agent#2');
    call.tick(120_000);
    expect(call.phase).toBe('closed');
  });

  test('a leg that something holds is left, and watched until it ends', () => {
    const call = CallHarness.incoming(flow);
    call.okAll();
    call.webhook('call.answered', {}, 'agent#1');
    call.webhook('call.bridged', {}, 'agent#1');
    call.webhook('call.answered', {}, 'agent#2');
    call.webhook('call.enqueued', { queue: 'q' }, 'agent#2');
    call.webhook('call.hangup', over);
    // agent#1 was bridged with the caller and is free with its end.
    expect(call.sent()).toEqual(['hangup agent#1', 'hangup agent#3']);
    call.okAll();
    call.webhook('call.hangup', over, 'agent#1');
    call.webhook('call.hangup', over, 'agent#3');
    call.tick(500_000);
    expect(call.phase).toBe('finishing');
    call.webhook('call.dequeued', { reason: 'timeout' }, 'agent#2');
    expect(call.sent()).toEqual(['hangup agent#2']);
  });

  test('a recording that is saved after it still reaches the machine, which is not final', () => {
    const call = CallHarness.incoming(flow);
    call.ok('answer');
    call.webhook('call.hangup', over);
    expect(call.webhook('call.recording.saved', { recording_id: 'r1' }).outcome).toBe('applied');
    expect(call.context['seen']).toEqual(['saved']);
    expect(call.state().recordings).toMatchObject([{ leg: 'caller#1', recording_id: 'r1' }]);
    // Nothing else does: the machine's part is over.
    expect(call.webhook('call.dtmf.received', { digit: '1' }).outcome).toBe('late');
  });

  test('keepLegs is about flows that finish, not about callers who leave', () => {
    const call = CallHarness.incoming({ default: flow, options: { keepLegs: true } satisfies FlowOptions });
    call.okAll();
    call.webhook('call.hangup', over);
    expect(call.sent()).toEqual(['hangup agent#1', 'hangup agent#2', 'hangup agent#3']);
  });

  test('another leg’s hangup ends nothing', () => {
    const call = CallHarness.incoming(flow);
    call.okAll();
    call.webhook('call.hangup', over, 'agent#1');
    expect(call.phase).toBe('active');
  });
});

describe('a final state', () => {
  const ending = (action: object | readonly object[]) =>
    typed.createMachine({
      id: 'ending',
      version: '1',
      context: { seen: [] },
      initial: 'start',
      states: {
        start: { entry: dial({ as: 'agent', to: '+15550100' }), on: { 'call.dtmf.received': 'done' } },
        done: { type: 'final', entry: action as never },
      },
    });

  const ended = (action: object | readonly object[], options: FlowOptions = {}): CallHarness => {
    const call = CallHarness.incoming({ default: ending(action), options });
    call.okAll();
    call.webhook('call.answered');
    call.webhook('call.answered', {}, 'agent#1');
    call.webhook('call.dtmf.received', { digit: '1' });
    return call;
  };

  test('hangs up every leg that nothing holds', () => {
    const call = ended([]);
    expect(call.phase).toBe('finishing');
    expect(call.sent()).toEqual(['hangup caller#1', 'hangup agent#1']);
  });

  test('after what is being said has been said', () => {
    const call = ended(speak({ payload: 'Goodbye.', voice: 'female' }));
    expect(call.sent()).toEqual(['speak caller#1', 'hangup agent#1']);
    call.ok('speak');
    call.webhook('call.speak.started');
    expect(call.sent()).toEqual(['hangup agent#1']);
    call.webhook('call.speak.ended', { status: 'completed' });
    expect(call.sent()).toEqual(['hangup agent#1', 'hangup caller#1']);
  });

  test('and after all of what waits in the queue', () => {
    const call = ended([
      speak({ payload: 'x'.repeat(1_000), voice: 'female' }),
      speak({ payload: 'Goodbye.', voice: 'female' }),
    ]);
    call.ok('hangup');
    call.okAll();
    call.webhook('call.speak.started');
    call.tick(60_000);
    call.webhook('call.speak.ended', { status: 'completed' });
    expect(call.sent()).not.toContain('hangup caller#1');
    call.webhook('call.speak.started');
    call.webhook('call.speak.ended', { status: 'completed' });
    expect(call.sent()).toContain('hangup caller#1');
  });

  test('a lost end is no reprieve, nor is an endless loop', () => {
    const spoken = ended(speak({ payload: 'Goodbye.', voice: 'female' }));
    spoken.ok('speak');
    spoken.tick(10_000 + 8 * 120);
    expect(spoken.sent()).toContain('hangup caller#1');
    const music = ended(startPlayback({ audio_url: 'https://x.test/a.mp3', loop: 'infinity' }));
    expect(music.sent()).toContain('hangup caller#1');
  });

  test('keepLegs leaves them alone, and the call is watched until they end', () => {
    const call = ended([], { keepLegs: true });
    expect(call.sent()).toEqual([]);
    call.webhook('call.hangup', over);
    call.webhook('call.hangup', over, 'agent#1');
    call.tick(120_000);
    expect(call.phase).toBe('closed');
  });

  const held: readonly (readonly [string, object, (call: CallHarness) => void])[] = [
    ['bridged', bridge({ call_control_id: leg('agent') }), (call) => void call.webhook('call.bridged')],
    ['a bridge pending', bridge({ call_control_id: leg('agent') }), () => {}],
    ['queued', enqueue({ queue_name: 'q' }), (call) => void call.webhook('call.enqueued')],
    ['an enqueue pending', enqueue({ queue_name: 'q' }), () => {}],
    ['a transfer pending', transfer({ as: 'sales', to: '+15550101' }), () => {}],
    ['an assistant', startAIAssistant({ assistant: { id: 'a1' } }), () => {}],
    [
      'a stream that talks back',
      startStreaming({ stream_url: 'wss://x.test', stream_bidirectional_mode: 'rtp' }),
      (call) => void call.webhook('streaming.started'),
    ],
    ['a conference', [], (call) => void call.webhook('conference.participant.joined', { conference_id: 'c1' })],
  ];

  test.each(held.slice(0, -1))('held: %s', (_name, action, begin) => {
    const call = ended(action);
    expect(call.sent()).not.toContain('hangup caller#1');
    call.okAll();
    begin(call);
    expect(call.sent()).not.toContain('hangup caller#1');
    expect(call.state().legs.filter((one) => one.hangup !== undefined && one.role === 'caller')).toEqual([]);
  });

  test('a flow may end with the transfer that it asks for: neither leg is hung up while it rings', () => {
    const call = ended(transfer({ as: 'sales', to: '+15550101', timeout_secs: 20 }));
    call.ok('hangup');
    call.ok('transfer');
    call.webhook('call.initiated', {}, 'sales#1');
    expect(call.sent()).toEqual([]);
    call.webhook('call.answered', {}, 'sales#1');
    call.webhook('call.bridged', {}, 'sales#1');
    expect(call.sent()).toEqual([]);
    call.webhook('call.hangup', over, 'sales#1');
    expect(call.sent()).toEqual(['hangup caller#1']);
  });

  test('nobody answers the transfer: the caller is let go', () => {
    const call = ended(transfer({ as: 'sales', to: '+15550101', timeout_secs: 20 }));
    call.okAll();
    call.webhook('call.initiated', {}, 'sales#1');
    call.webhook('call.hangup', { ...over, hangup_cause: 'timeout' }, 'sales#1');
    expect(call.sent()).toEqual(['hangup caller#1']);
  });

  test('the transfer fails: the caller is let go', () => {
    const call = ended(transfer({ as: 'sales', to: '+15550101' }));
    call.fails('transfer', 'rejected');
    expect(call.sent()).toContain('hangup caller#1');
    expect(call.leg('sales#1').signalling).toBe('ended');
  });

  test('a bridge pending holds both its legs', () => {
    const call = ended(bridge({ call_control_id: leg('agent') }));
    expect(call.sent()).toEqual(['bridge caller#1']);
    call.ok('bridge');
    expect(call.sent()).toEqual([]);
    // It never came about.
    call.tick(10_000);
    expect(call.sent()).toEqual(['hangup caller#1', 'hangup agent#1']);
  });

  test('a leg in a conference is held until it leaves', () => {
    const call = CallHarness.incoming(ending([]));
    call.webhook('call.answered');
    call.webhook('conference.participant.joined', { conference_id: 'c1' });
    call.webhook('call.dtmf.received', { digit: '1' });
    expect(call.sent()).not.toContain('hangup caller#1');
    call.webhook('conference.participant.left', { conference_id: 'c1' });
    expect(call.sent()).toContain('hangup caller#1');
  });

  test('recordings come late and are kept for the report, the machine is final', () => {
    const call = ended([]);
    call.okAll();
    call.webhook('call.hangup', over);
    call.webhook('call.hangup', over, 'agent#1');
    expect(call.webhook('call.recording.saved', { recording_id: 'r1' }).outcome).toBe('late');
    expect(call.state().recordings).toMatchObject([{ recording_id: 'r1' }]);
    call.tick(120_000);
    expect(call.phase).toBe('closed');
    expect(call.apply({ type: 'reported', at: call.now }).outcome).toBe('applied');
    expect(call.state().reported).toBe(true);
  });
});

describe('a call without a leg', () => {
  const redialling = typed.createMachine({
    id: 'redial',
    version: '1',
    context: { seen: [] },
    initial: 'ringing',
    states: {
      ringing: {
        entry: dial({ as: 'agent', to: '+15550100' }),
        on: { 'call.hangup': 'resting', 'call.answered': 'talking' },
      },
      resting: { after: { 600_000: 'ringing' } },
      talking: { entry: hangup() },
    },
  });

  test('stays open while a timer is pending: redial in ten minutes, and the new leg is the first', () => {
    const call = CallHarness.outgoing(redialling);
    expect(call.sent()).toEqual(['dial agent#1']);
    expect(call.leg('agent#1').first).toBe(true);
    call.ok('dial');
    call.webhook('call.hangup', { ...over, hangup_cause: 'user_busy' }, 'agent#1');
    expect(call.value).toBe('resting');
    call.tick(599_999);
    expect(call.phase).toBe('active');
    call.tick(1);
    expect(call.sent()).toEqual(['dial agent#2']);
    expect(call.leg('agent#2').first).toBe(true);
    call.ok('dial');
    call.webhook('call.answered', {}, 'agent#2');
    // Bare name, and the command without a leg goes to the new first leg.
    expect(call.value).toBe('talking');
    expect(call.sent()).toEqual(['hangup agent#2']);
  });

  test('stays open while a task runs', () => {
    const flow = setup({
      types: { events: {} as CallEvents },
      actions: callActions,
      actors: { writeNote: fromPromise(() => Promise.resolve('written')) },
    }).createMachine({
      id: 'note',
      version: '1',
      initial: 'talking',
      states: {
        talking: { on: { 'call.hangup': 'noting' } },
        noting: { invoke: { id: 'note', src: 'writeNote', onDone: 'noted' } },
        noted: {},
      },
    });
    const call = CallHarness.incoming(flow);
    call.webhook('call.hangup', over);
    call.tick(1_000_000);
    expect(call.phase).toBe('active');
    call.task('note', 'ok');
    expect(call.value).toBe('noted');
    expect(call.phase).toBe('late');
    call.tick(120_000);
    expect(call.phase).toBe('closed');
  });

  test('takes late webhooks in for two minutes, and goes on if one wakes it', () => {
    const flow = typed.createMachine({
      id: 'late',
      version: '1',
      context: { seen: [] },
      initial: 'talking',
      states: {
        talking: { on: { 'call.hangup': 'over' } },
        over: { on: { 'call.recording.saved': 'calling back' } },
        'calling back': { after: { 300_000: 'done' } },
        done: { type: 'final' },
      },
    });
    const call = CallHarness.incoming(flow);
    call.webhook('call.hangup', over);
    expect(call.phase).toBe('late');
    call.tick(119_000);
    call.webhook('call.recording.saved', { recording_id: 'r1' });
    expect(call.phase).toBe('active');
    call.tick(300_000);
    expect(call.value).toBe('done');
    call.tick(120_000);
    expect(call.phase).toBe('closed');
  });
});

describe('the fallback', () => {
  const failing = typed.createMachine({
    id: 'failing',
    version: '1',
    context: { seen: [] },
    entry: [dial({ as: 'agent', to: ['+15550100', '+15550101'] })],
    on: { 'call.dtmf.received': { actions: transfer({ as: 'sales', to: '+15550109' }) } },
  });
  const options = {
    fallback: { say: 'Sorry.', voice: 'male', language: 'de-DE', reject: 'USER_BUSY' },
  } satisfies FlowOptions;

  test('apologises to answered legs, rejects the one that rings, hangs up who is called, never touches a bridge', () => {
    const call = CallHarness.incoming({ default: failing, options });
    call.ok('dial', undefined, 'agent#1');
    call.ok('dial', undefined, 'agent#2');
    call.webhook('call.answered', {}, 'agent#1');
    call.apply({ type: 'failure', at: call.now, why: 'test' });
    expect(call.sent()).toEqual(['reject caller#1', 'speak agent#1', 'hangup agent#2']);
    expect(call.body('reject')).toMatchObject({ cause: 'USER_BUSY' });
    expect(call.body('speak')).toMatchObject({ payload: 'Sorry.', voice: 'male', language: 'de-DE', stop: 'all' });

    const bridged = CallHarness.incoming({ default: failing, options });
    bridged.okAll();
    bridged.webhook('call.answered');
    bridged.webhook('call.bridged', {}, 'agent#1');
    bridged.apply({ type: 'failure', at: bridged.now, why: 'test' });
    expect(bridged.sent()).toEqual(['hangup agent#2']);
    // One goes, the other is alone: then it is hung up.
    bridged.webhook('call.hangup', over, 'agent#1');
    expect(bridged.sent()).toEqual(['hangup agent#2', 'hangup caller#1']);
  });

  test('hangs up after the apology, or 30 s later when its end is lost', () => {
    const call = CallHarness.incoming({ default: failing, options });
    call.okAll();
    call.webhook('call.answered');
    call.apply({ type: 'failure', at: call.now, why: 'test' });
    call.ok('speak');
    call.webhook('call.speak.started');
    call.tick(5_000);
    expect(call.sent()).not.toContain('hangup caller#1');
    call.tick(25_000);
    expect(call.sent()).toContain('hangup caller#1');
  });

  test('drops what the flow still wanted, apart from its hangups, and tells the machine nothing more', () => {
    const call = CallHarness.incoming({ default: failing, options });
    call.ok('dial', undefined, 'agent#1');
    call.apply({ type: 'failure', at: call.now, why: 'test' });
    // agent#2 was never dialled.
    expect(call.leg('agent#2').signalling).toBe('ended');
    expect(call.webhook('call.dtmf.received', { digit: '1' }).outcome).toBe('late');
    expect(call.events().at(-1)).toBe('(call.initiated)');
  });

  test('an apology that fails is no reason to stay', () => {
    const call = CallHarness.incoming({ default: failing, options });
    call.okAll();
    call.webhook('call.answered');
    call.apply({ type: 'failure', at: call.now, why: 'test' });
    call.fails('speak', 'rejected');
    expect(call.sent()).toContain('hangup caller#1');
  });

  test('a failure of the host while the flow is over already changes nothing', () => {
    const call = CallHarness.incoming({ default: failing, options });
    call.webhook('call.hangup', over);
    expect(call.phase).toBe('finishing');
    call.apply({ type: 'failure', at: call.now, why: 'test' });
    expect(call.phase).toBe('finishing');
  });
});

describe('somebody outside hangs up', () => {
  test('every leg, held or not, once', () => {
    const flow = typed.createMachine({
      id: 'held',
      version: '1',
      context: { seen: [] },
      entry: dial({ as: 'agent', to: '+15550100' }),
    });
    const call = CallHarness.incoming(flow);
    call.okAll();
    call.webhook('call.bridged', {}, 'agent#1');
    call.apply({ type: 'hangup', at: call.now, id: 'op-1', by: 'the operator' });
    expect(call.sent()).toEqual(['hangup caller#1', 'hangup agent#1']);
    expect(call.phase).toBe('finishing');
    call.okAll();
    call.webhook('call.hangup', over);
    call.webhook('call.hangup', over, 'agent#1');
    call.tick(120_000);
    expect(call.apply({ type: 'hangup', at: call.now, id: 'op-2', by: 'the operator' }).outcome).toBe('late');
    expect(call.phase).toBe('closed');
  });
});
