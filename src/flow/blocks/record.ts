/**
 * The block `record`: a caller leaves a message. A key, silence, the limit or hanging up end it; the file is taken once,
 * whichever of them it was, and whichever webhook comes first.
 */
import { assign } from 'xstate';
import { z } from 'zod';
import { startRecording, stopRecording } from '../commands/recording.ts';
import { checkBlock, MemberOption, TargetOption } from './block-options.ts';
import { outcomes, type BlockState, type BlockTransition, type Target } from './block-state.ts';
import { heard, heardEvent, heardLimitMs, PromptOption, type Prompt } from './prompt.ts';

/** A message that somebody left, as `record` puts it into the context. */
export interface RecordedMessage {
  readonly recording_id: string | null;
  /** Where the file is; the URL works for ten minutes (Telnyx docs: recordings). */
  readonly url: string | null;
  /** How long it is, where Telnyx says so. */
  readonly durationMs: number | null;
}

/** Options of {@link record}. */
export interface RecordOptions<Context> {
  /** What is heard before the beep. */
  readonly greeting: Prompt<Context>;
  /** The member of the context, a `RecordedMessage | null`, that gets the message. */
  readonly into?: (string & keyof Context) | undefined;
  /** Where it goes on when a message was left. */
  readonly next: Target;
  /** Where it goes on when nothing was said. */
  readonly empty: Target;
  /** Where it goes on when it cannot be recorded. */
  readonly failed: Target;
  /** Where it goes on when the caller hung up while or after they spoke; their message is in the context then too. */
  readonly callerLeft: Target;
  /** The key that ends the message. Default `#`. */
  readonly endKey?: string | undefined;
  /** The longest message, in seconds, 1 to 3600. Default 120. */
  readonly maxSecs?: number | undefined;
  /**
   * How much silence ends the message, in seconds, 1 to 60; `false`: none does, which a call that is transcribed needs
   * (Telnyx, 90053). Default 5.
   */
  readonly silenceSecs?: number | false | undefined;
  /** What is shorter is no message, in milliseconds. Default 1 000. */
  readonly shortestMs?: number | undefined;
  /** Format of the file. Default `mp3`. */
  readonly format?: 'mp3' | 'wav' | undefined;
}

