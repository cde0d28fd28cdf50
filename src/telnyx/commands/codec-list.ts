/** Codecs in order of preference, as one comma-separated string. Source: Telnyx OpenAPI. */
import { z } from 'zod';

const codecs: readonly string[] = ['G722', 'PCMU', 'PCMA', 'G729', 'OPUS', 'VP8', 'H264', 'AMR-WB'];

/** `OPUS,G722,PCMU` and the like. */
export const CodecList = z.string().refine((list) => list.split(',').every((codec) => codecs.includes(codec.trim())), {
  error: `must be a comma-separated list of ${codecs.join(', ')}.`,
});
