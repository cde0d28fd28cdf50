/**
 * The rule of completions over all orders: whatever the network does to the webhooks of plays that Telnyx runs first in,
 * first out, the machine never takes an older play's end for the newest's, and gets the newest's exactly once.
 *
 * The carrier here speaks honestly and in order per kind; started and ended webhooks overtake each other, are late by up
 * to four seconds, come twice, and may have lost their `client_state`. Each bears its `speak_id`.
 */
import { assign, setup } from 'xstate';
import { answer, callActions, speak, type CallEvents } from 'callchart';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CallHarness } from './call-harness.ts';

interface Given {
  readonly id: string;
  readonly plays: number;
}

/** Says something more at each key; notes each completion, and how many sayings there were by then. */
const flow = setup({
  types: { context: {} as { given: readonly Given[]; plays: number }, events: {} as CallEvents },
  actions: callActions,
}).createMachine({
  id: 'talkative',
  version: '1',
  context: { given: [], plays: 0 },
  entry: answer(),
  on: {
    'call.dtmf.received': {
      actions: [assign({ plays: ({ context }) => context.plays + 1 }), speak({ payload: 'Yes.', voice: 'female' })],
    },
    'call.speak.ended': {
      actions: assign({
        given: ({ context, event }) => [...context.given, { id: String(event.payload.speak_id), plays: context.plays }],
      }),
    },
  },
});

interface Scheduled {
  readonly at: number;
  readonly act: () => void;
}

/** Per play: when it is asked for after the one before, how long it lasts, how late its webhooks are. */
const play = fc.record({
  gapMs: fc.integer({ min: 0, max: 3_000 }),
  lengthMs: fc.integer({ min: 100, max: 4_000 }),
  startedLateMs: fc.integer({ min: 0, max: 4_000 }),
  endedLateMs: fc.integer({ min: 0, max: 4_000 }),
  stateLost: fc.boolean(),
  twice: fc.boolean(),
});

test('the newest’s completion reaches the machine exactly once, an older one’s never in its place', () => {
  fc.assert(
    fc.property(fc.array(play, { minLength: 1, maxLength: 6 }), (plays) => {
      const call = CallHarness.incoming(flow);
      call.ok('answer');
      call.webhook('call.answered');
      const agenda: Scheduled[] = [];
      const sent = { at: 0, freeAt: 0, started: 0, ended: 0 };
      plays.forEach((one, index) => {
        const id = `speak-${index + 1}`;
        sent.at += one.gapMs;
        const startAt = Math.max(sent.at, sent.freeAt) + 100;
        const endAt = startAt + one.lengthMs;
        sent.freeAt = endAt;
        // In order per kind: a webhook waits for the one of its kind before it.
        sent.started = Math.max(sent.started, startAt + one.startedLateMs);
        sent.ended = Math.max(sent.ended, endAt + one.endedLateMs);
        agenda.push({
          at: sent.at,
          act: () => void (call.webhook('call.dtmf.received', { digit: '1' }), call.okAll()),
        });
        const carries = (at: number, type: string, payload: Readonly<Record<string, unknown>>): void => {
          // client_state is what the leg had when the webhook was made, not when it arrives.
          let body: Readonly<Record<string, unknown>> = {};
          const make = (): void => {
            body = call.payloadOf('caller#1', {
              speak_id: id,
              ...payload,
              ...(one.stateLost && { client_state: null }),
            });
          };
          agenda.push({ at: type === 'call.speak.started' ? startAt : endAt, act: make });
          agenda.push({ at, act: () => void call.deliver(type, body, `${type} ${id}`) });
          if (one.twice) agenda.push({ at: at + 50, act: () => void call.deliver(type, body, `${type} ${id}`) });
        };
        carries(sent.started, 'call.speak.started', {});
        carries(sent.ended, 'call.speak.ended', { status: 'completed' });
      });
      const inOrder = agenda.map((one, place) => ({ ...one, place })).sort((a, b) => a.at - b.at || a.place - b.place);
      let now = 0;
      for (const { at, act } of inOrder) {
        call.tick(at - now);
        now = at;
        act();
      }
      call.tick(20_000);
      const given = call.context['given'] as readonly Given[];
      // Each completion that was given was the newest's at that moment; the last one of all was given, once.
      for (const one of given) expect(one.id).toBe(`speak-${one.plays}`);
      expect(given.filter((one) => one.id === `speak-${plays.length}`)).toHaveLength(1);
      expect(new Set(given.map((one) => one.id)).size).toBe(given.length);
      expect(call.leg('caller#1').plays).toEqual([]);
      expect(call.state().withheld).toEqual([]);
    }),
    { numRuns: 100, seed: 6, endOnFailure: true },
  );
});