const shape = {
  greeting: PromptOption,
  into: MemberOption.optional(),
  next: TargetOption,
  empty: TargetOption,
  failed: TargetOption,
  callerLeft: TargetOption,
  endKey: z
    .string()
    .regex(/^[0-9*#]$/, 'must be one of 0-9, * and #')
    .optional(),
  maxSecs: z.int().min(1).max(3_600).optional(),
  silenceSecs: z.union([z.int().min(1).max(60), z.literal(false)], 'must be 1 to 60, or false').optional(),
  shortestMs: z.int().min(0).max(60_000).optional(),
  format: z.enum(['mp3', 'wav']).optional(),
};

// A stopped recording is saved within seconds; then the caller would hear nothing for too long.
const savingMs = 8_000;
// After a hangup nobody waits (observed: 0.8 to 2.2 s).
const lateMs = 90_000;

/**
 * A state in which the caller hears the greeting and a beep and leaves a message. Keep what the context gets, or read
 * `recordings` in the runtime's `completed` hook, which is told of every file once, also when its webhook was late.
 *
 * @throws {CallchartError} `block.invalid` when an option is not right.
 *
 * @example
 * ```ts
 * import { record, type RecordedMessage } from 'callchart';
 *
 * const message = record<{ message: RecordedMessage | null }>({
 *   greeting: 'Nobody is here. Leave a message after the tone, and press pound when you are done.',
 *   into: 'message',
 *   next: 'thanks',
 *   empty: 'goodbye',
 *   failed: 'sorry',
 *   callerLeft: 'done',
 * });
 * ```
 */
export function record<Context>(options: RecordOptions<Context>): BlockState<Context> {
  checkBlock('record', shape, options);
  const { greeting, into, next, empty, failed, callerLeft } = options;
  const { endKey = '#', maxSecs = 120, silenceSecs = 5, shortestMs = 1_000, format = 'mp3' } = options;
  const keeping = into === undefined ? {} : { actions: kept(into) };
  const ends = outcomes({ saved: next, empty, failed, callerLeft });
  const saved = (isEmpty: (durationMs: number) => boolean, then: 'saved' | 'callerLeft'): BlockTransition[] => [
    { guard: lasting(isEmpty), target: then === 'saved' ? 'empty' : 'callerLeft' },
    { target: then, ...keeping },
  ];
  const isShort = (durationMs: number): boolean => durationMs < shortestMs;
  // Silence alone: it ended as soon as silence could end it.
  const isSilent = (durationMs: number): boolean =>
    isShort(durationMs) ||
    (silenceSecs !== false &&
      durationMs > silenceSecs * 1_000 - 500 &&
      durationMs < silenceSecs * 1_000 + Math.max(shortestMs, 500));
  return {
    initial: 'greeting',
    states: {
      greeting: {
        entry: heard(greeting),
        on: { [heardEvent(greeting)]: 'recording' },
        after: { [heardLimitMs(greeting)]: 'recording' },
      },
      recording: {
        entry: startRecording({
          format,
          channels: 'single',
          play_beep: true,
          max_length: maxSecs,
          ...(silenceSecs !== false && { timeout_secs: silenceSecs }),
        }),
        on: {
          'call.dtmf.received': {
            guard: { type: 'digits', params: endKey },
            target: 'saving',
            actions: stopRecording(),
          },
          'call.recording.saved': saved(isSilent, 'saved'),
          'call.recording.error': 'failed',
          'command.failed.startRecording': 'failed',
          'call.hangup': 'savingLate',
        },
        after: { [maxSecs * 1_000 + 15_000]: { target: 'saving', actions: stopRecording() } },
      },
      saving: {
        on: {
          'call.recording.saved': saved(isShort, 'saved'),
          'call.recording.error': 'failed',
          'call.hangup': 'savingLate',
        },
        after: { [savingMs]: 'saved' },
      },
      savingLate: {
        on: { 'call.recording.saved': saved(isShort, 'callerLeft'), 'call.recording.error': 'callerLeft' },
        after: { [lateMs]: 'callerLeft' },
      },
      ...ends.states,
    },
    onDone: ends.onDone,
  };
}

interface Saved {
  readonly recording_id?: string | null;
  readonly recording_urls?: { readonly mp3?: string | null; readonly wav?: string | null } | null;
  readonly recording_started_at?: string | null;
  readonly recording_ended_at?: string | null;
}

const payloadOf = (event: unknown): Saved => (event as { readonly payload?: Saved }).payload ?? {};

function durationOf({ recording_started_at: from, recording_ended_at: to }: Saved): number | null {
  const durationMs = Date.parse(to ?? '') - Date.parse(from ?? '');
  return Number.isNaN(durationMs) ? null : durationMs;
}

/** Whether a recording was that long; of one that does not tell it is not known to be empty. */
const lasting =
  (isSo: (durationMs: number) => boolean) =>
  ({ event }: { readonly event: unknown }): boolean => {
    const durationMs = durationOf(payloadOf(event));
    return durationMs !== null && isSo(durationMs);
  };

function kept(into: string): unknown {
  return assign<Readonly<Record<string, unknown>>, { type: string }, undefined, { type: string }, never>({
    [into]: ({ event }: { readonly event: unknown }): RecordedMessage => {
      const payload = payloadOf(event);
      const { recording_id, recording_urls } = payload;
      const url = recording_urls?.mp3 ?? recording_urls?.wav ?? null;
      return { recording_id: recording_id ?? null, url, durationMs: durationOf(payload) };
    },
  });
}
