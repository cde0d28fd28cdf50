/**
 * Recordings of a leg: on, paused, then saved or failed. Several may run at once. It knows nothing of what is recorded
 * but whether somebody speaks.
 */
import { isoTime, randomUuid } from './identifiers.ts';
import type { Cancel, Line } from './line.ts';
import { drawMs } from './timing.ts';

/** What a recording was started with (Telnyx OpenAPI: record_start, and `record_*` of answer, dial, transfer, bridge). */
export interface RecordingRules {
  readonly format: 'mp3' | 'wav';
  readonly channels: 'single' | 'dual';
  /** 0 = no limit. */
  readonly maxLengthSecs: number;
  /** Ends after so much silence; 0 = never. */
  readonly silenceSecs: number;
  readonly transcription: boolean;
}

/** How long a recording's URL works (Telnyx OpenAPI; captured as X-Amz-Expires=600). */
export const recordingUrlSecs = 600;

/** One recording. */
export class Recording {
  readonly id: string;
  readonly rules: RecordingRules;
  readonly startedAt: number;
  state: 'on' | 'paused' | 'over' = 'on';
  cancelLength: Cancel = () => {};
  cancelSilence: Cancel = () => {};

  constructor(id: string, rules: RecordingRules, startedAt: number) {
    this.id = id;
    this.rules = rules;
    this.startedAt = startedAt;
  }
}

/** What the recorder asks of the world outside the leg. */
export interface RecordingStorage {
  /** Whether storing the next recording fails, and why. */
  failure(): string | undefined;
  /** Keeps the recording; the answer is its URL, which works for `recordingUrlSecs`. */
  store(recordingId: string, format: 'mp3' | 'wav'): string;
}

/** The recordings of one leg. */
export class Recorder {
  readonly #line: Line;
  readonly #storage: RecordingStorage;
  #recordings: Recording[] = [];

  constructor(line: Line, storage: RecordingStorage) {
    this.#line = line;
    this.#storage = storage;
  }

  /** Those that run, paused ones included. */
  get running(): readonly Recording[] {
    return this.#recordings;
  }

  /** An id for a recording that starts later: with the answer of a leg. */
  nextId(): string {
    return randomUuid(this.#line.random);
  }

  start(rules: RecordingRules, id = this.nextId()): Recording {
    const recording = new Recording(id, rules, this.#line.now());
    this.#recordings.push(recording);
    if (rules.maxLengthSecs > 0) {
      recording.cancelLength = this.#line.after(rules.maxLengthSecs * 1_000, () => this.#stop(recording));
    }
    this.#armSilence(recording);
    return recording;
  }

  /** `undefined` means all of them. Saved some time after `inMs`. Answers whether there was one. */
  stop(recordingId: string | undefined, inMs = 0): boolean {
    return this.#each(recordingId, (recording) => this.#stop(recording, inMs));
  }

  pause(recordingId: string | undefined): boolean {
    return this.#each(recordingId, (recording) => {
      recording.state = 'paused';
      recording.cancelSilence();
    });
  }

  resume(recordingId: string | undefined): boolean {
    return this.#each(recordingId, (recording) => {
      recording.state = 'on';
      this.#armSilence(recording);
    });
  }

  /** Somebody spoke: the silence timers start again. */
  heardSpeech(): void {
    for (const recording of this.#recordings) this.#armSilence(recording);
  }

  #each(recordingId: string | undefined, run: (recording: Recording) => void): boolean {
    const found = this.#recordings.filter((each) => recordingId === undefined || each.id === recordingId);
    for (const recording of found) run(recording);
    return found.length > 0;
  }

  #armSilence(recording: Recording): void {
    recording.cancelSilence();
    if (recording.rules.silenceSecs === 0 || recording.state !== 'on') return;
    recording.cancelSilence = this.#line.after(recording.rules.silenceSecs * 1_000, () => this.#stop(recording));
  }

  #stop(recording: Recording, inMs = 0): void {
    recording.state = 'over';
    recording.cancelLength();
    recording.cancelSilence();
    this.#recordings = this.#recordings.filter((other) => other !== recording);
    this.#line.soundChanged();
    const savedInMs = inMs + drawMs(this.#line.random, this.#line.timing.recordingSaved);
    const reason = this.#storage.failure();
    if (reason === undefined) this.#announceSaved(recording, savedInMs);
    else this.#line.emitLater(savedInMs, 'call.recording.error', { reason });
  }

  #announceSaved(recording: Recording, savedInMs: number): void {
    const { rules, id } = recording;
    const started = isoTime(recording.startedAt);
    const ended = isoTime(this.#line.now());
    // The captured payload: `start_time` and `end_time` are the recording's, not the call's.
    this.#line.emitLater(savedInMs, 'call.recording.saved', {
      channels: rules.channels,
      end_time: ended,
      format: rules.format,
      public_recording_urls: {},
      recording_ended_at: ended,
      recording_id: id,
      recording_started_at: started,
      recording_urls: { [rules.format]: this.#storage.store(id, rules.format) },
      start_time: started,
    });
    if (!rules.transcription) return;
    const transcribedInMs = savedInMs + drawMs(this.#line.random, this.#line.timing.recordingTranscription);
    this.#line.emitLater(transcribedInMs, 'call.recording.transcription.saved', {
      recording_id: id,
      recording_transcription_id: randomUuid(this.#line.random),
      status: 'completed',
      transcription_text: 'Simulated transcription.',
    });
  }
}
