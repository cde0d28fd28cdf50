/**
 * Copies of a leg's audio that leave the platform: WebSocket streams, RTP forks, SIPREC, and live transcription. They
 * answer and send their webhooks; no audio flows. They know nothing of who listens.
 */
import { randomUuid } from './identifiers.ts';
import type { Line } from './line.ts';
import { drawMs } from './timing.ts';

interface Stream {
  readonly id: string;
  readonly url: string;
  readonly bidirectional: boolean;
}

/** What leaves one leg. */
export class MediaStreams {
  readonly #line: Line;
  #streams: Stream[] = [];
  #forkType: string | undefined;
  #siprec = false;
  #transcribing = false;

  constructor(line: Line) {
    this.#line = line;
  }

  get streams(): readonly Stream[] {
    return this.#streams;
  }
  get forked(): boolean {
    return this.#forkType !== undefined;
  }
  get siprec(): boolean {
    return this.#siprec;
  }
  get transcribing(): boolean {
    return this.#transcribing;
  }
  /** A stream that can talk back holds the leg. */
  get talksBack(): boolean {
    return this.#streams.some((stream) => stream.bidirectional);
  }

  startStream(url: string, options: { bidirectional: boolean; track: string; reachable: boolean }): void {
    const stream: Stream = { id: randomUuid(this.#line.random), url, bidirectional: options.bidirectional };
    const startMs = drawMs(this.#line.random, this.#line.timing.streamStart);
    if (!options.reachable) {
      this.#line.emitLater(startMs, 'streaming.failed', {
        failure_reason: 'connection_failed',
        stream_id: stream.id,
        stream_params: { stream_url: url, track: options.track },
        stream_type: 'websocket',
      });
      return;
    }
    this.#streams.push(stream);
    this.#line.soundChanged();
    this.#line.after(startMs, () => this.#line.emit('streaming.started', { stream_url: url }));
  }

  /** `undefined` means all. Answers whether there was one. */
  stopStreams(streamId?: string, delayMs = 0): boolean {
    const stopped = this.#streams.filter((stream) => streamId === undefined || stream.id === streamId);
    this.#streams = this.#streams.filter((stream) => !stopped.includes(stream));
    for (const stream of stopped) this.#send(delayMs, 'streaming.stopped', { stream_url: stream.url });
    this.#line.soundChanged();
    return stopped.length > 0;
  }

  startFork(streamType: string): void {
    this.#forkType = streamType;
    this.#line.after(drawMs(this.#line.random, this.#line.timing.streamStart), () =>
      this.#line.emit('call.fork.started', { stream_type: streamType }),
    );
  }

  stopFork(delayMs = 0): boolean {
    if (this.#forkType === undefined) return false;
    this.#send(delayMs, 'call.fork.stopped', { stream_type: this.#forkType });
    this.#forkType = undefined;
    return true;
  }

  startSiprec(reachable: boolean): void {
    const startMs = drawMs(this.#line.random, this.#line.timing.streamStart);
    if (!reachable) {
      this.#line.emitLater(startMs, 'siprec.failed', { failure_cause: 'connection_failed' });
      return;
    }
    this.#siprec = true;
    this.#line.after(startMs, () => this.#line.emit('siprec.started'));
  }

  stopSiprec(delayMs = 0): boolean {
    if (!this.#siprec) return false;
    this.#siprec = false;
    this.#send(delayMs, 'siprec.stopped', { hangup_cause: 'normal_clearing' });
    return true;
  }

  startTranscription(): void {
    this.#transcribing = true;
  }

  stopTranscription(): boolean {
    const was = this.#transcribing;
    this.#transcribing = false;
    return was;
  }

  /** What the party said, as text, some time later. */
  transcribe(text: string): void {
    if (!this.#transcribing) return;
    this.#line.after(drawMs(this.#line.random, this.#line.timing.transcription), () =>
      this.#line.emit('call.transcription', {
        transcription_data: { confidence: 0.97, is_final: true, transcript: text, transcription_track: 'inbound' },
      }),
    );
  }

  /** The leg is over: everything stops, in no particular order. */
  end(): void {
    const delayMs = (): number => drawMs(this.#line.random, this.#line.timing.endings);
    this.stopStreams(undefined, delayMs());
    this.stopFork(delayMs());
    this.stopSiprec(delayMs());
    this.#transcribing = false;
  }

  #send(delayMs: number, eventType: string, payload: Record<string, unknown>): void {
    if (delayMs === 0) this.#line.emit(eventType, payload);
    else this.#line.emitLater(delayMs, eventType, payload);
  }
}
