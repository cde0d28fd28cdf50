/**
 * Rule: a wait has a limit. Webhooks get lost (Telnyx docs: a webhook that fails a few times is given up), and then
 * nothing would ever come.
 */
import type { AnyStateNode } from 'xstate';
import type { Found, Rule } from '../finding.ts';
import { readEventName } from '../model/event-names.ts';
import { chainOf } from '../model/entering.ts';
import { pathOf } from '../model/flow-model.ts';
import { FIRST, Hold, Is, legOf, may, only, Sig } from '../model/leg-facts.ts';
import type { Subject } from '../model/subject.ts';

/** The rule. */
export const noDeadline: Rule = {
  code: 'no-deadline',
  severity: 'warning',
  reason: 'A webhook can get lost, and the flow would wait for it for ever.',
  advice: 'Give the state, or the one around it, an `after` that leads on.',
  bad: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'greeting' } },
    greeting: { entry: speak({ payload: 'Hello.' }), on: { 'call.speak.ended': 'done' } },
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'talking' } },
    talking: {
      initial: 'greeting',
      after: { 9_000: 'done' },
      states: { greeting: { entry: speak({ payload: 'Hello.' }), on: { 'call.speak.ended': '#the-end' } } },
    },
    done: { id: 'the-end', type: 'final' },
  },
}`,
  find: (subject) => subject.resting.flatMap((leaf) => endlessIn(leaf, subject)),
};

function endlessIn(leaf: AnyStateNode, { model, facts, deadlineOf }: Subject): Found[] {
  if (deadlineOf(leaf) !== undefined || chainOf(leaf).some((node) => node.invoke.length > 0)) return [];
  const first = legOf(facts.at(leaf), FIRST);
  // Talking takes as long as it takes; so does waiting in a queue that lets go of its callers.
  const mayBeHeld = may(first.hold, Hold.bridged | Hold.conference | Hold.engaged) && !speaksLast(leaf, model);
  const isHeld = mayBeHeld || waitsInLimitedQueue(leaf, model);
  const isRecording =
    may(first.recording, Is.yes) &&
    model.commands.some(({ use }) => use.command === 'startRecording' && use.params['max_length'] !== undefined);
  if (isHeld || isRecording || facts.isVague(leaf) || only(first.sig, Sig.ended)) return [];
  const awaited = model
    .waysFrom(leaf)
    .filter(({ candidate }) => candidate.targets.length > 0)
    .flatMap(({ event }) => {
      const name = readEventName(event);
      return name.kind === 'telnyx' && name.type !== 'call.hangup' && name.type !== 'call.dtmf.received' ? [event] : [];
    });
  const [one] = awaited;
  if (one === undefined) return [];
  // Before the call is answered the caller hears ringing, and Telnyx repeats a webhook that fails: worth knowing.
  const isOpening = only(first.sig, Sig.ringing | Sig.answering);
  const words = awaited.length === 1 ? `"${one}"` : `"${one}" and others`;
  return [
    {
      state: pathOf(leaf),
      message: `It waits for ${words} without a limit.`,
      ...(isOpening && { severity: 'note' as const }),
    },
  ];
}

function waitsInLimitedQueue(leaf: AnyStateNode, model: Subject['model']): boolean {
  return chainOf(leaf).some((node) =>
    model
      .entryOf(node)
      .some(({ command, params }) => command === 'enqueue' && params['max_wait_time_secs'] !== undefined),
  );
}

/** Whether it waits for the end of what it says itself: whoever is talked to by the flow does not talk to somebody else. */
function speaksLast(leaf: AnyStateNode, model: Subject['model']): boolean {
  const last = model.entryOf(leaf).at(-1);
  return last?.command === 'speak' && last.params['leg'] === undefined;
}
