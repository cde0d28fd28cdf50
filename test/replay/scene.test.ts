/** What people, far ends and Telnyx did, out of a journal. A whole call is read in record-as-test.test.ts. */
import type { RecordedCall } from 'callchart';
import { expect, test } from 'vitest';
import { sceneOf } from '../../src/replay/scene.ts';

const at = Date.parse('2026-01-01T00:00:00.000Z');
type Payload = Readonly<Record<string, unknown>>;

/** Webhooks that happened at these milliseconds, and came in `late` after. */
function journalOf(
  ...webhooks: (readonly [name: string, ms: number, payload?: Payload, leg?: string, late?: number])[]
) {
  return webhooks.map(([name, ms, payload = {}, leg = 'caller#1', late = 0], place) => ({
    seq: place + 1,
    at: at + ms + late,
    input: { kind: 'webhook', name, leg, occurred_at: new Date(at + ms).toISOString(), payload },
    ...(place === 0 && { opening: {} }),
    effects: [],
  }));
}
const scene = (journal: readonly object[]) => sceneOf({ journal } as unknown as RecordedCall);
const ringing = ['call.initiated', 0, { direction: 'incoming', from: '+1', to: '+2' }] as const;

test('keys one by one, or together where only their sum came in', () => {
  const single = scene(
    journalOf(ringing, ['call.dtmf.received', 900, { digit: '1' }], ['call.gather.ended', 950, { digits: '1' }]),
  );
  expect(single.acts).toEqual([{ at: at + 900, leg: 'caller#1', does: 'press', keys: '1' }]);
  const sum = scene(
    journalOf(ringing, ['call.gather.ended', 950, { digits: '42' }], ['call.gather.ended', 990, { digits: '' }]),
  );
  expect(sum.acts).toEqual([{ at: at + 950, leg: 'caller#1', does: 'press', keys: '42' }]);
});

test('private keys are stood in for', () => {
  const { acts } = scene(journalOf(ringing, ['call.dtmf.received', 900, { digit: '[private]' }]));
  expect(acts).toMatchObject([{ does: 'press', isPrivate: true, keys: '0' }]);
});

test('who hung up: the far end did, not the flow', () => {
  const by = (hangup_source: string) => scene(journalOf(ringing, ['call.hangup', 5_000, { hangup_source }])).acts;
  expect(by('caller')).toEqual([{ at: at + 5_000, leg: 'caller#1', does: 'hangUp' }]);
  expect(by('callee')).toEqual([]);
});

test('far ends: they answered, were a machine, busy, or did not', () => {
  const dialled = (...more: Parameters<typeof journalOf>) =>
    scene(journalOf(ringing, ['call.initiated', 1_000, { direction: 'outgoing', to: '+3' }, 'agent#1'], ...more))
      .farEnds;
  expect(dialled(['call.answered', 4_000, {}, 'agent#1'])).toEqual([
    { to: '+3', farEnd: { does: 'answer', afterMs: 3_000 } },
  ]);
  expect(
    dialled(
      ['call.answered', 4_000, {}, 'agent#1'],
      ['call.machine.detection.ended', 5_000, { result: 'machine' }, 'agent#1'],
    ),
  ).toMatchObject([{ farEnd: { does: 'voicemail' } }]);
  expect(dialled(['call.hangup', 2_000, { hangup_cause: 'user_busy' }, 'agent#1'])).toEqual([
    { to: '+3', farEnd: { does: 'busy', afterMs: 1_000 } },
  ]);
  expect(dialled(['call.hangup', 2_000, { hangup_cause: 'timeout' }, 'agent#1'])).toEqual([
    { to: '+3', farEnd: { does: 'no answer' } },
  ]);
});

test('webhooks that came late, and which of their name; a little late is usual', () => {
  const { webhookFaults } = scene(
    journalOf(
      ringing,
      ['call.answered', 100, {}, 'caller#1', 700],
      ['call.speak.ended', 200],
      ['call.speak.ended', 300, {}, 'caller#1', 4_000],
    ),
  );
  expect(webhookFaults).toEqual([{ match: { name: 'call.speak.ended', nth: 2 }, fault: { delayMs: 4_000 } }]);
});

test('commands that failed: refused once, or in vain each time; what a dead leg refuses is no fault', () => {
  const outcome = (name: string, payload: Payload) => ({
    seq: 9,
    at,
    input: { kind: 'outcome', name, payload },
    effects: [],
  });
  const { commandFaults } = scene([
    ...journalOf(ringing),
    outcome('speak', { ok: true }),
    outcome('speak', { ok: false, status: 422, code: '10015', reason: 'invalid' }),
    outcome('transfer', { ok: false, status: 503, reason: 'unreachable' }),
    outcome('dial', { ok: false, reason: 'unknown_outcome' }),
    outcome('record', { ok: false, status: 422, reason: 'leg_ended' }),
  ]);
  expect(commandFaults).toEqual([
    { match: { name: 'speak', nth: 2 }, fault: { status: 422, code: '10015' } },
    { match: { name: 'transfer', times: 20 }, fault: { status: 503 } },
    { match: { name: 'dial', times: 20 }, fault: 'no answer' },
  ]);
});
