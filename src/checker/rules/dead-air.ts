/**
 * Rule: an answered caller hears something. It sees states that are silent for certain; what depends on the way there
 * is found by the exploration, under the same code.
 */
import type { AnyStateNode } from 'xstate';
import type { Found, Rule } from '../finding.ts';
import { modelTiming, msOf } from '../carrier/model-timing.ts';
import { textParam } from '../model/command-use.ts';
import { chainOf } from '../model/entering.ts';
import { pathOf } from '../model/flow-model.ts';
import { FIRST, Hold, Is, legOf, may, only, Play, Sig } from '../model/leg-facts.ts';
import type { Subject } from '../model/subject.ts';

/** How long an answered caller may hear nothing, in milliseconds. */
export const silenceLimitMs = 10_000;

/** The rule. */
export const deadAir: Rule = {
  code: 'dead-air',
  severity: 'error',
  reason: 'An answered caller who hears nothing for ten seconds takes the call for dead and hangs up.',
  advice:
    'Play something in this state (speak, music, a prompt), or leave it within ten seconds; a pending timer is no sound.',
  bad: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'thinking' } },
    thinking: { after: { 20_000: 'done' } }, // twenty seconds of nothing
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'thinking' } },
    thinking: {
      entry: startPlayback({ audio_url: 'https://example.com/hold.mp3', loop: 'infinity' }),
      after: { 20_000: 'done' },
    },
    done: { type: 'final' },
  },
}`,
  find: (subject) => subject.resting.flatMap((leaf) => [...silentIn(leaf, subject), ...silentAfter(leaf, subject)]),
};

const BEEPS = ['call.machine.greeting.ended', 'call.machine.premium.greeting.ended'];

function silentIn(leaf: AnyStateNode, { model, facts, deadlineOf }: Subject): Found[] {
  const leg = legOf(facts.at(leaf), FIRST);
  const isSilent =
    only(leg.sig, Sig.answered) &&
    only(leg.hold, Hold.free) &&
    only(leg.play, Play.none) &&
    only(leg.gather, Is.no) &&
    only(leg.recording, Is.no);
  if (!isSilent || facts.isVague(leaf)) return [];
  // A machine that plays its greeting hears nothing, and does not mind.
  if (!model.incoming && BEEPS.some((event) => model.candidatesFor(leaf, event).length > 0)) return [];
  // What a task takes is not known here: the exploration tries.
  if (chainOf(leaf).some((node) => node.invoke.length > 0)) return [];
  // On their way in the other legs may ring for the caller.
  const rings = [...facts.at(leaf).values()].some((other) => (other.hold & Hold.pending) !== 0);
  const deadlineMs = deadlineOf(leaf);
  if (rings || (deadlineMs !== undefined && deadlineMs <= silenceLimitMs)) return [];
  const words = deadlineMs === undefined ? 'nothing leaves it by itself' : `it is left after ${deadlineMs / 1_000} s`;
  const left = model.waysFrom(leaf).length === 0 ? '' : `, ${words}`;
  return [{ state: pathOf(leaf), message: `The caller is answered and hears nothing here${left}.` }];
}

/** What is said is over, nothing here takes notice, and the state goes on. */
function silentAfter(leaf: AnyStateNode, { model, facts, deadlineOf, handles }: Subject): Found[] {
  const last = model.entryOf(leaf).at(-1);
  const words = last === undefined ? undefined : textParam(last, 'payload');
  const isOnFirst = last?.params['leg'] === undefined && last?.params['loop'] === undefined;
  if (last?.command !== 'speak' || words === undefined || !isOnFirst || facts.isVague(leaf)) return [];
  // On the way there others may hold the leg; what is said in a bridge is said by the way.
  const { hold } = legOf(facts.at(leaf), FIRST);
  const isHeld = may(hold, Hold.queued | Hold.conference | Hold.engaged) || only(hold, Hold.bridged | Hold.pending);
  if (isHeld || handles(leaf, 'call.speak.ended') || chainOf(leaf).some((node) => node.invoke.length > 0)) return [];
  if (model.candidatesFor(leaf, 'always').length > 0) return [];
  const overMs = msOf(modelTiming.speakStart) + words.length * modelTiming.speechPerCharacterMs;
  const deadlineMs = deadlineOf(leaf);
  if (deadlineMs !== undefined && deadlineMs <= overMs + silenceLimitMs) return [];
  return [
    {
      state: pathOf(leaf),
      message: `When it has said its sentence the caller hears nothing here: nothing takes "call.speak.ended".`,
    },
  ];
}
