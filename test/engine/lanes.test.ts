/** Commands leave in order per leg; what names a second leg waits until that leg is known; hangup overtakes. */
import { assign, setup } from 'xstate';
import {
  answer,
  bridge,
  callActions,
  dial,
  hangup,
  leg,
  speak,
  startPlayback,
  startRecording,
  transfer,
  type CallEvents,
} from 'callchart';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wireOf } from '../../src/engine/wire.ts';
import { CallHarness } from './call-harness.ts';

const typed = setup({ types: { events: {} as CallEvents<'agent' | 'sales'> }, actions: callActions });

describe('one leg', () => {
  const flow = typed.createMachine({
    id: 'in-order',
    version: '1',
    entry: [
      answer(),
      startRecording({ channels: 'single', format: 'mp3' }),
      speak({ payload: 'Hi.', voice: 'female' }),
    ],
  });

  test('each command waits for the outcome of the one before it', () => {
    const call = CallHarness.incoming(flow);
    expect(call.sent()).toEqual(['answer caller#1']);
    expect(call.waiting()).toEqual(['startRecording caller#1', 'speak caller#1']);
    call.ok('answer');
    expect(call.sent()).toEqual(['startRecording caller#1']);
    // A failure is an outcome too.
    call.fails('startRecording', 'rejected');
    expect(call.sent()).toEqual(['speak caller#1']);
    call.ok('speak');
    expect(call.state().commands).toEqual([]);
  });

  test('the outcome of a command that is not on the list is superseded', () => {
    const call = CallHarness.incoming(flow);
    const { id } = call.command('answer');
    call.ok('answer');
    expect(call.outcome(id, 'rejected').outcome).toBe('superseded');
    expect(call.phase).toBe('active');
  });
});

describe('a leg that Telnyx says is over, while its hangup is awaited', () => {
  const flow = typed.createMachine({
    id: 'gone',
    version: '1',
    initial: 'greeting',
    states: {
      greeting: { entry: [answer(), speak({ payload: 'Hi.', voice: 'female' })], after: { 20_000: 'sorry' } },
      sorry: { entry: speak({ payload: 'Still there?', voice: 'female' }) },
    },
  });

  test('is sent nothing more, neither what waited nor what overdue timers ask for, and is not taken for silent', () => {
    const call = CallHarness.incoming(flow);
    call.webhook('call.answered');
    call.wait(400_000);
    call.status('caller#1', false);
    // What was on its way when the process ended has to be asked about; it does no harm.
    expect(call.sent()).toEqual(['answer caller#1']);
    expect(call.waiting()).toEqual([]);
    expect(call.tick(4_999)).toEqual(['xstate.after.20000.gone.greeting']);
    expect([...call.sent(), ...call.waiting()]).toEqual(['answer caller#1']);
    expect(call.tick(1)).toEqual(['hangup.made']);
    expect(call.leg('caller#1').signalling).toBe('ended');
  });
});

