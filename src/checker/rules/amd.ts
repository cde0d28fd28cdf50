/**
 * Rule: who asks whether a machine answered takes the answer, whatever it is, and does not talk before it without
 * knowing. Source: Telnyx docs, Answering Machine Detection.
 */
import type { AnyStateNode } from 'xstate';
import { callGuards } from '../../flow/guards.ts';
import { namedReference } from '../../flow/load/machine-reading.ts';
import type { Found, Rule } from '../finding.ts';
import { type CommandUse, roleMade, textParam } from '../model/command-use.ts';
import type { CommandInFacts } from '../model/fixpoint.ts';
import { type Candidate, pathOf } from '../model/flow-model.ts';
import { addressedLeg, keyOf } from '../model/leg-changes.ts';
import { FIRST, Is, legOf, only } from '../model/leg-facts.ts';
import { doesSomething, type Subject } from '../model/subject.ts';
import { onceEach } from './once-each.ts';

/** The rule. */
export const amd: Rule = {
  code: 'amd',
  severity: 'warning',
  reason:
    'A machine is taken for a person, a person for a machine, or somebody waits for a verdict that leads nowhere.',
  advice:
    "Handle every verdict of the mode that you ask for; treat `not_sure` as a person: `{ type: 'amd', params: ['human', 'not_sure'] }`.",
  bad: `{
  initial: 'dialling',
  states: {
    dialling: {
      entry: dial({ to: '+15550101', from: '+15550100', answering_machine_detection: 'detect' }),
      on: {
        'call.machine.detection.ended': { guard: { type: 'amd', params: 'human' }, target: 'person' },
        'call.hangup': 'done',
        'command.failed.dial': 'done',
      },
      after: { 60_000: 'done' },
    },
    person: {
      entry: speak({ payload: 'Hello.' }),
      on: { 'call.speak.ended': 'done', 'call.hangup': 'done' },
      after: { 9_000: 'done' },
    },
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'dialling',
  states: {
    dialling: {
      entry: dial({ to: '+15550101', from: '+15550100', answering_machine_detection: 'detect' }),
      on: {
        'call.machine.detection.ended': [
          { guard: { type: 'amd', params: ['human', 'not_sure'] }, target: 'person' },
          { guard: { type: 'amd', params: 'machine' }, target: 'done' },
        ],
        'call.hangup': 'done',
        'command.failed.dial': 'done',
      },
      after: { 60_000: 'done' },
    },
    person: {
      entry: speak({ payload: 'Hello.' }),
      on: { 'call.speak.ended': 'done', 'call.hangup': 'done' },
      after: { 9_000: 'done' },
    },
    done: { type: 'final' },
  },
}`,
  find: (subject) =>
    onceEach([
      ...subject.model.commands.flatMap(({ use, node }) => neverHeard(use, node, subject)),
      ...subject.model.nodes.flatMap((node) => openVerdicts(node, subject)),
      ...subject.facts.commands.flatMap((command) => talksTooSoon(command, subject)),
    ]),
};

const VERDICTS: Readonly<Record<string, readonly string[]>> = {
  'call.machine.detection.ended': ['human', 'machine', 'not_sure'],
  'call.machine.premium.detection.ended': [
    'human_residence',
    'human_business',
    'machine',
    'silence',
    'fax_detected',
    'not_sure',
  ],
};

const eventOf = (use: CommandUse): string | undefined => {
  const mode = textParam(use, 'answering_machine_detection');
  if (mode === undefined || mode === 'disabled') return undefined;
  return mode === 'premium' ? 'call.machine.premium.detection.ended' : 'call.machine.detection.ended';
};

/** A verdict that is asked for and that no state takes. */
function neverHeard(use: CommandUse, node: AnyStateNode, { model }: Subject): Found[] {
  const event = eventOf(use);
  const role = roleMade(use);
  if (event === undefined || role === undefined) return [];
  const key = keyOf(role, model);
  const name = key === FIRST ? event : `${key}.${event}`;
  const greeting = name.replace('detection.ended', 'greeting.ended');
  const isHeard = model.leaves.some((leaf) =>
    [name, greeting].some((one) => model.candidatesFor(leaf, one).length > 0),
  );
  if (isHeard) return [];
  return [{ state: pathOf(node), message: `${use.command} asks for machine detection, and no state takes "${name}".` }];
}

/** A verdict that none of a node's candidates takes. */
function openVerdicts(node: AnyStateNode, { model }: Subject): Found[] {
  return [...(node.transitions as Map<string, readonly unknown[]>).keys()].flatMap((descriptor) => {
    const type = Object.keys(VERDICTS).find((one) => descriptor === one || descriptor.endsWith(`.${one}`));
    if (type === undefined) return [];
    const candidates = model.candidatesFor(node, descriptor);
    const open = VERDICTS[type]?.filter((result) => !candidates.some((one) => mayTake(one, type, result)));
    if (open === undefined || open.length === 0) return [];
    return [
      { state: pathOf(node), message: `"${descriptor}" leads nowhere when the verdict is ${open.join(' or ')}.` },
    ];
  });
}

function mayTake({ guard }: Candidate, type: string, result: string): boolean {
  const reference = guard === undefined ? undefined : namedReference(guard);
  if (reference?.name !== 'amd' || typeof reference.params === 'function') return true;
  return callGuards.amd({ context: {}, event: { type, payload: { result } } }, reference.params as never);
}

const MEDIA: ReadonlySet<string> = new Set([
  'speak',
  'startPlayback',
  'gatherUsingSpeak',
  'gatherUsingAudio',
  'gather',
]);

function talksTooSoon({ use, before, scene, leaves, node, isVague }: CommandInFacts, { model }: Subject): Found[] {
  const key = addressedLeg(use, scene);
  if (isVague || key === undefined || !MEDIA.has(use.command) || !only(legOf(before, key).detecting, Is.yes)) return [];
  const verdicts = Object.keys(VERDICTS).map((type) => (key === FIRST ? type : `${key}.${type}`));
  const hears = (leaf: AnyStateNode): boolean =>
    verdicts.some((event) => model.candidatesFor(leaf, event).some((candidate) => doesSomething(candidate)));
  if (leaves.every((leaf) => hears(leaf))) return [];
  return [
    {
      state: pathOf(node),
      message: `${use.command} starts before the verdict of machine detection, which this state does not take.`,
    },
  ];
}
