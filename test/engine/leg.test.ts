/** What a leg's facts add up to: held, quiet, private. */
import { describe, expect, test } from 'vitest';
import {
  isHeld,
  isPendingAttachment,
  isPrivate,
  isQuiet,
  isSounding,
  newLeg,
  type Leg,
  type Play,
} from '../../src/engine/leg.ts';

const leg = (more: Partial<Leg> = {}): Leg =>
  newLeg({ id: 'caller#1', role: 'caller', first: true, direction: 'incoming', signalling: 'answered', ...more }, 0);
const play: Play = { commandId: 'c', kind: 'speak', step: 1, infinite: false, limitMs: 10, origin: [] };

test('an incoming leg rings from the start, an outgoing one is asked for', () => {
  const identity = { id: 'a#1', role: 'a', first: false } as const;
  expect(newLeg({ ...identity, direction: 'incoming' }, 5)).toMatchObject({ signalling: 'alerting', seenAt: 5 });
  expect(newLeg({ ...identity, direction: 'outgoing' }, 5).signalling).toBe('requested');
});

describe('quiet', () => {
  test('is only who was answered and has nothing', () => {
    expect(isQuiet(leg(), 0)).toBe(true);
    for (const signalling of ['requested', 'alerting', 'ended'] as const)
      expect(isQuiet(leg({ signalling }), 0)).toBe(false);
    expect(isQuiet(leg({ held: true }), 0)).toBe(false);
    for (const type of ['bridged', 'queued', 'conference', 'supervising'] as const)
      expect(isQuiet(leg({ attachment: { type } }), 0)).toBe(false);
  });

  test('a play counts from its acceptance to its longest time; an endless one until it is stopped', () => {
    expect(isSounding(play, 0)).toBe(false);
    expect(isSounding({ ...play, acceptedAt: 5 }, 14)).toBe(true);
    expect(isSounding({ ...play, acceptedAt: 5 }, 15)).toBe(false);
    expect(isSounding({ ...play, acceptedAt: 5, startedAt: 9 }, 18)).toBe(true);
    expect(isSounding({ ...play, infinite: true, startedAt: 0 }, 1e9)).toBe(true);
    expect(isSounding({ ...play, infinite: true, startedAt: 0, stopped: 'all' }, 1e9)).toBe(false);
  });
});

test('held is who is attached, about to be, or engaged', () => {
  expect(isHeld(leg(), 0)).toBe(false);
  expect(isHeld(leg({ attachment: { type: 'queued' } }), 0)).toBe(true);
  const pending = { commandId: 'c', kind: 'transfer', limitMs: 10 } as const;
  expect(isPendingAttachment(leg({ pending }), 0)).toBe(false);
  expect(isHeld(leg({ pending: { ...pending, acceptedAt: 5 } }), 14)).toBe(true);
  expect(isHeld(leg({ pending: { ...pending, acceptedAt: 5 } }), 15)).toBe(false);
  const stream = { commandId: 'c', kind: 'stream', running: false } as const;
  expect(isHeld(leg({ engagements: [stream] }), 0)).toBe(false);
  // Accepted, it is given ten seconds to say that it runs.
  expect(isHeld(leg({ engagements: [{ ...stream, acceptedAt: 0 }] }), 9_999)).toBe(true);
  expect(isHeld(leg({ engagements: [{ ...stream, acceptedAt: 0 }] }), 10_000)).toBe(false);
  expect(isHeld(leg({ engagements: [{ ...stream, running: true }] }), 1e9)).toBe(true);
});

test('private is what is asked as such, and the grace after it', () => {
  const gather = { commandId: 'c', command: 'gather', step: 1, sensitive: true, limitMs: 1, origin: [] };
  expect(isPrivate(leg(), 0)).toBe(false);
  expect(isPrivate(leg({ gathers: [gather] }), 1e9)).toBe(true);
  expect(isPrivate(leg({ gathers: [{ ...gather, sensitive: false }] }), 0)).toBe(false);
  expect(isPrivate(leg({ privateUntil: 10 }), 9)).toBe(true);
  expect(isPrivate(leg({ privateUntil: 10 }), 10)).toBe(false);
});
