/** Streams a leg's media to a WebSocket. Source: Telnyx OpenAPI (StartStreaming); Telnyx docs: media streaming. */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { DialogflowConfig } from './dialogflow.ts';
import { streamCodecRule, streamKeys, streamSessionKeys } from './media-stream.ts';
import { breach, requires, rules, type Named, type ParamRule } from './param-rules.ts';
import { strictParams } from './strict-params.ts';

/** A stream needs somewhere to go. */
const destination: ParamRule<Named<'stream_url' | 'enable_dialogflow'>> = ({ stream_url, enable_dialogflow }) =>
  stream_url !== undefined || enable_dialogflow === true
    ? []
    : [breach('stream_url', '`stream_url` or `enable_dialogflow: true` is needed: add one.')];

/**
 * Params of `startStreaming`: `stream_url`, or `enable_dialogflow`. `streaming.started` or `streaming.failed` follows,
 * later `streaming.stopped`.
 *
 * @example
 * ```ts
 * import type { StartStreamingParams } from 'callchart';
 *
 * const params: StartStreamingParams = { stream_url: 'wss://media.example.com', stream_track: 'both_tracks' };
 * ```
 */
export const StartStreamingParams = strictParams('startStreaming', {
  ...streamKeys,
  ...streamSessionKeys,
  /** Values sent when the WebSocket is opened. */
  custom_parameters: z
    .array(
      strictParams('a custom parameter', {
        /** Name. */
        name: z.string().optional(),
        /** Value. */
        value: z.string().optional(),
      }),
    )
    .optional(),
  /** Settings of Dialogflow; needs `enable_dialogflow: true`. */
  dialogflow_config: DialogflowConfig.optional(),
  /** Whether Google Dialogflow gets the media. Default false. */
  enable_dialogflow: z.boolean().optional(),
  ...commandKeys,
}).superRefine(rules(destination, streamCodecRule, requires(['dialogflow_config'], 'enable_dialogflow', true)));
export interface StartStreamingParams extends z.input<typeof StartStreamingParams> {}
