import { test } from 'vitest';
import { pauseRecording, resumeRecording, startRecording, stopRecording, type CommandName } from 'callchart';
import { expectCreator, type CreatorCase } from './creators.ts';

const creators: readonly (readonly [CommandName, CreatorCase])[] = [
  [
    'startRecording',
    { creator: startRecording, params: { format: 'mp3', channels: 'single', play_beep: true, max_length: 120 } },
  ],
  ['stopRecording', { creator: stopRecording, params: {}, bare: true }],
  ['pauseRecording', { creator: pauseRecording, params: {}, bare: true }],
  ['resumeRecording', { creator: resumeRecording, params: {}, bare: true }],
];

test.each(creators)('%s makes an action object', (name, creator) => {
  expectCreator(name, creator);
});
