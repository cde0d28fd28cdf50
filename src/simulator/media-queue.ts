/**
 * The media queue of a leg: what is spoken or played goes first in, first out; an item behind an endless loop never
 * starts; overlays play beside it. It knows nothing of gathers, bridges or AMD, which only add, stop or cut.
 */
import { speakId } from './identifiers.ts';
import type { Cancel, Line } from './line.ts';
import { drawMs } from './timing.ts';

/** Why an item ended. A speak has no `cancelled` on the wire: there it reads `completed` (Telnyx OpenAPI; [X]). */
export type MediaStatus = 'completed' | 'cancelled' | 'call_hangup' | 'cancelled_amd' | 'file_not_found' | 'failed';

/** What is to be heard. */
export interface Media {
  readonly kind: 'speak' | 'playback';
  /** The words of a speak, or the URL or name of what is played. */
  readonly content: string;
  readonly mediaUrl?: string | undefined;
  readonly mediaName?: string | undefined;
  /** How often; `Infinity` never ends. */
  readonly loops: number;
  readonly lengthMs: number;
  readonly startMs: number;
  /** Set: it never starts, and fails with this status. */
  readonly failure?: 'file_not_found' | 'failed' | undefined;
  readonly overlay: boolean;
  readonly target: 'self' | 'opposite' | 'both';
  /** Whether started and ended are sent to the application. */
  readonly announced: boolean;
  readonly onEnded?: ((status: MediaStatus) => void) | undefined;
}

/** One item of the queue. */
export class MediaItem {
  readonly media: Media;
  readonly speakId: string;
  state: 'waiting' | 'starting' | 'playing' | 'over' = 'waiting';
  cancelTimer: Cancel = () => {};

  constructor(media: Media, id: string) {
    this.media = media;
    this.speakId = id;
  }
}

/** The queue of one leg. */
export class MediaQueue {
  readonly #line: Line;
  #items: MediaItem[] = [];
  #overlays: MediaItem[] = [];

  constructor(line: Line) {
    this.#line = line;
  }

  /** Everything that plays or waits, the head first, overlays last. */
  get items(): readonly MediaItem[] {
    return [...this.#items, ...this.#overlays];
  }

  /** What is audible now. */
  get playing(): readonly MediaItem[] {
    return this.items.filter((item) => item.state === 'playing');
  }

  /** Whether an overlay has something to lie over (Telnyx OpenAPI: playback_start, `overlay`). */
  get acceptsOverlay(): boolean {
    return this.#items.some((item) => item.media.kind === 'playback' && item.state !== 'over');
  }

  /** Appends; starts at once when nothing is before it, or when it is an overlay. */
  add(media: Media): MediaItem {
    const item = new MediaItem(media, speakId(this.#line.random));
    if (media.overlay) {
      this.#overlays.push(item);
      this.#start(item);
    } else {
      this.#items.push(item);
      this.#startHead();
    }
    return item;
  }

  /** Ends one item, wherever it is; a waiting one vanishes without a webhook. */
  remove(item: MediaItem, status: MediaStatus): void {
    this.#end(item, status);
    this.#startHead();
  }

  /** Telnyx OpenAPI, playback_stop: `current` goes on with the next item, `all` empties the queue. */
  stop(which: 'current' | 'all'): boolean {
    const found = this.#items.length > 0;
    const [head, ...rest] = this.#items;
    if (which === 'all') for (const item of rest) this.#end(item, 'cancelled');
    if (head) this.#end(head, 'cancelled');
    this.#startHead();
    return found;
  }

  /** Ends the overlays and nothing else. */
  stopOverlays(): boolean {
    const found = this.#overlays.length > 0;
    for (const item of this.#overlays) this.#end(item, 'cancelled');
    return found;
  }

  /** Ends everything: a verdict cuts in, a bridge takes the leg over, or the leg is over. */
  cut(status: MediaStatus): void {
    const items = this.items;
    this.#items = [];
    this.#overlays = [];
    for (const item of items.filter((each) => each.state === 'waiting')) this.#end(item, status);
    for (const item of items) this.#end(item, status);
  }

  #startHead(): void {
    const head = this.#items[0];
    if (head?.state === 'waiting') this.#start(head);
  }

  #start(item: MediaItem): void {
    const { media } = item;
    item.state = 'starting';
    if (media.failure) {
      const { failure } = media;
      item.cancelTimer = this.#line.after(drawMs(this.#line.random, this.#line.timing.playbackFailure), () =>
        this.remove(item, failure),
      );
      return;
    }
    item.cancelTimer = this.#line.after(media.startMs, () => {
      item.state = 'playing';
      if (media.announced) this.#line.emit(`call.${media.kind}.started`, describe(item));
      this.#line.soundChanged();
      if (media.loops === Infinity) return;
      item.cancelTimer = this.#line.after(media.lengthMs * media.loops, () => this.remove(item, 'completed'));
    });
  }

  #end(item: MediaItem, status: MediaStatus): void {
    if (item.state === 'over') return;
    const begun = item.state !== 'waiting';
    item.state = 'over';
    item.cancelTimer();
    this.#items = this.#items.filter((other) => other !== item);
    this.#overlays = this.#overlays.filter((other) => other !== item);
    if (begun && item.media.announced) this.#announceEnd(item, status);
    this.#line.soundChanged();
    item.media.onEnded?.(status);
  }

  #announceEnd(item: MediaItem, status: MediaStatus): void {
    const wireStatus = item.media.kind === 'speak' && status === 'cancelled' ? 'completed' : status;
    const payload = { ...describe(item), status: wireStatus };
    const delayMs = status === 'call_hangup' ? drawMs(this.#line.random, this.#line.timing.endings) : 0;
    const eventType = `call.${item.media.kind}.ended`;
    if (delayMs === 0) this.#line.emit(eventType, payload);
    else this.#line.emitLater(delayMs, eventType, payload);
  }
}

/** The payload keys that captures and the OpenAPI examples show (`speak_id` is captured, not documented). */
function describe(item: MediaItem): Record<string, unknown> {
  if (item.media.kind === 'speak') return { speak_id: item.speakId };
  return {
    ...(item.media.mediaUrl !== undefined && { media_url: item.media.mediaUrl }),
    ...(item.media.mediaName !== undefined && { media_name: item.media.mediaName }),
    overlay: item.media.overlay,
  };
}
