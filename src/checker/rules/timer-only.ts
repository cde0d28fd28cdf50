/**
 * Rule: what a sentence leads to when its end is told is no less than what it leads to when that gets lost. Where the timer goes on and the end itself goes past, somebody has mistaken one target for another.
 */
import type { AnyStateNode } from 'xstate';
import type { Found, Rule } from '../finding.ts';
import { modelTiming, msOf } from '../carrier/model-timing.ts';
import { type CommandUse, textParam } from '../model/command-use.ts';
import { readEventName } from '../model/event-names.ts';
import { type FlowModel, pathOf, type Way } from '../model/flow-model.ts';
import { addressedLeg } from '../model/leg-changes.ts';
import { FIRST } from '../model/leg-facts.ts';
import type { Subject } from '../model/subject.ts';
import { onceEach } from './once-each.ts';

/** The rule. */
export const timerOnly: Rule = {
  code: 'timer-only',
  severity: 'warning',
  reason: 'As long as nothing goes wrong the call goes past a part of the flow, and only a lost webhook leads there.',
  advice: 'Let the end of the sentence lead where its timer leads, or let the timer lead to an apology.',
  bad: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'greeting' } },
    greeting: {
      entry: speak({ payload: 'Leave a message after the tone.' }),
      on: { 'call.speak.ended': 'done' }, // nobody ever comes to the tone
      after: { 20_000: 'recording' },
    },
    recording: {
      entry: startRecording({ format: 'mp3', channels: 'single', play_beep: true, max_length: 60 }),
      on: { 'call.recording.saved': 'done' },
      after: { 90_000: 'done' },
    },
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'greeting' } },
    greeting: {
      entry: speak({ payload: 'Leave a message after the tone.' }),
      on: { 'call.speak.ended': 'recording' },
      after: { 20_000: 'trouble' },
    },
    trouble: { entry: speak({ payload: 'Please call again.' }), on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } },
    recording: {
      entry: startRecording({ format: 'mp3', channels: 'single', play_beep: true, max_length: 60 }),
      on: { 'call.recording.saved': 'done', 'command.failed.startRecording': 'trouble' },
      after: { 90_000: 'done' },
    },
    done: { type: 'final' },
  },
}`,
  find: (subject) => onceEach(subject.resting.flatMap((leaf) => passedBy(leaf, subject))),
};

/** What tells that it is over. */
const ENDS: Readonly<Record<string, string>> = { speak: 'call.speak.ended' };

function passedBy(leaf: AnyStateNode, { model }: Subject): Found[] {
  const last = model.entryOf(leaf).at(-1);
  const end = last === undefined ? undefined : ENDS[last.command];
  if (last === undefined || end === undefined || addressedLeg(last, { ...model, eventLeg: undefined }) !== FIRST)
    return [];
  const own = model.waysFrom(leaf).filter(({ candidate }) => candidate.source === leaf);
  const [timer, ...others] = own.filter((way) => isTimer(way) && way.candidate.targets.length > 0);
  const ends = own.filter(({ event, candidate }) => event === end && candidate.targets.length > 0);
  if (timer === undefined || others.length > 0 || ends.length === 0 || !standsIn(timer, last)) return [];
  const after = reachedFrom(
    model,
    ends.flatMap(({ to }) => to),
    leaf,
  );
  return timer.to
    .filter((one) => one !== leaf && !after.has(one) && !isApology(one, model))
    .map((one) => ({
      state: pathOf(leaf),
      message: `"${end}" leads past "${pathOf(one)}", where only the timer leads: that fires when the webhook got lost.`,
    }));
}

const isTimer = ({ event, candidate }: Way): boolean =>
  candidate.guard === undefined && readEventName(event).kind === 'timer';

/** Whether the timer is no cut: the sentence is over by then. */
function standsIn({ event }: Way, use: CommandUse): boolean {
  const name = readEventName(event);
  const delayMs = name.kind === 'timer' ? Number(name.delay) : Number.NaN;
  const words = textParam(use, 'payload');
  if (words === undefined) return delayMs >= 15_000;
  return delayMs > msOf(modelTiming.speakStart) + words.length * modelTiming.speechPerCharacterMs;
}

/** What can be come to from there without going through `without`. */
function reachedFrom(
  model: FlowModel,
  from: readonly AnyStateNode[],
  without: AnyStateNode,
): ReadonlySet<AnyStateNode> {
  const reached = new Set(from.filter((leaf) => leaf !== without));
  for (const leaf of reached)
    for (const { to } of model.waysFrom(leaf)) for (const next of to) if (next !== without) reached.add(next);
  return reached;
}

/** What says something and leads to the end: meant for what went wrong. */
function isApology(leaf: AnyStateNode, model: FlowModel): boolean {
  const says = model.entryOf(leaf).some(({ command }) => command === 'speak' || command === 'startPlayback');
  const leads = [...reachedFrom(model, [leaf], leaf.machine.root as AnyStateNode)].filter((one) => one !== leaf);
  return leaf.type === 'final' || (says && leads.every((one) => one.type === 'final'));
}
