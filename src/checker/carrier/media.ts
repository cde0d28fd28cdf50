/**
 * The media queue of a leg as data: first in, first out; behind an endless loop nothing starts; overlays play beside.
 * The same as the simulator's. What becomes of a gather when its prompt ends is told to whoever asks.
 */
import { after, cancel } from './agenda.ts';
import type { CarrierLeg, CarrierState, MediaItem, MediaSource } from './carrier-state.ts';
import { modelTiming, msOf } from './model-timing.ts';
import { emit, emitLater } from './webhooks.ts';

/** Why an item ends. */
export type MediaStatus = 'completed' | 'cancelled' | 'call_hangup' | 'cancelled_amd';

/** What becomes of a gather whose prompt is over. */
export type PromptOver = (state: CarrierState, leg: CarrierLeg, gather: number) => void;

/** What is added to a queue. */
export interface NewMedia extends MediaSource {
  readonly rounds: number | 'infinity';
  readonly overlay: boolean;
  readonly target: MediaItem['target'];
  readonly gather: number | undefined;
}

/** Appends; starts when nothing is before it. @returns the item's number */
export function addMedia(state: CarrierState, leg: CarrierLeg, media: NewMedia): number {
  const { rounds, ...rest } = media;
  state.count += 1;
  const lengthMs =
    media.kind === 'speak'
      ? Math.max(
          modelTiming.speechMinimumMs,
          media.content.replaceAll(/<[^>]*>/g, '').length * modelTiming.speechPerCharacterMs,
        )
      : modelTiming.playbackLengthMs;
  const item: MediaItem = {
    ...rest,
    id: state.count,
    endless: rounds === 'infinity',
    lengthMs: lengthMs * (rounds === 'infinity' ? 1 : rounds),
    startMs: msOf(media.kind === 'speak' ? modelTiming.speakStart : modelTiming.playbackStart),
    state: 'waiting',
  };
  leg.media = [...leg.media, item];
  if (item.overlay) start(state, leg, item);
  else startHead(state, leg);
  return item.id;
}

function startHead(state: CarrierState, leg: CarrierLeg): void {
  const head = leg.media.find((item) => !item.overlay);
  if (head?.state === 'waiting') start(state, leg, head);
}

function change(leg: CarrierLeg, id: number, to: MediaItem['state']): void {
  leg.media = leg.media.map((item) => (item.id === id ? { ...item, state: to } : item));
}

function start(state: CarrierState, leg: CarrierLeg, item: MediaItem): void {
  change(leg, item.id, 'starting');
  after(state, leg.index, item.startMs, { kind: 'media start', item: item.id });
}

/** The item's time to sound has come. */
export function soundMedia(state: CarrierState, leg: CarrierLeg, id: number): void {
  const item = leg.media.find((one) => one.id === id);
  if (item === undefined) return;
  change(leg, id, 'playing');
  leg.keyed = false;
  // A question and music are no answer.
  if (!item.overlay) leg.isOwedWords = item.endless || item.gather !== undefined;
  if (item.announced) emit(state, leg, `call.${item.kind}.started`, describe(item));
  if (!item.endless) after(state, leg.index, item.lengthMs, { kind: 'media end', item: id });
}

/** Ends one item, wherever it is; a waiting one vanishes without a webhook. */
export function removeMedia(
  state: CarrierState,
  leg: CarrierLeg,
  id: number,
  status: MediaStatus,
  over: PromptOver,
): void {
  end(state, leg, id, status, over);
  startHead(state, leg);
}

/** Stops what sounds, or all. @returns whether there was anything */
export function stopMedia(state: CarrierState, leg: CarrierLeg, which: 'current' | 'all', over: PromptOver): boolean {
  const items = leg.media.filter((item) => !item.overlay);
  const [head, ...rest] = items;
  if (which === 'all') for (const item of rest) end(state, leg, item.id, 'cancelled', over);
  if (head !== undefined) end(state, leg, head.id, 'cancelled', over);
  startHead(state, leg);
  return items.length > 0;
}

/** Stops overlays. @returns whether there was any */
export function stopOverlays(state: CarrierState, leg: CarrierLeg, over: PromptOver): boolean {
  const items = leg.media.filter((item) => item.overlay);
  for (const item of items) end(state, leg, item.id, 'cancelled', over);
  return items.length > 0;
}

/** Ends everything: a verdict, a bridge, the end of the leg. */
export function cutMedia(state: CarrierState, leg: CarrierLeg, status: MediaStatus, over: PromptOver): void {
  const items = leg.media;
  for (const item of items.filter((one) => one.state === 'waiting')) end(state, leg, item.id, status, over);
  for (const item of items) end(state, leg, item.id, status, over);
}

function end(state: CarrierState, leg: CarrierLeg, id: number, status: MediaStatus, over: PromptOver): void {
  const item = leg.media.find((one) => one.id === id);
  if (item === undefined) return;
  leg.media = leg.media.filter((one) => one !== item);
  cancel(state, ({ what, leg: index }) => index === leg.index && 'item' in what && what.item === id);
  if (item.state !== 'waiting' && item.announced) {
    // A speak has no `cancelled` on the wire (the simulator's reading).
    const wireStatus = item.kind === 'speak' && status === 'cancelled' ? 'completed' : status;
    const delayMs = status === 'call_hangup' ? msOf(modelTiming.endings) : 0;
    emitLater(state, leg, delayMs, `call.${item.kind}.ended`, { ...describe(item), status: wireStatus });
  }
  if (item.gather !== undefined) over(state, leg, item.gather);
}

function describe(item: MediaItem): Record<string, unknown> {
  if (item.kind === 'speak') return { speak_id: `speak-${item.id}` };
  return {
    ...(item.url !== undefined && { media_url: item.url }),
    ...(item.name !== undefined && { media_name: item.name }),
    overlay: item.overlay,
  };
}
