/**
 * A leg as tests and tools may see it: plain data, a copy of one moment. It gives nobody a hold on the leg.
 */
import type { Heard } from './hearing.ts';
import type { HangupFacts, Leg } from './leg.ts';

/** A leg at a moment. */
export interface LegView {
  /** `A` is the first leg of the simulation, `B` the second … */
  readonly name: string;
  readonly callControlId: string;
  readonly callLegId: string;
  readonly callSessionId: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly from: string;
  readonly to: string;
  readonly clientState: string | null;
  readonly signalling: 'requested' | 'alerting' | 'answered' | 'ended';
  /** `peer` is another leg's name: the one bridged with, or the one supervised. */
  readonly attachment:
    | { readonly kind: 'none' }
    | { readonly kind: 'bridged' | 'supervising'; readonly peer: string }
    | { readonly kind: 'queued'; readonly queue: string }
    | { readonly kind: 'conference'; readonly conference: string };
  readonly held: boolean;
  readonly activities: {
    readonly media: readonly {
      readonly kind: 'speak' | 'playback';
      readonly content: string;
      readonly state: string;
      readonly overlay: boolean;
    }[];
    readonly gather: 'prompting' | 'collecting' | undefined;
    readonly recordings: readonly { readonly recordingId: string; readonly state: string }[];
    readonly detection: 'detecting' | 'greeting' | undefined;
    readonly transcribing: boolean;
    readonly streams: readonly string[];
    readonly forked: boolean;
    readonly siprec: boolean;
    readonly conversation: 'assistant' | 'relay' | 'gather' | undefined;
  };
  /** What the party hears. */
  readonly hears: Heard;
  /** For how long the party has heard nothing by now, milliseconds. */
  readonly silentMs: number;
  /** The longest time that the party heard nothing while answered, milliseconds. */
  readonly longestSilenceMs: number;
  /** The same, without the time in which a gather or a recording waited for the party. */
  readonly longestDeadAirMs: number;
  readonly answeredAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly hangup: HangupFacts | undefined;
}

/** Takes a look at a leg. */
export function viewLeg(leg: Leg): LegView {
  const { identity, silence } = leg;
  const now = leg.endedAt ?? leg.now();
  const gather = leg.gather?.phase;
  const detection = leg.detection?.state;
  return {
    name: identity.name,
    callControlId: identity.callControlId,
    callLegId: identity.callLegId,
    callSessionId: identity.callSessionId,
    direction: identity.direction,
    from: identity.from,
    to: identity.to,
    clientState: leg.clientState,
    signalling: leg.signalling,
    attachment: attachmentOf(leg),
    held: leg.held,
    activities: {
      media: leg.media.items.map(({ media, state }) => ({
        kind: media.kind,
        content: media.content,
        state,
        overlay: media.overlay,
      })),
      gather: gather === 'over' ? undefined : gather,
      recordings: leg.recorder.running.map(({ id, state }) => ({ recordingId: id, state })),
      detection: detection === 'over' ? undefined : detection,
      transcribing: leg.streams.transcribing,
      streams: leg.streams.streams.map((stream) => stream.url),
      forked: leg.streams.forked,
      siprec: leg.streams.siprec,
      conversation: leg.conversation?.kind,
    },
    hears: leg.hears,
    silentMs: silence.silentSince === undefined ? 0 : now - silence.silentSince,
    longestSilenceMs: silence.longestSilenceMs(now),
    longestDeadAirMs: silence.longestDeadAirMs(now),
    answeredAt: leg.answeredAt,
    endedAt: leg.endedAt,
    hangup: leg.hangup,
  };
}

function attachmentOf(leg: Leg): LegView['attachment'] {
  const { attachment } = leg;
  if (attachment.kind === 'bridged') return { kind: 'bridged', peer: attachment.peer.name };
  if (attachment.kind === 'supervising') return { kind: 'supervising', peer: attachment.supervised.name };
  if (attachment.kind === 'queued') return { kind: 'queued', queue: attachment.queue };
  return attachment;
}
