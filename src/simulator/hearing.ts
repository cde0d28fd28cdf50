/**
 * What the party at the far end of a leg hears, and for how long it heard nothing. Silence is the outage that users of
 * call flows suffer from most, so it is measured, not guessed. It changes nothing on any leg.
 */
import type { MediaItem } from './media-queue.ts';

/** What a party hears at a moment. */
export type Heard =
  | { readonly kind: 'nothing' }
  /** The leg is not answered yet, or rings somebody else: ringback tone. */
  | { readonly kind: 'ringback' }
  | { readonly kind: 'speak'; readonly text: string }
  | { readonly kind: 'playback'; readonly media: string }
  /** Another leg; `leg` is its name in the ladder. */
  | { readonly kind: 'peer'; readonly leg: string }
  | { readonly kind: 'queue'; readonly queue: string }
  | { readonly kind: 'conference'; readonly conference: string }
  | { readonly kind: 'assistant' }
  | { readonly kind: 'stream' };

/** What of a leg decides about what is heard on it. */
export interface Listener {
  readonly name: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly signalling: 'requested' | 'alerting' | 'answered' | 'ended';
  readonly held: boolean;
  readonly media: { readonly playing: readonly MediaItem[] };
  /** Legs that ring on this one's behalf, and what is played meanwhile. */
  readonly ringing: readonly { readonly media: string | undefined }[];
  readonly conversation: object | undefined;
  readonly streams: { readonly talksBack: boolean };
  readonly attachment:
    | { readonly kind: 'none' }
    | { readonly kind: 'bridged'; readonly peer: Listener }
    | { readonly kind: 'queued'; readonly queue: string; readonly music: boolean }
    | { readonly kind: 'conference'; readonly conference: string }
    | { readonly kind: 'supervising'; readonly supervised: Listener };
}

const nothing: Heard = { kind: 'nothing' };

/** What the party on that leg hears now. */
export function whatIsHeard(leg: Listener): Heard {
  if (leg.signalling === 'ended') return nothing;
  if (leg.signalling !== 'answered') return leg.direction === 'incoming' ? { kind: 'ringback' } : nothing;
  const media = audibleOn(leg);
  if (media) {
    const { kind, content } = media.media;
    return kind === 'speak' ? { kind, text: content } : { kind, media: content };
  }
  if (leg.conversation) return { kind: 'assistant' };
  if (leg.streams.talksBack) return { kind: 'stream' };
  return attachmentHeard(leg);
}

function attachmentHeard(leg: Listener): Heard {
  const { attachment } = leg;
  if (attachment.kind === 'bridged') {
    return attachment.peer.held ? nothing : { kind: 'peer', leg: attachment.peer.name };
  }
  if (attachment.kind === 'queued' && attachment.music) return { kind: 'queue', queue: attachment.queue };
  if (attachment.kind === 'conference') return { kind: 'conference', conference: attachment.conference };
  if (attachment.kind === 'supervising') return { kind: 'peer', leg: attachment.supervised.name };
  const ringing = leg.ringing[0];
  if (!ringing) return nothing;
  return ringing.media === undefined ? { kind: 'ringback' } : { kind: 'playback', media: ringing.media };
}

function audibleOn(leg: Listener): MediaItem | undefined {
  const own = leg.media.playing.find((item) => item.media.target !== 'opposite');
  if (own || leg.attachment.kind !== 'bridged') return own;
  return leg.attachment.peer.media.playing.find((item) => item.media.target !== 'self');
}

/** Adds up silence on one answered leg. */
export class SilenceMeter {
  #silentSince: number | undefined;
  #deadSince: number | undefined;
  #longestSilenceMs = 0;
  #longestDeadAirMs = 0;

  /**
   * Notes what is the case from now on.
   * @param silent the party hears nothing
   * @param awaited something waits for the party itself (a gather, a recording), so that silence is no outage
   */
  note(now: number, silent: boolean, awaited: boolean): void {
    this.#longestSilenceMs = Math.max(this.#longestSilenceMs, sinceMs(this.#silentSince, now));
    this.#longestDeadAirMs = Math.max(this.#longestDeadAirMs, sinceMs(this.#deadSince, now));
    this.#silentSince = silent ? (this.#silentSince ?? now) : undefined;
    this.#deadSince = silent && !awaited ? (this.#deadSince ?? now) : undefined;
  }

  /** Since when the party has heard nothing; undefined while it hears something. */
  get silentSince(): number | undefined {
    return this.#silentSince;
  }

  longestSilenceMs(now: number): number {
    return Math.max(this.#longestSilenceMs, sinceMs(this.#silentSince, now));
  }

  longestDeadAirMs(now: number): number {
    return Math.max(this.#longestDeadAirMs, sinceMs(this.#deadSince, now));
  }
}

function sinceMs(since: number | undefined, now: number): number {
  return since === undefined ? 0 : now - since;
}
