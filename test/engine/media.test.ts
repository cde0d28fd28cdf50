/** Plays of one leg: which one a webhook is about, and what the leg looks like after it. */
import { describe, expect, test } from 'vitest';
import { newLeg, type Leg, type Play } from '../../src/engine/leg.ts';
import { awaited, complete, completionKind, isFailedPlayback, startPlay, stopPlays } from '../../src/engine/media.ts';

const play = (commandId: string, more: Partial<Play> = {}): Play => ({
  commandId,
  kind: 'speak',
  step: 1,
  infinite: false,
  limitMs: 10_000,
  origin: [],
  ...more,
});

const withPlays = (...plays: readonly Play[]): Leg => ({
  ...newLeg({ id: 'caller#1', role: 'caller', first: true, direction: 'incoming' }, 0),
  plays,
});

const open = (leg: Leg): string[] => leg.plays.map((one) => one.commandId);

describe('kinds of completions', () => {
  test.each([
    ['call.speak.ended', {}, 'speak'],
    ['call.playback.ended', {}, 'playback'],
    ['call.playback.ended', { overlay: true }, 'overlay'],
    ['call.gather.ended', {}, 'gather'],
    ['call.ai_gather.ended', {}, undefined],
    ['call.speak.started', {}, undefined],
  ])('%s %j', (type, payload, kind) => {
    expect(completionKind(type, payload)).toBe(kind);
  });

  test('only a playback can fail by ending', () => {
    expect(isFailedPlayback('call.playback.ended', { status: 'failed' })).toBe(true);
    expect(isFailedPlayback('call.playback.ended', { status: 'cancelled' })).toBe(false);
    expect(isFailedPlayback('call.speak.ended', { status: 'failed' })).toBe(false);
  });
});

describe('startPlay', () => {
  test('first in, first out; the id and the time stay with the play', () => {
    const leg = startPlay(withPlays(play('a'), play('b')), 'speak', { speak_id: 'x' }, 7);
    expect(leg.plays).toMatchObject([{ startedAt: 7, speakId: 'x' }, { commandId: 'b' }]);
    expect(leg.plays[1]?.startedAt).toBeUndefined();
  });

  test('not one of another file, of another kind, or that is known to have ended', () => {
    const files = withPlays(
      play('a', { kind: 'playback', media: 'one' }),
      play('b', { kind: 'playback', media: 'two' }),
    );
    expect(startPlay(files, 'playback', { media_name: 'two' }, 1).plays.map((one) => one.startedAt)).toEqual([
      undefined,
      1,
    ]);
    const leg = { ...withPlays(play('a')), past: ['x'] };
    expect(startPlay(leg, 'playback', {}, 1)).toBe(leg);
    expect(startPlay(leg, 'speak', { speak_id: 'x' }, 1)).toBe(leg);
  });
});

describe('complete', () => {
  test('closes the newest, and what was before it', () => {
    const leg = withPlays(
      play('a', { startedAt: 1, speakId: 'x' }),
      play('b', { startedAt: 2, speakId: 'y' }),
      play('c', { kind: 'playback' }),
    );
    const done = complete(leg, 'speak', { speak_id: 'y' }, 3);
    expect(done).toMatchObject({ superseded: undefined, own: { commandId: 'b' } });
    expect(open(done.leg)).toEqual(['c']);
    expect(done.leg.past).toEqual(['x', 'y']);
    // The late end of the one before is known to be over.
    expect(complete(done.leg, 'speak', { speak_id: 'x' }, 4)).toMatchObject({ superseded: '', settled: true });
  });

  test('of an older one: says for whom it is superseded, and whether that has given a sign', () => {
    const leg = withPlays(play('a', { startedAt: 1, speakId: 'x' }), play('b'));
    expect(complete(leg, 'speak', { speak_id: 'x' }, 3)).toMatchObject({ superseded: 'b', settled: false });
    const started = withPlays(play('a', { startedAt: 1, speakId: 'x' }), play('b', { startedAt: 2, speakId: 'y' }));
    expect(complete(started, 'speak', { speak_id: 'x' }, 3)).toMatchObject({ superseded: 'b', settled: true });
  });

  test('remembers a bounded number of ids', () => {
    let leg = withPlays();
    for (let count = 0; count < 100; count++) leg = complete(leg, 'speak', { speak_id: `id-${count}` }, count).leg;
    expect(leg.past).toHaveLength(16);
    expect(leg.past.at(-1)).toBe('id-99');
  });

  test('what waits behind has its time from now', () => {
    const leg = withPlays(play('a', { startedAt: 1 }), play('b', { kind: 'playback', acceptedAt: 1 }));
    expect(complete(leg, 'speak', {}, 50).leg.plays).toMatchObject([{ commandId: 'b', acceptedAt: 50 }]);
  });
});

describe('awaited', () => {
  test('the newest that ends by itself, and whether its turn has come', () => {
    const leg = withPlays(play('a', { startedAt: 1 }), play('b'), play('loop', { infinite: true }));
    expect(awaited(leg, 'speak', 5)).toEqual({ commandId: 'b', hasSign: false, isBehind: true });
    // The one before has had its time.
    expect(awaited(leg, 'speak', 10_001)).toEqual({ commandId: 'b', hasSign: false, isBehind: false });
    expect(awaited(leg, 'playback', 5)).toBeUndefined();
    expect(awaited(leg, 'gather', 5)).toBeUndefined();
  });
});

test('stopPlays marks what it reaches, and how far the stop goes', () => {
  const leg = stopPlays(withPlays(play('a'), play('b')), 'current', (one) => one.commandId === 'a');
  expect(leg.plays.map((one) => one.stopped)).toEqual(['current', undefined]);
});
