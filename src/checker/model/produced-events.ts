/**
 * Which Telnyx events can come on which legs, by what may still be going on: the registry's expected webhooks of every
 * command that was asked for on some way here and whose end was not seen on it. It judges nothing.
 */
import type { AnyStateNode } from 'xstate';
import { commands as registry, type CommandName } from '../../telnyx/commands/registry.ts';
import { readLegAddress } from '../../flow/leg-address.ts';
import { type CommandUse, hasParam, roleMade } from './command-use.ts';
import { readEventName } from './event-names.ts';
import type { FlowModel, PlacedCommand } from './flow-model.ts';
import { addressedLeg, keyOf, namedLeg, type Scene } from './leg-changes.ts';
import { FIRST } from './leg-facts.ts';

/** Events that come whatever was asked for, as long as the leg is there. */
const UNASKED: ReadonlySet<string> = new Set([
  'call.hangup',
  'call.dtmf.received',
  'call.hold',
  'call.unhold',
  'call.cost',
  'call.sip_info.received',
  'call.initiated',
]);

/** What a command's end is told by: when it is seen, the command's events are over. */
const ENDS: Readonly<Partial<Record<CommandName, readonly string[]>>> = {
  speak: ['call.speak.ended'],
  startPlayback: ['call.playback.ended'],
  gather: ['call.gather.ended'],
  gatherUsingSpeak: ['call.gather.ended'],
  gatherUsingAudio: ['call.gather.ended'],
  gatherUsingAI: ['call.ai_gather.ended'],
  answer: ['call.answered'],
};

/** A leg's key, then the event's type. */
export type Expected = `${string} ${string}`;

/** For every leaf the Telnyx events that can come while it is active; `undefined` where that cannot be told. */
export function producedEvents(model: FlowModel): (leaf: AnyStateNode) => ReadonlySet<Expected> | undefined {
  const open = new Map<AnyStateNode, Set<string>>();
  const uses = new Map<string, OpenCommand>();
  const scene = (eventLeg: string | undefined): Scene => ({ firstRole: model.firstRole, eventLeg });
  const idOf = (use: CommandUse, leg: string | undefined): string => {
    const id = `${use.command} ${String(leg)} ${String(use.params['as'])} ${[...premium(use), ...opening(use)].join()}`;
    uses.set(id, { use, leg });
    return id;
  };
  const waiting = new Set<AnyStateNode>();
  const learn = (leaf: AnyStateNode, ids: ReadonlySet<string>): void => {
    const known = open.get(leaf);
    const next = new Set([...(known ?? []), ...ids]);
    if (known !== undefined && next.size === known.size) return;
    open.set(leaf, next);
    waiting.add(leaf);
  };
  const add = (ids: Set<string>, commands: readonly PlacedCommand[], eventLeg: string | undefined): Set<string> => {
    for (const { use } of commands) ids.add(idOf(use, addressedLeg(use, scene(eventLeg))));
    return ids;
  };
  for (const leaf of model.start.leaves) learn(leaf, add(new Set(), model.start.commands, FIRST));
  for (const leaf of waiting) {
    waiting.delete(leaf);
    for (const way of model.waysFrom(leaf)) {
      const name = readEventName(way.event);
      const role = name.kind === 'telnyx' ? (name.role ?? 'caller') : undefined;
      const leg = role === undefined ? undefined : keyOf(role, model);
      const type = name.kind === 'telnyx' ? name.type : '';
      const left = [...(open.get(leaf) ?? [])].filter((id) => !isOver(uses.get(id), type, leg));
      const after = add(new Set(left), way.commands, leg);
      for (const next of way.to) learn(next, after);
    }
  }
  return (leaf) => {
    const found = new Set<Expected>();
    for (const id of open.get(leaf) ?? []) {
      const asked = uses.get(id);
      const all = asked === undefined ? undefined : eventsOf(asked, model);
      if (all === undefined) return undefined;
      for (const one of all) found.add(one);
    }
    return found;
  };
}

/** Whether an event comes unasked. */
export const comesUnasked = (type: string): boolean =>
  UNASKED.has(type) || type.startsWith('conference.') || type.startsWith('call.conversation_insights');

/** A command that was asked for, and the leg that it was asked of; undefined when that may be any. */
interface OpenCommand {
  readonly use: CommandUse;
  readonly leg: string | undefined;
}

