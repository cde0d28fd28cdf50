/**
 * Streaming a leg's media over a WebSocket: the `stream_*` params of answer, dial and startStreaming. Source: Telnyx
 * OpenAPI; Telnyx docs: media streaming.
 */
import { z } from 'zod';
import { requires } from './param-rules.ts';

/** Direction of media that is streamed out. */
export const StreamTrack = z.enum(['inbound_track', 'outbound_track', 'both_tracks']);

/** The stream itself, outward and back. */
export const streamKeys = {
  /** Codec of RTP media sent back by the WebSocket side; needs `stream_bidirectional_mode: "rtp"`. Default `PCMU`. */
  stream_bidirectional_codec: z.enum(['PCMU', 'PCMA', 'G722', 'OPUS', 'AMR-WB', 'L16']).optional(),
  /** How the WebSocket side sends media back. Default `mp3`. */
  stream_bidirectional_mode: z.enum(['mp3', 'rtp']).optional(),
  /** Which legs hear what the WebSocket side sends back. Default `opposite`. */
  stream_bidirectional_target_legs: z.enum(['both', 'self', 'opposite']).optional(),
  /** Codec of the streamed audio; `default` takes the leg's own. Default `default`. */
  stream_codec: z.enum(['PCMU', 'PCMA', 'G722', 'OPUS', 'AMR-WB', 'L16', 'default']).optional(),
  /** Direction that is streamed. Default `inbound_track`. */
  stream_track: StreamTrack.optional(),
  /** WebSocket address that receives the stream. */
  stream_url: z.string().min(1).optional(),
};

/** What dial and startStreaming take beyond answer. */
export const streamSessionKeys = {
  /** Token sent when the WebSocket is opened, up to 4000 characters. */
  stream_auth_token: z.string().max(4_000).optional(),
  /** Sampling rate of the media sent back, in Hz. Default 8000. */
  stream_bidirectional_sampling_rate: z.literal([8_000, 16_000, 22_050, 24_000, 48_000]).optional(),
};

/** The codec of the way back is that of RTP. */
export const streamCodecRule = requires(['stream_bidirectional_codec'], 'stream_bidirectional_mode', 'rtp');
