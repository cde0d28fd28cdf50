/** A failed command is an event; one that held the caller and that nobody handles brings the fallback, once. */
import { assign, createMachine, setup } from 'xstate';
import {
  answer,
  bridge,
  callActions,
  commands,
  dial,
  gather,
  hangup,
  leg,
  speak,
  startPlayback,
  transfer,
  type CallEvents,
  type CommandName,
} from 'callchart';
import { describe, expect, test } from 'vitest';
import { CallHarness } from './call-harness.ts';

const typed = setup({
  types: {
    context: {} as { failed: readonly unknown[] },
    events: {} as CallEvents<'agent' | 'sales'>,
  },
  actions: callActions,
});

/** Minimal params of every command, for a flow that has nothing but it. */
const params: Partial<Record<CommandName, Readonly<Record<string, unknown>>>> = {
  addAIAssistantMessages: { messages: [{ role: 'user', content: 'Hi.' }] },
  bridge: { queue: 'support' },
  dial: { to: '+15550100' },
  enqueue: { queue_name: 'support' },
  gather: { maximum_digits: 1 },
  gatherUsingAI: { parameters: { type: 'object', properties: {} } },
  gatherUsingAudio: { audio_url: 'https://example.com/a.mp3' },
  gatherUsingSpeak: { payload: 'Digits?', voice: 'female' },
  joinAIAssistant: { conversation_id: 'c1', participant: { id: 'v3:x', role: 'user' } },
  pay: { amount: 1, transaction_type: 'charge' },
  refer: { sip_address: 'sip:a@example.com' },
  reject: { cause: 'USER_BUSY' },
  sendDtmf: { digits: '1' },
  sendSipInfo: { content_type: 'text/plain', body: 'x' },
  speak: { payload: 'Hi.', voice: 'female' },
  startConversationRelay: { url: 'wss://example.com' },
  startForking: { rx: 'udp:192.0.2.1:9000', tx: 'udp:192.0.2.1:9001' },
  startPlayback: { audio_url: 'https://example.com/a.mp3' },
  startRecording: { channels: 'single', format: 'mp3' },
  startStreaming: { stream_url: 'wss://example.com' },
  switchSupervisorRole: { role: 'barge' },
  transfer: { to: '+15550100' },
  updateClientState: { client_state: 'aGk=' },
};

describe('the failure of a command is an event with the facts', () => {
  const flow = typed.createMachine({
    id: 'facts',
    version: '1',
    context: { failed: [] },
    entry: transfer({ as: 'sales', to: '+15550100' }),
    on: { 'command.failed.transfer': { actions: assign({ failed: ({ event }) => [event] }) } },
  });

  test('leg, command, reason, status, code, title and detail', () => {
    const call = CallHarness.incoming(flow);
    call.fails('transfer', 'rejected', { status: 422, code: '90041', title: 'Channel limit', detail: 'No more.' });
    const facts = { command: 'transfer', reason: 'rejected', status: 422, code: '90041', title: 'Channel limit' };
    expect(call.context['failed']).toMatchObject([
      { ...facts, type: 'command.failed.transfer', leg: 'caller#1', payload: { ...facts, detail: 'No more.' } },
    ]);
    expect(call.phase).toBe('active');
    expect(call.leg('caller#1').pending).toBeUndefined();
    expect(call.leg('sales#1').signalling).toBe('ended');
  });
});