function isOver(asked: OpenCommand | undefined, type: string, leg: string | undefined): boolean {
  if (asked === undefined || ENDS[asked.use.command]?.includes(type) !== true) return false;
  return asked.leg === leg || asked.leg === undefined;
}

/** The events of one command; undefined when the legs that they come on are not known. */
function eventsOf({ use, leg }: OpenCommand, model: FlowModel): Expected[] | undefined {
  const made = roleMade(use);
  const other = otherLeg(use, made, model);
  const own = use.command === 'dial' ? (made === undefined ? undefined : keyOf(made, model)) : leg;
  if (own === undefined) return undefined;
  const list: Expected[] = [];
  const { params } = use;
  for (const { event, leg: side, when } of registry[use.command].webhooks) {
    if (when !== undefined && !mayApply(when, use)) continue;
    const key = side === 'A' ? own : other;
    if (key === undefined) {
      if (side === 'B' && use.command !== 'bridge' && use.command !== 'dial' && use.command !== 'sendSipInfo')
        return undefined;
      if (side === 'B' && (hasParam(use, 'link_to') || hasParam(use, 'call_control_id'))) return undefined;
      continue;
    }
    list.push(`${key} ${event}`);
  }
  // Bridging or transferring a leg that still rings answers it (variant V6).
  if (use.command === 'bridge' || use.command === 'transfer') list.push(`${own} call.answered`, `${own} call.dequeued`);
  // Somebody else takes a caller out of the queue, and talks.
  if (use.command === 'enqueue') list.push(`${own} call.bridged`);
  // A recording can start with what connects.
  if (params['record'] !== undefined) {
    for (const key of [own, other])
      if (key !== undefined) list.push(`${key} call.recording.saved`, `${key} call.recording.error`);
  }
  // What an assistant does by itself, and what a machine's verdict or a bridge cuts short, is told as well.
  if (use.command === 'gatherUsingAI' || use.command === 'joinAIAssistant') list.push(`${own} call.conversation.ended`);
  if (use.command === 'pay') list.push(`${own} call.recording.saved`);
  return list;
}

function otherLeg(use: CommandUse, made: string | undefined, model: FlowModel): string | undefined {
  const scene: Scene = { firstRole: model.firstRole, eventLeg: undefined };
  if (use.command === 'transfer') return made === undefined ? undefined : keyOf(made, model);
  if (use.command === 'bridge') return namedLeg(use, 'call_control_id', scene);
  if (use.command === 'dial')
    return readLegAddress(use.params['link_to']) === undefined ? undefined : namedLeg(use, 'link_to', scene);
  return undefined;
}

/** Whether the condition of an expected webhook may be given. Those that params decide are looked up. */
function mayApply(when: string, use: CommandUse): boolean {
  const { params } = use;
  const detection = params['answering_machine_detection'];
  const isNamed = typeof detection === 'string';
  if (when.startsWith('answering_machine_detection is premium'))
    return detection !== undefined && (!isNamed || detection === 'premium');
  if (when.startsWith('answering_machine_detection is given and waits')) {
    return detection !== undefined && (!isNamed || !['premium', 'detect', 'disabled'].includes(detection));
  }
  if (when.startsWith('answering_machine_detection is given')) {
    return detection !== undefined && (!isNamed || !['premium', 'disabled'].includes(detection));
  }
  if (when.startsWith('stream_url is given')) return params['stream_url'] !== undefined;
  if (when === 'transcription is true') return params['transcription'] !== undefined;
  if (when === 'bridge_on_answer is true') return params['bridge_on_answer'] !== undefined;
  if (when.startsWith('assistant or conversation_relay_config')) {
    return params['assistant'] !== undefined || params['conversation_relay_config'] !== undefined;
  }
  if (when.startsWith('record is given')) return params['record'] !== undefined;
  if (when === 'queue is given') return params['queue'] !== undefined;
  if (when.startsWith('deepfake_detection')) return params['deepfake_detection'] !== undefined;
  return true;
}

/** What of a dial or transfer decides about machine detection's events. */
const premium = (use: CommandUse): string[] => [String(use.params['answering_machine_detection'])];
/** What of a command that opens a leg decides about what starts with it. */
const opening = ({ params }: CommandUse): string[] =>
  [
    'record',
    'assistant',
    'stream_url',
    'transcription',
    'bridge_on_answer',
    'link_to',
    'call_control_id',
    'queue',
    'deepfake_detection',
  ].map((key) => {
    const value = params[key];
    return value === undefined ? '' : typeof value === 'string' ? value : key;
  });
