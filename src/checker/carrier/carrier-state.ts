/**
 * The simulated carrier as plain data: its legs, what runs on them, and what is going to happen when. The same model as
 * `src/simulator`, in a form that can be copied, compared and gone back to; test/checker/carrier holds the two together.
 * It knows no flow and decides nothing.
 */
import type { Variants } from '../../simulator/variants.ts';

/** Something that is played, or waits for it. */
export interface MediaItem {
  readonly id: number;
  readonly kind: 'speak' | 'playback';
  readonly content: string;
  readonly url: string | undefined;
  readonly name: string | undefined;
  readonly endless: boolean;
  /** All its rounds together. */
  readonly lengthMs: number;
  readonly startMs: number;
  readonly overlay: boolean;
  readonly target: 'self' | 'opposite' | 'both';
  readonly announced: boolean;
  /** It is the prompt of that gather. */
  readonly gather: number | undefined;
  state: 'waiting' | 'starting' | 'playing';
}

/** The rules of a gather. */
export interface GatherRules {
  readonly minimum: number;
  readonly maximum: number;
  readonly valid: string;
  readonly terminator: string;
  readonly timeoutMs: number;
  readonly digitPauseMs: number;
  readonly firstDigitMs: number | undefined;
  readonly tries: number;
  readonly gatherId: string | undefined;
  readonly prompt: MediaSource | undefined;
  readonly again: MediaSource | undefined;
}

/** What a prompt is made of. */
export interface MediaSource {
  readonly kind: 'speak' | 'playback';
  readonly content: string;
  readonly url: string | undefined;
  readonly name: string | undefined;
  readonly announced: boolean;
}

/** A gather that runs. */
export interface Gathering {
  readonly id: number;
  readonly rules: GatherRules;
  phase: 'prompting' | 'collecting';
  attempt: number;
  digits: string;
  /** Somebody has typed something into it: once is enough to explore. */
  pressed: boolean;
  /** The phase in which typing was tried already. */
  isOffered: 'prompting' | 'collecting' | undefined;
}

/** A recording that runs. */
export interface Recording {
  readonly id: number;
  readonly startedAt: number;
  readonly format: string;
  readonly channels: string;
  readonly maxMs: number;
  readonly silenceMs: number;
  readonly transcribed: boolean;
  paused: boolean;
}

/** What a leg is joined to. */
export type Attachment =
  | { readonly kind: 'none' }
  | { readonly kind: 'bridged' | 'supervising'; readonly peer: number }
  | { readonly kind: 'queued'; readonly queue: string; readonly since: number; readonly music: boolean }
  | { readonly kind: 'conference'; readonly name: string };

/** Machine detection as a dial asked for it. */
export interface Detecting {
  readonly mode: 'detect' | 'detect_beep' | 'detect_words' | 'greeting_end' | 'premium';
  readonly limitMs: number;
}

/** Who picks up. */
export interface PickedUp {
  readonly verdict:
    'human' | 'machine' | 'not_sure' | 'human_residence' | 'human_business' | 'silence' | 'fax_detected';
  readonly beep: boolean;
}

/** A leg. */
export interface CarrierLeg {
  readonly index: number;
  readonly direction: 'incoming' | 'outgoing';
  readonly from: string;
  readonly to: string;
  readonly session: number;
  readonly initiatedAt: number;
  /** The leg that is transferred to it. */
  readonly transferOf: number | undefined;
  /** With whom it is joined when it is answered. */
  readonly joins: number | undefined;
  readonly timeLimitMs: number;
  readonly detection: Detecting | undefined;
  /** The params of the command that made or answers it. */
  opening: Readonly<Record<string, unknown>>;
  clientState: string | null;
  signalling: 'requested' | 'alerting' | 'answered' | 'ended';
  answering: boolean;
  by: PickedUp | undefined;
  answeredAt: number | undefined;
  endedAt: number | undefined;
  attachment: Attachment;
  held: boolean;
  parks: boolean;
  holds: boolean;
  media: readonly MediaItem[];
  gather: Gathering | undefined;
  recordings: readonly Recording[];
  conversation: Conversation | undefined;
  /** Streams by URL; those that talk back are heard. */
  streams: readonly { readonly url: string; readonly talks: boolean }[];
  transcribing: boolean;
  /** The leg that hears it ring: of a transfer, until it is bridged or over. */
  ringsFor: number | undefined;
  /** Keys outside a gather were tried already, since something last began to sound. */
  keyed: boolean;
  /** The party was asked something, or waits, and has been told nothing since. */
  isOwedWords: boolean;
  /** Since when the party hears nothing though somebody should talk. */
  deadSince: number | undefined;
}

/** An assistant, a relay or an AI gather on a leg. */
export interface Conversation {
  readonly kind: 'assistant' | 'relay' | 'gather';
  readonly startedAt: number;
}

/** Something that is going to happen. `bound`: not when the leg has ended by then. */
export interface Due {
  readonly at: number;
  readonly order: number;
  readonly leg: number;
  readonly bound: boolean;
  readonly what: Happening;
}

/** What happens at a time. */
export type Happening =
  | { readonly kind: 'emit'; readonly event: string; readonly payload: Payload }
  /** `hold back`: it has to wait until another one has arrived. */
  | { readonly kind: 'deliver' | 'hold back'; readonly webhook: Webhook }
  | { readonly kind: 'answered' | 'rings' | 'patience' | 'time limit' | 'ring timeout' | 'left behind' }
  | { readonly kind: 'media start' | 'media end' | 'cut prompt'; readonly item: number }
  | { readonly kind: 'gather timeout' | 'digit timeout'; readonly gather: number }
  | { readonly kind: 'press'; readonly key: string }
  | { readonly kind: 'bridge'; readonly peer: number; readonly announced: boolean }
  | { readonly kind: 'recording limit'; readonly recording: number }
  | { readonly kind: 'queue timeout' }
  | { readonly kind: 'verdict'; readonly result: string; readonly atMs: number; readonly beepMs: number | undefined }
  | { readonly kind: 'ai silence' }
  | { readonly kind: 'referred' | 'paid' }
  | { readonly kind: 'streams'; readonly url: string };

type Payload = Readonly<Record<string, unknown>>;

/** A webhook on its way. */
export interface Webhook {
  readonly id: string;
  readonly leg: number;
  readonly event: string;
  readonly emittedAt: number;
  readonly payload: Payload;
}

/** The carrier at a moment. Times are milliseconds since the call began. */
export interface CarrierState {
  /** When the call began, milliseconds since the Unix epoch: `now` counts from there. */
  readonly epochMs: number;
  now: number;
  order: number;
  /** Counts webhooks, items, recordings: what needs a name of its own. */
  count: number;
  readonly legs: CarrierLeg[];
  agenda: readonly Due[];
  readonly variants: Variants;
}

/** A copy that can be changed without changing the original. Lists are replaced, never changed in place. */
export function copyCarrier(state: CarrierState): CarrierState {
  return {
    ...state,
    legs: state.legs.map((leg) => ({
      ...leg,
      ...(leg.gather !== undefined && { gather: { ...leg.gather } }),
    })),
  };
}

/** The name of a leg in ladders: `A` is the first. */
export const legName = (index: number): string => String.fromCharCode(65 + (index % 26));

/** The leg's `call_control_id`. */
export const controlId = (index: number): string => `v3:leg-${legName(index)}`;

/** The leg that a `call_control_id` names. */
export const legOfControlId = (state: CarrierState, id: unknown): CarrierLeg | undefined =>
  state.legs.find(({ index }) => controlId(index) === id);