describe('unhandled', () => {
  const names = Object.keys(commands) as CommandName[];
  const holding = names.filter((name) => commands[name].holdsCaller);

  test('the commands that hold the caller are these', () => {
    expect([...holding].sort()).toEqual([
      'answer',
      'bridge',
      'dial',
      'enqueue',
      'gather',
      'gatherUsingAI',
      'gatherUsingAudio',
      'gatherUsingSpeak',
      'pay',
      'speak',
      'startAIAssistant',
      'startConversationRelay',
      'startPlayback',
      'transfer',
    ]);
  });

  const asking = (name: CommandName): CallHarness => {
    const flow = createMachine({
      id: 'one-command',
      version: '1',
      initial: 'waiting',
      states: {
        waiting: { on: { 'call.answered': 'asking' } },
        asking: { entry: { type: name, params: params[name] } },
      },
    });
    const call = CallHarness.incoming(flow);
    call.webhook('call.answered');
    return call;
  };
  const failing = (name: CommandName): CallHarness => {
    const call = asking(name);
    call.fails(name, 'rejected', { status: 422 });
    return call;
  };

  test('stopGather where nothing gathers is not sent, and nothing is told', () => {
    const call = asking('stopGather');
    expect(call.sent()).toEqual([]);
    expect(call.events().some((event) => event.includes('stopGather'))).toBe(false);
    expect(call.phase).toBe('active');
  });

  // What a stop of nothing would be refused for is not sent at all.
  const sentAlways = names.filter((name) => name !== 'stopGather');
  test.each(sentAlways.filter((name) => !holding.includes(name)))('%s: told, and that is all', (name) => {
    const call = failing(name);
    expect(call.events()).toContain(`(command.failed.${name})`);
    expect(call.phase).toBe('active');
    expect(call.sent()).toEqual([]);
  });

  test.each(holding.filter((name) => name !== 'answer'))('%s: the fallback', (name) => {
    const call = failing(name);
    expect(call.events()).toContain(`(command.failed.${name})`);
    expect(call.phase).toBe('fallback');
    expect(call.state().failure).toContain(`command.failed.${name}`);
    expect(call.sent()).toEqual(['speak caller#1']);
    call.ok('speak');
    call.webhook('call.speak.started');
    call.webhook('call.speak.ended', { status: 'completed' });
    expect(call.sent()).toEqual(['hangup caller#1']);
  });

  test('answer: the leg still rings, so it is rejected', () => {
    const call = CallHarness.incoming(
      typed.createMachine({ id: 'a', version: '1', context: { failed: [] }, entry: answer() }),
    );
    call.fails('answer', 'rejected');
    expect(call.sent()).toEqual(['reject caller#1']);
    expect(call.body('reject')).toMatchObject({ cause: 'CALL_REJECTED' });
  });

  test('the fallback runs once, though more fails after it', () => {
    const flow = typed.createMachine({
      id: 'twice',
      version: '1',
      context: { failed: [] },
      initial: 'waiting',
      states: {
        waiting: { on: { 'call.answered': 'asking' } },
        asking: { entry: [transfer({ to: '+15550100' }), dial({ as: 'agent', to: '+15550101' })] },
      },
    });
    const call = CallHarness.incoming(flow);
    call.webhook('call.answered');
    call.attempt('agent#1');
    call.fails('transfer', 'rejected');
    call.fails('dial', 'rejected');
    expect(call.journal.flatMap((entry) => entry.effects.filter((one) => one.type === 'phase'))).toHaveLength(1);
    expect(call.sent()).toEqual(['speak caller#1']);
    expect(call.phase).toBe('fallback');
  });
});

describe('whose failure is not the flow’s business', () => {
  const flow = typed.createMachine({
    id: 'moved-on',
    version: '1',
    context: { failed: [] },
    initial: 'greeting',
    states: {
      greeting: { entry: speak({ payload: 'Hi.', voice: 'female' }), on: { 'call.dtmf.received': 'asking' } },
      asking: { entry: gather({ maximum_digits: 1 }) },
    },
    on: {
      'command.failed.*': { actions: assign({ failed: ({ context, event }) => [...context.failed, event.type] }) },
    },
  });

  test('a media command that was on its way when its state was left', () => {
    const call = CallHarness.incoming(flow);
    call.webhook('call.dtmf.received', { digit: '1' });
    expect(call.state().commands[0]).toMatchObject({ command: 'speak', stale: true });
    call.fails('speak', 'rejected');
    expect(call.context['failed']).toEqual([]);
    expect(call.last.note).toContain('after its state was left');
    expect(call.phase).toBe('active');
    expect(call.sent()).toEqual(['gather caller#1']);
  });

  test('one that the host did not send because it had expired', () => {
    const call = CallHarness.incoming(flow);
    call.webhook('call.dtmf.received', { digit: '1' });
    call.fails('speak', 'expired');
    expect(call.context['failed']).toEqual([]);
    expect(call.leg('caller#1').plays).toEqual([]);
  });

  test('what is current is', () => {
    const call = CallHarness.incoming(flow);
    call.fails('speak', 'rejected');
    expect(call.context['failed']).toEqual(['command.failed.speak']);
  });
});

