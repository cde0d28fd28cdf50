import { test } from 'vitest';
import {
  addAIAssistantMessages,
  joinAIAssistant,
  leg,
  startAIAssistant,
  startConversationRelay,
  stopAIAssistant,
  stopConversationRelay,
  type CommandName,
} from 'callchart';
import { expectCreator, type CreatorCase } from './creators.ts';

const creators: readonly (readonly [CommandName, CreatorCase])[] = [
  [
    'startAIAssistant',
    {
      creator: startAIAssistant,
      params: { assistant: { id: 'assistant-1' }, greeting: 'How can I help?' },
      bare: true,
    },
  ],
  ['stopAIAssistant', { creator: stopAIAssistant, params: {}, bare: true }],
  [
    'joinAIAssistant',
    { creator: joinAIAssistant, params: { conversation_id: 'c-1', participant: { id: leg('agent'), role: 'user' } } },
  ],
  [
    'addAIAssistantMessages',
    {
      creator: addAIAssistantMessages,
      params: { messages: [{ role: 'system', content: 'The caller is a VIP.' }] },
      bare: true,
    },
  ],
  [
    'startConversationRelay',
    { creator: startConversationRelay, params: { url: 'wss://example.com/relay', greeting: 'Hello.' } },
  ],
  ['stopConversationRelay', { creator: stopConversationRelay, params: {}, bare: true }],
];

test.each(creators)('%s makes an action object', (name, creator) => {
  expectCreator(name, creator);
});
