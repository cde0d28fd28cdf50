/**
 * AI assistants as commands name them: a stored one with changes for this call (answer, dial, startAIAssistant), or one
 * made up for a single gathering (gatherUsingAI). Source: Telnyx OpenAPI (CallAssistantRequest, Assistant).
 */
import { z } from 'zod';
import { AssistantTool } from './assistant-tool.ts';
import { AssistantVoice } from './assistant-voice.ts';
import { SpokenText } from './speech.ts';
import { strictParams } from './strict-params.ts';

const externalLlmKeys = {
  /** How Telnyx authenticates there. Default `token`. */
  authentication_method: z.enum(['token', 'certificate']).optional(),
  /** Base URL of the endpoint. */
  base_url: z.string().optional(),
  /** Integration secret that holds the client certificate. */
  certificate_ref: z.string().optional(),
  /** Whether dynamic variables are sent along as `extra_metadata`. Default false. */
  forward_metadata: z.boolean().optional(),
  /** Integration secret that holds the API key. */
  llm_api_key_ref: z.string().optional(),
  /** Name of the model there. */
  model: z.string().optional(),
  /** URL that gives an access token, for authentication by certificate. */
  token_retrieval_url: z.string().optional(),
};

/** A language model of your own; takes further settings. */
export const ExternalLlm = z.looseObject(externalLlmKeys);
export interface ExternalLlm extends z.input<typeof ExternalLlm> {}

/** What is used when the assistant's model is unavailable; takes further settings. */
export const FallbackModel = z.looseObject({
  /** A language model of your own. */
  external_llm: strictParams('external_llm', externalLlmKeys).optional(),
  /** Integration secret that holds the API key. */
  llm_api_key_ref: z.string().optional(),
  /** Name of the model. */
  model: z.string().optional(),
});
export interface FallbackModel extends z.input<typeof FallbackModel> {}

/** A stored assistant; what is left out is as stored. */
export const CallAssistant = strictParams('assistant', {
  /** Id of the stored assistant. */
  id: z.string().min(1),
  /** Values for `{{name}}` in instructions, greeting and tools. */
  dynamic_variables: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  /** A language model of your own. */
  external_llm: ExternalLlm.optional(),
  /** What is used when the model is unavailable. */
  fallback_config: FallbackModel.optional(),
  /** First words, up to 3000 characters: text, or SSML for `AWS.Polly` voices. */
  greeting: SpokenText.optional(),
  /** System instructions; may name dynamic variables. */
  instructions: z.string().optional(),
  /** Integration secret that holds the API key of the model's provider. */
  llm_api_key_ref: z.string().optional(),
  /** MCP servers with further tools. */
  mcp_servers: z.array(z.record(z.string(), z.unknown())).optional(),
  /** Language model. */
  model: z.string().optional(),
  /** Name of the assistant. */
  name: z.string().optional(),
  /** Tracing, e.g. with Langfuse. */
  observability_settings: z.record(z.string(), z.unknown()).optional(),
  /** Integration secret that holds an OpenAI API key. @deprecated Use `llm_api_key_ref`. */
  openai_api_key_ref: z.string().optional(),
  /** Tools, in place of the stored ones. */
  tools: z.array(AssistantTool).optional(),
  /** How the assistant sounds. Source: official SDK 7.24.0. */
  voice_settings: AssistantVoice.optional(),
});
export interface CallAssistant extends z.input<typeof CallAssistant> {}

/** The assistant of one gathering. */
export const GatherAssistant = strictParams('assistant', {
  /** System instructions. */
  instructions: z.string().optional(),
  /** Language model. Default `Qwen/Qwen3-235B-A22B`. */
  model: z.string().optional(),
  /** Integration secret that holds an OpenAI API key; needed for OpenAI models only. */
  openai_api_key_ref: z.string().optional(),
  /** Tools that it can use. */
  tools: z.array(AssistantTool).optional(),
});
export interface GatherAssistant extends z.input<typeof GatherAssistant> {}

/** A further leg in a conversation with an assistant. */
export const ConversationParticipant = strictParams('a participant', {
  /** `call_control_id` of the leg. */
  id: z.string().min(1),
  /** `user`. */
  role: z.enum(['user']),
  /** Name that is shown. */
  name: z.string().optional(),
  /** What becomes of the conversation when this leg hangs up. Default `continue_conversation`. */
  on_hangup: z.enum(['continue_conversation', 'end_conversation']).optional(),
});
export interface ConversationParticipant extends z.input<typeof ConversationParticipant> {}
