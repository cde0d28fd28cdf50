/** How a dialled leg joins a conference. Source: Telnyx OpenAPI (dial, conference_config). */
import { z } from 'zod';
import { AudioUrl, MediaName } from './media-source.ts';
import { mutuallyExclusive, rules } from './param-rules.ts';
import { strictParams } from './strict-params.ts';

/** The conference, and how the leg enters and leaves it. */
export const ConferenceConfig = strictParams('conference_config', {
  /** Id of the conference. */
  id: z.guid().optional(),
  /** Name of the conference. */
  conference_name: z.string().optional(),
  /** When a beep is heard; in place of the conference's setting. */
  beep_enabled: z.enum(['always', 'never', 'on_enter', 'on_exit']).optional(),
  /** Whether the leg joins while it rings. Default true. */
  early_media: z.boolean().optional(),
  /** Whether everybody is hung up when the leg leaves. Default false. */
  end_conference_on_exit: z.boolean().optional(),
  /** Whether the leg joins on hold. Default false. */
  hold: z.boolean().optional(),
  /** URL of what is heard on hold; excludes `hold_media_name`. */
  hold_audio_url: AudioUrl.optional(),
  /** Uploaded file that is heard on hold; excludes `hold_audio_url`. */
  hold_media_name: MediaName.optional(),
  /** Whether the leg joins muted. Default false. */
  mute: z.boolean().optional(),
  /** Whether the conference ends, without hanging up others, when the leg leaves. Default false. */
  soft_end_conference_on_exit: z.boolean().optional(),
  /** Whether the conference starts when it is created; all are on hold until it does. Default true. */
  start_conference_on_create: z.boolean().optional(),
  /** Whether the conference starts when the leg enters. Default false. */
  start_conference_on_enter: z.boolean().optional(),
  /** Role of a supervisor in the conference; `none` is the same as `barge`. Default `none`. */
  supervisor_role: z.enum(['barge', 'monitor', 'none', 'whisper']).optional(),
  /** Legs that hear a whispering supervisor. */
  whisper_call_control_ids: z.array(z.string()).optional(),
}).superRefine(rules(mutuallyExclusive('hold_audio_url', 'hold_media_name')));
export interface ConferenceConfig extends z.input<typeof ConferenceConfig> {}
