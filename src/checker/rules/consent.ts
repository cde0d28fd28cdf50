/**
 * Rule: who is recorded was told before. In many places it is the law, and nobody notices when it is missing. Nor is a
 * recording on while a card number is keyed in.
 */
import type { Found, Rule } from '../finding.ts';
import { hasParam } from '../model/command-use.ts';
import type { CommandInFacts } from '../model/fixpoint.ts';
import { pathOf } from '../model/flow-model.ts';
import { addressedLeg } from '../model/leg-changes.ts';
import { Is, legOf, only } from '../model/leg-facts.ts';
import { onceEach } from './once-each.ts';

/** The rule. */
export const consent: Rule = {
  code: 'consent',
  severity: 'warning',
  reason: 'The call is recorded before anything was said to the one who is recorded, or private digits are.',
  advice:
    "Announce it first, or say in `meta` why it need not be announced here: `meta: { check: { allow: { consent: 'announced by …' } } }`.",
  bad: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'recording' } },
    recording: {
      entry: startRecording({ format: 'mp3', channels: 'single', max_length: 60 }),
      on: { 'call.recording.saved': 'done', 'call.recording.error': 'done', 'command.failed.startRecording': 'done' },
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
      entry: speak({ payload: 'This call is recorded.' }),
      on: { 'call.speak.ended': 'recording' },
      after: { 9_000: 'done' },
    },
    recording: {
      entry: startRecording({ format: 'mp3', channels: 'single', max_length: 60 }),
      on: { 'call.recording.saved': 'done', 'call.recording.error': 'done', 'command.failed.startRecording': 'done' },
      after: { 90_000: 'done' },
    },
    done: { type: 'final' },
  },
}`,
  find: ({ facts }) => onceEach(facts.commands.flatMap((command) => unannounced(command))),
};

function unannounced({ use, before, scene, node, isVague }: CommandInFacts): Found[] {
  const key = addressedLeg(use, scene);
  if (isVague || key === undefined) return [];
  const leg = legOf(before, key);
  const records =
    use.command === 'startRecording' ||
    use.command === 'startTranscription' ||
    (use.command === 'answer' && hasParam(use, 'record'));
  if (records && only(leg.addressed, Is.no)) {
    return [{ state: pathOf(node), message: `${use.command} records before anything was said on the leg.` }];
  }
  if (use.params['sensitive'] !== true || !only(leg.recording, Is.yes)) return [];
  return [
    {
      state: pathOf(node),
      message: `${use.command} asks for private digits while the leg is recorded: pause the recording first.`,
    },
  ];
}
