/** Where the audio of a command comes from. Source: Telnyx OpenAPI. */
import { z } from 'zod';

/** A URL that Telnyx fetches a WAV or MP3 file from. */
export const AudioUrl = z.string().min(1);

/** The `media_name` of a WAV or MP3 file uploaded to Telnyx media storage by the same account. */
export const MediaName = z.string().min(1);
