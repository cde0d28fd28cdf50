/**
 * What holds of every call after any input whatever: legs and lanes are in order, and no call lives for ever. The inputs
 * are random, in any order, about any leg; Telnyx may accept, refuse, forget or report each thing as it likes.
 */
import { setup } from 'xstate';
import {
  answer,
  bridge,
  callActions,
  dial,
  enqueue,
  gather,
  hangup,
  leg,
  others,
  speak,
  startPlayback,
  stopPlayback,
  transfer,
  type CallEvents,
} from 'callchart';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextDue } from '../../src/engine/due.ts';
import type { CallState } from '../../src/engine/call-state.ts';
import { isLive, type Leg } from '../../src/engine/leg.ts';
import { CallHarness } from './call-harness.ts';

const flow = setup({ types: { events: {} as CallEvents<'agent' | 'sales'> }, actions: callActions }).createMachine({
  id: 'anything',
  version: '1',
  initial: 'start',
  states: {
    start: { entry: answer(), on: { 'call.answered': 'menu', 'call.hangup': 'gone' } },
    menu: {
      entry: [speak({ payload: 'Hello.', voice: 'female' }), gather({ maximum_digits: 1 })],
      on: {
        'call.speak.ended': 'ringing',
        'call.gather.ended': 'transferring',
        'call.dtmf.received': 'waiting',
        'call.playback.ended': 'goodbye',
      },
      after: { 45_000: 'goodbye' },
    },
    ringing: {
      entry: dial({ as: 'agent', to: ['+15550100', '+15550101'] }),
      on: {
        'agent.call.answered': 'joining',
        'legs.ended.agent': 'menu',
        'call.dtmf.received': { actions: hangup({ leg: 'agent' }) },
      },
    },
    joining: {
      entry: [hangup({ leg: others('agent') }), bridge({ call_control_id: leg('agent') })],
      on: { 'agent.call.bridged': 'talking', 'command.failed.bridge': 'menu' },
    },
    talking: { on: { 'agent.call.hangup': 'menu', 'call.enqueued': 'waiting' } },
    transferring: {
      entry: transfer({ as: 'sales', to: '+15550102' }),
      on: { 'sales.call.bridged': 'talking', 'legs.ended.sales': 'menu' },
    },
    waiting: {
      entry: [enqueue({ queue_name: 'q' }), startPlayback({ audio_url: 'https://x.test/a.mp3', loop: 'infinity' })],
      exit: stopPlayback(),
      on: { 'call.dequeued': 'menu', 'leg.silent': 'goodbye' },
      after: { 120_000: 'goodbye' },
    },
    goodbye: { entry: speak({ payload: 'Bye.', voice: 'female' }), on: { 'call.speak.ended': 'done' } },
    gone: { after: { 600_000: 'done' } },
    done: { type: 'final' },
  },
});

const types = [
  'call.initiated',
  'call.answered',
  'call.bridged',
  'call.hangup',
  'call.speak.started',
  'call.speak.ended',
  'call.playback.ended',
  'call.gather.ended',
  'call.dtmf.received',
  'call.enqueued',
  'call.dequeued',
  'call.recording.saved',
] as const;

const pick = fc.nat({ max: 99 });
const move = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('webhook' as const), type: fc.constantFrom(...types), pick }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('ok' as const, 'fail' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('hangup' as const, 'failure' as const), pick }) },
);
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never;

const reasons = ['rejected', 'leg_ended', 'unknown_outcome', 'unreachable', 'expired'];

