/**
 * Whether a flow ends and leaves its caller without an answer: who was asked something, or waited, is hung up and has
 * been told nothing since. It moves nothing.
 */
import type { CallState } from '../../engine/call-state.ts';
import { isLive } from '../../engine/leg.ts';
import type { FlowModel } from '../model/flow-model.ts';
import type { World } from './world.ts';

/** What the flow itself may have asked for on its way out: then it has seen to the caller. */
const SEEN_TO: ReadonlySet<string> = new Set(['hangup', 'reject', 'speak', 'startPlayback', 'transfer', 'refer']);

/**
 * Whether the step from `before` to `after` cuts the caller off. Who is called by the flow waits for nothing, and where
 * something went wrong on the way an end without a word is the least of it.
 */
export function isCutOff({ carrier, fault }: World, before: CallState | undefined, after: CallState): boolean {
  if (after.machine.status !== 'done' || before?.machine.status !== 'active' || fault !== undefined) return false;
  const own = after.legs.find(({ first }) => first);
  const [leg] = carrier.legs;
  if (own === undefined || !isLive(own) || own.pending !== undefined || after.phase !== 'finishing') return false;
  if (leg?.direction !== 'incoming' || leg.signalling !== 'answered' || leg.attachment.kind !== 'none') return false;
  const isAsked = after.commands.some(
    ({ command, legId, by }) => legId === own.id && by !== 'engine' && SEEN_TO.has(command),
  );
  const isSaid = leg.media.some(({ gather, endless }) => gather === undefined && !endless);
  return leg.isOwedWords && !isAsked && !isSaid && leg.conversation === undefined && leg.streams.length === 0;
}

/** Whether a flow says something before an end of its own: then an end without a word is one that it has forgotten. */
export function saysGoodbye({ ways, flow, entryOf }: FlowModel): boolean {
  const says = ['call.speak.ended', 'call.playback.ended'];
  return ways.some(
    ({ from, event, to }) =>
      says.includes(event) &&
      to.some((leaf) => leaf.type === 'final' && leaf.parent === flow.machine.root) &&
      entryOf(from).some(({ command }) => command === 'speak' || command === 'startPlayback'),
  );
}
