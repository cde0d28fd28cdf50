import { test } from 'vitest';
import {
  startForking,
  startNoiseSuppression,
  startSiprec,
  startStreaming,
  startTranscription,
  stopForking,
  stopNoiseSuppression,
  stopSiprec,
  stopStreaming,
  stopTranscription,
  type CommandName,
} from 'callchart';
import { expectCreator, type CreatorCase } from './creators.ts';

const creators: readonly (readonly [CommandName, CreatorCase])[] = [
  [
    'startStreaming',
    {
      creator: startStreaming,
      params: { stream_url: 'wss://example.com/audio', stream_track: 'both_tracks' },
      bare: true,
    },
  ],
  ['stopStreaming', { creator: stopStreaming, params: {}, bare: true }],
  [
    'startForking',
    { creator: startForking, params: { rx: 'udp:192.0.2.1:9000', tx: 'udp:192.0.2.1:9001' }, bare: true },
  ],
  ['stopForking', { creator: stopForking, params: { stream_type: 'decrypted' }, bare: true }],
  ['startSiprec', { creator: startSiprec, params: { connector_name: 'recorder' }, bare: true }],
  ['stopSiprec', { creator: stopSiprec, params: {}, bare: true }],
  ['startTranscription', { creator: startTranscription, params: { transcription_tracks: 'inbound' }, bare: true }],
  ['stopTranscription', { creator: stopTranscription, params: {}, bare: true }],
  ['startNoiseSuppression', { creator: startNoiseSuppression, params: { direction: 'both' }, bare: true }],
  ['stopNoiseSuppression', { creator: stopNoiseSuppression, params: {}, bare: true }],
];

test.each(creators)('%s makes an action object', (name, creator) => {
  expectCreator(name, creator);
});
