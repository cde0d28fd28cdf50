/** Messages of a conversation with an AI assistant, told apart by `role`. Source: Telnyx OpenAPI. */
import { z } from 'zod';
import { strictParams } from './strict-params.ts';

const metadataKey = {
  /** Facts that go with the message. */
  metadata: z.record(z.string(), z.unknown()).optional(),
};

/** Said by the user. */
export const UserMessage = strictParams('a user message', {
  /** `user`. */
  role: z.literal('user'),
  /** The words. */
  content: z.string(),
  ...metadataKey,
});
export interface UserMessage extends z.input<typeof UserMessage> {}

/** Said by the assistant. */
export const AssistantMessage = strictParams('an assistant message', {
  /** `assistant`. */
  role: z.literal('assistant'),
  /** The words; needed unless `tool_calls` is given. */
  content: z.string().optional(),
  /** Tools that the model called. */
  tool_calls: z
    .array(
      strictParams('a tool call', {
        /** Id of the call. */
        id: z.string(),
        /** The function. */
        function: strictParams('a function', {
          /** Name of the function. */
          name: z.string(),
        }),
        /** `function`. */
        type: z.literal('function'),
      }),
    )
    .optional(),
  ...metadataKey,
});
export interface AssistantMessage extends z.input<typeof AssistantMessage> {}

/** What a tool answered. */
export const ToolMessage = strictParams('a tool message', {
  /** `tool`. */
  role: z.literal('tool'),
  /** The answer. */
  content: z.string(),
  /** The call that it answers. */
  tool_call_id: z.string(),
  ...metadataKey,
});
export interface ToolMessage extends z.input<typeof ToolMessage> {}

/** Instructions of the system. */
export const SystemMessage = strictParams('a system message', {
  /** `system`. */
  role: z.literal('system'),
  /** The instructions. */
  content: z.string(),
  ...metadataKey,
});
export interface SystemMessage extends z.input<typeof SystemMessage> {}

/** Instructions of the developer. */
export const DeveloperMessage = strictParams('a developer message', {
  /** `developer`. */
  role: z.literal('developer'),
  /** The instructions. */
  content: z.string(),
  ...metadataKey,
});
export interface DeveloperMessage extends z.input<typeof DeveloperMessage> {}

/** Any message. */
export const ConversationMessage = z.discriminatedUnion('role', [
  UserMessage,
  AssistantMessage,
  ToolMessage,
  SystemMessage,
  DeveloperMessage,
]);
export type ConversationMessage = z.input<typeof ConversationMessage>;