function play(call: CallHarness, one: Move): void {
  const at = call.now;
  switch (one.do) {
    case 'webhook': {
      const { legs } = call.state();
      const known = legs.filter((leg) => call.isKnownToTelnyx(leg.id));
      const about = known[one.pick % known.length]?.id ?? 'caller#1';
      call.webhook(one.type, { status: 'completed', digit: '1', digits: '1', reason: 'timeout' }, about);
      return;
    }
    case 'ok':
    case 'fail': {
      const sent = call.sent();
      const [name, about] = (sent[one.pick % Math.max(1, sent.length)] ?? '').split(' ');
      if (name === undefined || name === '' || about === undefined) return;
      if (one.do === 'ok') call.ok(name, undefined, about);
      else call.fails(name, reasons[one.pick % reasons.length] ?? 'rejected', {}, about);
      return;
    }
    case 'wait':
      call.tick(one.pick * 500);
      for (const { id, checking } of call.state().legs) if (checking === true) call.status(id, one.pick % 2 === 0);
      return;
    case 'hangup':
      // Rarely: it ends everything.
      if (one.pick < 10) call.apply({ type: 'hangup', at, id: 'op', by: 'test' });
      return;
    case 'failure':
      if (one.pick < 10) call.apply({ type: 'failure', at, why: 'test' });
      return;
    default:
      one satisfies never;
  }
}

/** What is wrong with a call, in words. */
function flaws(call: CallHarness): string[] {
  const { legs, commands, timers, tasks, withheld, phase } = call.state();
  const found = legs.flatMap((one) => legFlaws(one, call.state()).map((flaw) => `${one.id}: ${flaw}`));
  if (new Set(legs.map((one) => one.id)).size < legs.length) found.push('two legs of one id');
  if (new Set(commands.map((one) => one.id)).size < commands.length) found.push('two commands of one id');
  if (withheld.length > 4 * legs.length) found.push('more than one withheld completion of a kind');
  if (phase === 'closed' && timers.length + tasks.length + withheld.length > 0)
    found.push('closed with something to come');
  return found;
}

function legFlaws(one: Leg, { legs, commands }: CallState): string[] {
  const found: string[] = [];
  const { attachment } = one;
  const peer = attachment.type === 'bridged' ? legs.find((other) => other.id === attachment.peer) : undefined;
  const isMutual = peer?.attachment.type === 'bridged' && peer.attachment.peer === one.id;
  if (peer !== undefined && !isMutual) found.push(`bridged with ${peer.id}, which is not bridged with it`);
  const busy = one.plays.length + one.gathers.length + one.engagements.length > 0;
  if (!isLive(one) && (busy || attachment.type !== 'none')) found.push('over, and still busy');
  if (one.quietSince !== undefined && one.signalling !== 'answered') found.push('quiet before it was answered');
  const lane = commands.filter((command) => command.legId === one.id);
  const inOrder = lane.filter((command) => !['hangup', 'reject', 'dial'].includes(command.command));
  if (inOrder.filter((command) => command.readyAt !== undefined).length > 1) found.push('two commands at once');
  if (!isLive(one) && lane.some((command) => command.readyAt === undefined))
    found.push('over, and something waits for it');
  return found;
}

test('legs and lanes are in order after any input, and every call is closed in the end, with nothing left', () => {
  fc.assert(
    fc.property(fc.array(move, { minLength: 10, maxLength: 80, size: 'max' }), (moves) => {
      const call = CallHarness.incoming(flow);
      for (const one of moves) {
        play(call, one);
        expect(flaws(call)).toEqual([]);
      }
      // From here on Telnyx says nothing by itself; it accepts what it is asked, and what it is asked after is gone.
      for (let rounds = 0; call.phase !== 'closed' && rounds < 400; rounds++) {
        for (const { id, checking } of call.state().legs) if (checking === true) call.status(id, false);
        call.okAll();
        const due = nextDue(call.flow, call.state());
        expect(due, 'a call that is not closed has something due').toBeDefined();
        call.tick(Math.max(0, (due?.at ?? 0) - call.now));
        expect(flaws(call)).toEqual([]);
      }
      expect(call.phase).toBe('closed');
      expect(call.state().legs.filter((one) => isLive(one))).toEqual([]);
      expect(call.state().commands).toEqual([]);
      expect(call.now).toBeLessThanOrEqual(call.state().createdAt + 15_000_000);
    }),
    { numRuns: 60, seed: 8, endOnFailure: true },
  );
}, 120_000);