describe('leg_ended', () => {
  const flow = typed.createMachine({
    id: 'gone',
    version: '1',
    context: { failed: [] },
    entry: speak({ payload: 'Hi.', voice: 'female' }),
    on: {
      'call.hangup': { actions: assign({ failed: ({ context, event }) => [...context.failed, event.payload] }) },
    },
  });

  test('no apology to a leg that is over; its hangup is made after 5 s if it does not come', () => {
    const call = CallHarness.incoming(flow);
    call.webhook('call.answered');
    call.fails('speak', 'leg_ended', { status: 422, code: '90018' });
    expect(call.phase).toBe('active');
    expect(call.tick(4_999)).toEqual([]);
    expect(call.leg('caller#1').signalling).toBe('answered');
    expect(call.tick(1)).toEqual(['hangup.made']);
    expect(call.leg('caller#1').signalling).toBe('ended');
    expect(call.context['failed']).toEqual([
      {
        call_control_id: 'v3:caller#1',
        hangup_cause: 'unspecified',
        hangup_source: 'unknown',
        sip_hangup_cause: 'unspecified',
      },
    ]);
    // The real one comes late: the flow has been told.
    expect(call.webhook('call.hangup', { hangup_cause: 'normal_clearing' }).outcome).toBe('superseded');
    expect(call.context['failed']).toHaveLength(1);
  });

  test('not made when it comes', () => {
    const call = CallHarness.incoming(flow);
    call.webhook('call.answered');
    call.fails('speak', 'leg_ended', { code: '90018' });
    call.wait(1_000).webhook('call.hangup', { hangup_cause: 'normal_clearing' });
    expect(call.context['failed']).toHaveLength(1);
    expect(call.tick(60_000)).toEqual([]);
    expect(call.context['failed']).toHaveLength(1);
  });
});

describe('a bridge whose partner is gone', () => {
  const states = (handled: boolean) =>
    typed.createMachine({
      id: 'no-partner',
      version: '1',
      context: { failed: [] },
      entry: dial({ as: 'agent', to: '+15550100' }),
      initial: 'ringing',
      states: {
        ringing: { on: { 'agent.call.answered': 'connecting', 'legs.ended.agent': 'connecting' } },
        connecting: {
          entry: bridge({ call_control_id: leg('agent') }),
          on: handled ? { 'command.failed.bridge': 'alone' } : {},
        },
        alone: {},
      },
    });

  test('fails as leg_ended without being sent', () => {
    const call = CallHarness.incoming(states(true));
    call.ok('dial');
    call.webhook('call.hangup', { hangup_cause: 'user_busy' }, 'agent#1');
    expect(call.value).toBe('alone');
    expect(call.sent()).toEqual([]);
  });

  test('unhandled, the fallback takes over: the caller lives', () => {
    const call = CallHarness.incoming(states(false));
    call.ok('dial');
    call.webhook('call.answered');
    call.webhook('call.hangup', { hangup_cause: 'user_busy' }, 'agent#1');
    expect(call.phase).toBe('fallback');
    expect(call.sent()).toEqual(['speak caller#1']);
  });

  test('a partner that goes while the bridge is under way: Telnyx says so, the leg commanded lives on', () => {
    const call = CallHarness.incoming(states(true));
    call.ok('dial');
    call.webhook('call.answered', {}, 'agent#1');
    call.webhook('call.hangup', {}, 'agent#1');
    call.fails('bridge', 'rejected', { code: '90018' });
    expect(call.value).toBe('alone');
    expect(call.leg('caller#1').hangupDueAt).toBeUndefined();
  });
});

describe('a dial that fails', () => {
  test('is handled by legs.ended alone', () => {
    const call = CallHarness.incoming(
      typed.createMachine({
        id: 'told-once',
        version: '1',
        context: { failed: [] },
        initial: 'ringing',
        states: {
          ringing: {
            entry: dial({ as: 'agent', to: '+15550100' }),
            on: { 'legs.ended.agent': { target: 'alone', guard: ({ event }) => event.causes[0]?.leg === 'agent#1' } },
          },
          alone: {},
        },
      }),
    );
    call.fails('dial', 'rejected', { status: 403, code: 'D1' });
    expect(call.value).toBe('alone');
    expect(call.phase).toBe('active');
  });

  const unheard = typed.createMachine({
    id: 'unheard',
    version: '1',
    context: { failed: [] },
    initial: 'ringing',
    states: {
      ringing: {
        entry: dial({ as: 'agent', to: '+15550100' }),
        on: { 'command.failed.dial': 'alone', 'agent.call.answered': 'talking' },
      },
      alone: { on: { 'agent.call.*': { actions: hangup() } } },
      talking: {},
    },
  });

  test('is no failure when its leg was heard of: only the answer was lost', () => {
    const call = CallHarness.incoming(unheard);
    call.attempt('agent#1');
    call.webhook('call.initiated', {}, 'agent#1');
    call.fails('dial', 'unknown_outcome');
    expect(call.value).toBe('ringing');
    call.webhook('call.answered', {}, 'agent#1');
    expect(call.value).toBe('talking');
  });

  test('its leg rings after all: it is hung up, and the flow, which went on without it, hears nothing', () => {
    const call = CallHarness.incoming(unheard);
    call.fails('dial', 'unknown_outcome');
    expect(call.value).toBe('alone');
    expect(call.webhook('call.initiated', {}, 'agent#1').outcome).toBe('late');
    expect(call.sent()).toEqual(['hangup agent#1']);
    expect(call.webhook('call.answered', {}, 'agent#1').outcome).toBe('late');
    call.ok('hangup');
    expect(call.webhook('call.hangup', {}, 'agent#1').outcome).toBe('late');
    expect(call.leg('agent#1').signalling).toBe('ended');
    expect(call.events().filter((one) => one.includes('agent.'))).toEqual([]);
  });
});

