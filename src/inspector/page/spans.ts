/**
 * What lasts on a call, from the command that began it to the webhook that ended it: speak until `call.speak.ended`, a
 * dial until it is answered. It reads steps and draws nothing.
 */
import type { StepView } from '../wire.ts';

/** Something that lasted, or lasts. */
export interface Span {
  /** The step whose command began it, and which of its effects that was. */
  readonly seq: number;
  readonly effect: number;
  /** The step that ended it; undefined while it lasts. */
  readonly endSeq: number | undefined;
  readonly ms: number | undefined;
}

const ends: Readonly<Record<string, readonly string[]>> = {
  answer: ['call.answered'],
  speak: ['call.speak.ended'],
  startPlayback: ['call.playback.ended'],
  gather: ['call.gather.ended'],
  gatherUsingSpeak: ['call.gather.ended'],
  gatherUsingAudio: ['call.gather.ended'],
  gatherUsingAI: ['call.ai_gather.ended'],
  dial: ['call.answered'],
  startRecording: ['call.recording.saved', 'call.recording.error'],
  enqueue: ['call.dequeued', 'call.left.queue'],
  bridge: ['call.bridged'],
  hangup: [],
};

interface Open {
  readonly seq: number;
  readonly effect: number;
  readonly at: number;
  readonly leg: string;
  readonly ends: readonly string[];
}

/** The spans of a call's steps, in the order in which they began. */
export function spansOf(steps: readonly StepView[]): readonly Span[] {
  const open: Open[] = [];
  const spans: Span[] = [];
  const close = (found: Open, step: StepView): void => {
    open.splice(open.indexOf(found), 1);
    spans.push({ seq: found.seq, effect: found.effect, endSeq: step.seq, ms: step.at - found.at });
  };
  for (const step of steps) {
    const { kind, name, leg = '' } = step.input;
    if (kind === 'webhook') {
      // A leg's end ends everything on it; a completion the oldest that waits for it.
      if (name === 'call.hangup') for (const one of open.filter((each) => each.leg === leg)) close(one, step);
      const found = open.find((each) => each.leg === leg && each.ends.includes(name));
      if (found !== undefined && step.outcome !== 'duplicate') close(found, step);
    }
    for (const [effect, { type, command = '', leg: on = '' }] of step.effects.entries()) {
      if (type !== 'command' || !Object.hasOwn(ends, command)) continue;
      open.push({ seq: step.seq, effect, at: step.at, leg: on, ends: ends[command] ?? [] });
    }
  }
  const lasting = open.map(({ seq, effect }) => ({ seq, effect, endSeq: undefined, ms: undefined }));
  return [...spans, ...lasting].toSorted((left, right) => left.seq - right.seq || left.effect - right.effect);
}
