import { test } from 'vitest';
import {
  gather,
  gatherUsingAI,
  gatherUsingAudio,
  gatherUsingSpeak,
  pay,
  stopGather,
  type CommandName,
} from 'callchart';
import { expectCreator, type CreatorCase } from './creators.ts';

const creators: readonly (readonly [CommandName, CreatorCase])[] = [
  ['gather', { creator: gather, params: { maximum_digits: 4, sensitive: true }, bare: true }],
  [
    'gatherUsingSpeak',
    { creator: gatherUsingSpeak, params: { payload: 'Press 1 for sales.', voice: 'female', maximum_digits: 1 } },
  ],
  [
    'gatherUsingAudio',
    { creator: gatherUsingAudio, params: { audio_url: 'https://example.com/menu.mp3', maximum_digits: 1 }, bare: true },
  ],
  [
    'gatherUsingAI',
    {
      creator: gatherUsingAI,
      params: {
        greeting: 'What is your name?',
        parameters: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
      },
    },
  ],
  ['stopGather', { creator: stopGather, params: {}, bare: true }],
  ['pay', { creator: pay, params: { connector_name: 'shop', amount: 10 }, bare: true }],
];

test.each(creators)('%s makes an action object', (name, creator) => {
  expectCreator(name, creator);
});