describe('a playback that ends in failure', () => {
  const playing = (handler: object) =>
    typed.createMachine({
      id: 'no-file',
      version: '1',
      context: { failed: [] },
      entry: startPlayback({ audio_url: 'https://example.com/missing.mp3' }),
      on: handler,
    });

  test.each(['failed', 'file_not_found'])('%s counts as a failed startPlayback', (status) => {
    const call = CallHarness.incoming(
      playing({ 'command.failed.startPlayback': { actions: assign({ failed: ({ event }) => [event] }) } }),
    );
    call.ok('startPlayback');
    call.webhook('call.playback.ended', { status, media_url: 'https://example.com/missing.mp3' });
    expect(call.context['failed']).toMatchObject([{ command: 'startPlayback', reason: 'rejected', leg: 'caller#1' }]);
    expect(call.phase).toBe('active');
  });

  test('a flow that takes the completion has dealt with it', () => {
    const call = CallHarness.incoming(playing({ 'call.playback.ended': {} }));
    call.ok('startPlayback');
    call.webhook('call.playback.ended', { status: 'failed' });
    expect(call.events()).not.toContain('(command.failed.startPlayback)');
    expect(call.phase).toBe('active');
  });

  test('unhandled it brings the fallback; a file of a state that was left does not', () => {
    const call = CallHarness.incoming(playing({}));
    call.webhook('call.answered');
    call.ok('startPlayback');
    call.webhook('call.playback.ended', { status: 'failed' });
    expect(call.phase).toBe('fallback');
    const left = CallHarness.incoming(
      typed.createMachine({
        id: 'left',
        version: '1',
        context: { failed: [] },
        initial: 'music',
        states: {
          music: {
            entry: startPlayback({ audio_url: 'https://example.com/missing.mp3' }),
            on: { 'call.dtmf.received': 'quiet' },
          },
          quiet: {},
        },
      }),
    );
    left.webhook('call.answered');
    left.ok('startPlayback');
    left.webhook('call.dtmf.received', { digit: '1' });
    left.webhook('call.playback.ended', { status: 'failed' });
    expect(left.phase).toBe('active');
  });

  test('a prompt that cannot be played is a failure of its gather', () => {
    const call = CallHarness.incoming(
      typed.createMachine({
        id: 'prompt',
        version: '1',
        context: { failed: [] },
        entry: [
          startPlayback({ audio_url: 'https://example.com/music.mp3', loop: 'infinity' }),
          { type: 'gatherUsingAudio', params: { audio_url: 'https://example.com/missing.mp3' } },
        ],
      }),
    );
    call.okAll();
    call.webhook('call.playback.ended', { status: 'failed', media_url: 'https://example.com/missing.mp3' });
    expect(call.events()).toContain('(command.failed.gatherUsingAudio)');
    expect(call.state().failure).toContain('gatherUsingAudio');
  });
});

describe('command.succeeded', () => {
  test('reaches an exact descriptor only, with the answer', () => {
    const exact = typed.createMachine({
      id: 'exact',
      version: '1',
      context: { failed: [] },
      entry: answer(),
      on: { 'command.succeeded.answer': { actions: assign({ failed: ({ event }) => [event.result] }) } },
    });
    const call = CallHarness.incoming(exact);
    call.ok('answer', { result: 'ok', recording_id: 'r1' });
    expect(call.context['failed']).toEqual([{ result: 'ok', recording_id: 'r1' }]);
    const wild = CallHarness.incoming(
      typed.createMachine({ id: 'wild', version: '1', context: { failed: [] }, entry: answer(), on: { '*': {} } }),
    );
    wild.ok('answer');
    expect(wild.events()).toEqual(['call.initiated']);
  });

  test('a flow that answers it with the same command for ever is stopped', () => {
    const call = CallHarness.incoming(
      typed.createMachine({
        id: 'circle',
        version: '1',
        context: { failed: [] },
        entry: { type: 'updateClientState', params: { client_state: 'aGk=' } },
        on: {
          'command.succeeded.updateClientState': {
            actions: { type: 'updateClientState', params: { client_state: 'aGk=' } },
          },
        },
      }),
    );
    for (let count = 0; count < 60 && call.phase === 'active'; count++) call.ok('updateClientState');
    expect(call.phase).toBe('fallback');
    expect(call.state().failure).toContain('in a row');
  });
});