describe('two legs', () => {
  const flow = typed.createMachine({
    id: 'two-legs',
    version: '1',
    entry: [
      answer(),
      dial({ as: 'agent', to: '+15550100' }),
      speak({ payload: 'Please hold.', voice: 'female' }),
      bridge({ call_control_id: leg('agent') }),
      speak({ leg: 'agent', payload: 'A call for you.', voice: 'female' }),
    ],
  });

  test('a lane does not wait for another leg’s', () => {
    const call = CallHarness.incoming(flow);
    expect(call.sent()).toEqual(['answer caller#1', 'dial agent#1']);
    call.ok('answer');
    expect(call.sent()).toEqual(['dial agent#1', 'speak caller#1']);
  });

  test('what names a leg waits for the id in the answer to its dial', () => {
    const call = CallHarness.incoming(flow);
    call.ok('answer');
    call.ok('speak');
    expect(call.sent()).toEqual(['dial agent#1']);
    expect(call.waiting()).toEqual(['bridge caller#1', 'speak agent#1']);
    call.ok('dial');
    expect(call.sent()).toEqual(['bridge caller#1', 'speak agent#1']);
    expect(call.body('bridge')['call_control_id']).toBe('v3:agent#1');
  });

  test('or for call.initiated, which may come before that answer, and then does not wait for it', () => {
    const call = CallHarness.incoming(flow);
    call.ok('answer');
    call.ok('speak');
    call.attempt('agent#1');
    call.webhook('call.initiated', {}, 'agent#1');
    expect(call.leg('agent#1').callControlId).toBe('v3:agent#1');
    expect(call.sent()).toEqual(['dial agent#1', 'bridge caller#1', 'speak agent#1']);
    call.ok('dial');
    expect(call.state().legs).toHaveLength(2);
  });

  test('a command that waits for a leg which never comes fails as leg_ended', () => {
    const call = CallHarness.incoming(flow);
    call.ok('answer');
    call.ok('speak');
    call.fails('dial', 'rejected');
    expect(call.events()).toContain('(command.failed.dial)');
    expect(call.state().commands.filter((one) => one.by === 'flow')).toEqual([]);
  });
});

describe('hangup overtakes', () => {
  const flow = typed.createMachine({
    id: 'overtaking',
    version: '1',
    initial: 'busy',
    states: {
      busy: {
        entry: [
          answer(),
          startRecording({ channels: 'single', format: 'mp3' }),
          startPlayback({ audio_url: 'https://example.com/a.mp3' }),
        ],
        on: { 'call.dtmf.received': { actions: hangup() } },
      },
    },
  });

  test('it drops what waits on its leg and does not wait itself', () => {
    const call = CallHarness.incoming(flow);
    call.webhook('call.dtmf.received', { digit: '1' });
    expect(call.sent()).toEqual(['answer caller#1', 'hangup caller#1']);
    expect(call.waiting()).toEqual([]);
    expect(call.leg('caller#1').plays).toEqual([]);
    expect(call.last.effects.filter((effect) => effect.type === 'dropped').map((effect) => effect.why)).toEqual([
      'hangup overtakes',
      'hangup overtakes',
    ]);
  });

  test('asked for again before it is answered, it is sent once', () => {
    const call = CallHarness.incoming(flow);
    call.webhook('call.dtmf.received', { digit: '1' });
    call.webhook('call.dtmf.received', { digit: '1' });
    expect(call.sent()).toEqual(['answer caller#1', 'hangup caller#1']);
  });
});

describe('hangup of a leg that is being dialled', () => {
  const flow = typed.createMachine({
    id: 'second-thoughts',
    version: '1',
    context: { ended: [] as string[] },
    initial: 'ringing',
    states: {
      ringing: {
        entry: dial({ as: 'agent', to: '+15550100' }),
        on: {
          'call.dtmf.received': { actions: hangup({ leg: 'agent' }) },
          'legs.ended.agent': {
            actions: assign({ ended: ({ event }) => event.causes.map((one) => `${one.leg} ${one.hangup_cause}`) }),
          },
        },
      },
    },
  });

  test('a dial that has not had its turn is never sent, and the flow hears at once', () => {
    const call = CallHarness.incoming(flow);
    expect(call.sent()).toEqual(['dial agent#1']);
    const { id } = call.command('dial');
    call.webhook('call.dtmf.received', { digit: '*' });
    expect(call.sent()).toEqual([]);
    expect(call.leg('agent#1').signalling).toBe('ended');
    expect(call.context['ended']).toEqual(['agent#1 originator_cancel']);
    // The lane's turn comes too late: the host is told that nobody wants it.
    expect(call.apply({ type: 'attempt', at: call.now, commandId: id }).outcome).toBe('superseded');
  });

  test('a dial on its way is hung up as soon as its answer names it', () => {
    const call = CallHarness.incoming(flow);
    call.attempt('agent#1');
    call.webhook('call.dtmf.received', { digit: '*' });
    expect(call.sent()).toEqual(['dial agent#1']);
    expect(call.waiting()).toEqual(['hangup agent#1']);
    call.ok('dial');
    expect(call.sent()).toEqual(['hangup agent#1']);
    expect(wireOf(call.state(), call.command('hangup')).callControlId).toBe('v3:agent#1');
  });

  test('or as soon as its call.initiated does', () => {
    const call = CallHarness.incoming(flow);
    call.attempt('agent#1');
    call.webhook('call.dtmf.received', { digit: '*' });
    call.webhook('call.initiated', {}, 'agent#1');
    expect(call.sent()).toEqual(['dial agent#1', 'hangup agent#1']);
  });

  test('a dial that fails takes the hangup that waited for it along: nothing is left over', () => {
    const call = CallHarness.incoming(flow);
    call.attempt('agent#1');
    call.webhook('call.dtmf.received', { digit: '*' });
    call.fails('dial', 'rejected');
    expect(call.state().commands).toEqual([]);
    expect(call.context['ended']).toEqual(['agent#1 rejected']);
  });
});

