/**
 * Streaming, forks, SIPREC, transcription, noise suppression: they answer and send their webhooks.
 * Source: Telnyx OpenAPI; Telnyx docs, Media streaming and API error codes.
 */
import { problem, type ProblemName } from '../problem.ts';
import type { Leg } from '../leg.ts';
import { type Handler, ok } from './command.ts';

const stopOf = (leg: Leg, found: boolean, refusal: ProblemName): ReturnType<Handler<'stopStreaming'>> =>
  found || leg.variants.stopOfNothing === 'ok' ? ok() : problem(refusal);

/** `streaming_start`: one stream or fork at a time. */
export const startStreaming: Handler<'startStreaming'> = ({ world }, leg, params) => {
  if (leg.streams.streams.length > 0 || leg.streams.forked) return problem('streamingUsed');
  const url = params.stream_url ?? 'dialogflow';
  leg.streams.startStream(url, {
    bidirectional: params.stream_bidirectional_mode !== undefined || params.enable_dialogflow === true,
    track: params.stream_track ?? 'inbound_track',
    reachable: typeof world.mediaFate(url) === 'number',
  });
  return ok();
};

/** `streaming_stop`. */
export const stopStreaming: Handler<'stopStreaming'> = (_carrier, leg, params) =>
  stopOf(leg, leg.streams.stopStreams(params.stream_id), 'streamingNotUsed');

/** `fork_start`: replaces a WebSocket stream (Telnyx docs: Media streaming). */
export const startForking: Handler<'startForking'> = (_carrier, leg, params) => {
  if (leg.streams.forked) return problem('streamingUsed');
  leg.streams.stopStreams();
  leg.streams.startFork(params.stream_type ?? 'decrypted');
  return ok();
};

/** `fork_stop`. */
export const stopForking: Handler<'stopForking'> = (_carrier, leg) => stopOf(leg, leg.streams.stopFork(), 'notForked');

/** `siprec_start`. */
export const startSiprec: Handler<'startSiprec'> = ({ world }, leg, params) => {
  leg.streams.startSiprec(typeof world.mediaFate(params.connector_name ?? 'siprec') === 'number');
  return ok();
};

/** `siprec_stop`. */
export const stopSiprec: Handler<'stopSiprec'> = (_carrier, leg) =>
  stopOf(leg, leg.streams.stopSiprec(), 'unprocessable');

/** `transcription_start`. */
export const startTranscription: Handler<'startTranscription'> = (_carrier, leg) => {
  if (leg.streams.transcribing) return problem('alreadyTranscribing');
  leg.streams.startTranscription();
  return ok();
};

/** `transcription_stop`. */
export const stopTranscription: Handler<'stopTranscription'> = (_carrier, leg) => {
  const timed = leg.recorder.running.some((recording) => recording.rules.silenceSecs > 0);
  if (leg.streams.transcribing && timed) return problem('transcriptionFixed');
  return stopOf(leg, leg.streams.stopTranscription(), 'unprocessable');
};

/** `suppression_start`: nothing is heard of it. */
export const startNoiseSuppression: Handler<'startNoiseSuppression'> = () => ok();

/** `suppression_stop`. */
export const stopNoiseSuppression: Handler<'stopNoiseSuppression'> = () => ok();
