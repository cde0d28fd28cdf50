import { test } from 'vitest';
import { sendDtmf, sendSipInfo, speak, startPlayback, stopPlayback, type CommandName } from 'callchart';
import { expectCreator, type CreatorCase } from './creators.ts';

const creators: readonly (readonly [CommandName, CreatorCase])[] = [
  ['speak', { creator: speak, params: { payload: 'Welcome.', voice: 'female' } }],
  [
    'startPlayback',
    { creator: startPlayback, params: { audio_url: 'https://example.com/hold.mp3', loop: 'infinity' }, bare: true },
  ],
  ['stopPlayback', { creator: stopPlayback, params: { stop: 'all' }, bare: true }],
  ['sendDtmf', { creator: sendDtmf, params: { digits: '1www2', duration_millis: 250 } }],
  ['sendSipInfo', { creator: sendSipInfo, params: { content_type: 'application/json', body: '{}' } }],
];

test.each(creators)('%s makes an action object', (name, creator) => {
  expectCreator(name, creator);
});