test('a transfer that was dropped with its leg takes the leg that it would have made along', () => {
  const flow = typed.createMachine({
    id: 'dropped-transfer',
    version: '1',
    entry: [answer(), transfer({ as: 'sales', to: '+15550100' })],
    on: { 'call.hangup': '.alone' },
    initial: 'start',
    states: { start: {}, alone: { on: { 'legs.ended.sales': 'told' } }, told: {} },
  });
  const call = CallHarness.incoming(flow);
  expect(call.waiting()).toEqual(['transfer caller#1']);
  call.webhook('call.hangup', { hangup_cause: 'originator_cancel' });
  expect(call.value).toBe('told');
  expect(call.leg('sales#1').signalling).toBe('ended');
});

test('command ids are derived from call, step and index: the same inputs give the same ids and bodies, and no two alike', () => {
  const flow = typed.createMachine({
    id: 'many',
    version: '1',
    entry: [answer(), dial({ as: 'agent', to: ['+15550100', '+15550101'] })],
    on: {
      'call.dtmf.received': {
        actions: [speak({ payload: 'One.', voice: 'female' }), dial({ as: 'agent', to: '+15550102' })],
      },
      'call.speak.ended': { actions: hangup({ leg: 'agent' }) },
      'agent.call.answered': { actions: bridge({ call_control_id: leg() }) },
    },
  });
  const moves = fc.array(fc.constantFrom('key', 'ended', 'answered', 'ok', 'fail'), { maxLength: 25 });
  fc.assert(
    fc.property(moves, (script) => {
      const ids = (): readonly string[] => {
        const call = CallHarness.incoming(flow);
        const seen = new Map<string, string>();
        const note = (): void => {
          for (const one of call.state().commands) seen.set(one.id, JSON.stringify(one.params));
        };
        for (const move of script) {
          note();
          const [next] = call.sent();
          const [name = '', legId = ''] = next?.split(' ') ?? [];
          const agent = call.state().legs.find((one) => one.role === 'agent' && one.callControlId !== undefined);
          if (move === 'key') call.webhook('call.dtmf.received', { digit: '1' });
          else if (move === 'ended') call.webhook('call.speak.ended', { status: 'completed' });
          else if (move === 'answered' && agent !== undefined) call.webhook('call.answered', {}, agent.id);
          else if (next !== undefined && move === 'ok') call.ok(name, undefined, legId);
          else if (next !== undefined && move === 'fail') call.fails(name, 'rejected', {}, legId);
        }
        note();
        for (const id of seen.keys()) expect(id).toMatch(/^call-1-\d+-\d+$/);
        return [...seen].map(([id, params]) => `${id} ${params}`);
      };
      expect(ids()).toEqual(ids());
    }),
    { numRuns: 60, seed: 4 },
  );
});
