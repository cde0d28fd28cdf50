/**
 * Rule: nothing is queued behind a loop without end. Telnyx plays what is asked for one after the other, and what stands
 * behind an endless loop never starts (Telnyx docs: playback_start).
 */
import type { Found, Rule } from '../finding.ts';
import { hasParam } from '../model/command-use.ts';
import { pathOf } from '../model/flow-model.ts';
import { addressedLeg } from '../model/leg-changes.ts';
import { legOf, only, Play } from '../model/leg-facts.ts';
import { onceEach } from './once-each.ts';

const QUEUES: ReadonlySet<string> = new Set(['speak', 'startPlayback', 'gatherUsingSpeak', 'gatherUsingAudio']);

/** The rule. */
export const behindTheLoop: Rule = {
  code: 'behind-the-loop',
  severity: 'error',
  reason: 'What is queued behind an endless loop is never heard, and its end never comes.',
  advice: "Give the command `stop: 'all'`, or send `stopPlayback({ stop: 'all' })` before it.",
  bad: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'waiting' } },
    waiting: {
      entry: startPlayback({ audio_url: 'https://example.com/hold.mp3', loop: 'infinity' }),
      after: { 8_000: 'sorry' },
    },
    sorry: {
      entry: speak({ payload: 'Nobody is free.' }),
      on: { 'call.speak.ended': 'done' },
      after: { 9_000: 'done' },
    },
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'waiting' } },
    waiting: {
      entry: startPlayback({ audio_url: 'https://example.com/hold.mp3', loop: 'infinity' }),
      after: { 8_000: 'sorry' },
    },
    sorry: {
      entry: speak({ payload: 'Nobody is free.', stop: 'all' }),
      on: { 'call.speak.ended': 'done' },
      after: { 9_000: 'done' },
    },
    done: { type: 'final' },
  },
}`,
  find: ({ facts }) =>
    onceEach(
      facts.commands.flatMap(({ use, node, before, scene, isVague }): Found[] => {
        const key = addressedLeg(use, scene);
        if (isVague || key === undefined || !QUEUES.has(use.command) || use.params['overlay'] === true) return [];
        const { play } = legOf(before, key);
        if (!only(play, Play.loop) || play === 0 || hasParam(use, 'stop')) return [];
        return [{ state: pathOf(node), message: `${use.command} is queued behind a playback that never ends.` }];
      }),
    ),
};
