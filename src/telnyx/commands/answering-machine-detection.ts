/**
 * Detection of answering machines on an outbound leg (dial, transfer). Source: Telnyx OpenAPI; Telnyx docs: answering
 * machine detection; the `beep_*` settings are of the official SDK 7.24.0.
 */
import { z } from 'zod';
import { requires, type ParamRule } from './param-rules.ts';
import { strictParams } from './strict-params.ts';

/** Settings of the detection. */
export const AnsweringMachineDetectionConfig = strictParams('answering_machine_detection_config', {
  /** Silence after a greeting that makes it a human's, in milliseconds. Default 800. */
  after_greeting_silence_millis: z.int().optional(),
  /** `both`: amplitude and frequency have to agree on a beep; `freq_only`: frequency alone. */
  beep_detection_profile: z.enum(['both', 'freq_only']).optional(),
  /** Highest frequency of a beep, in Hz. */
  beep_max_frequency_hz: z.number().optional(),
  /** Lowest frequency of a beep, in Hz; above 480 leaves out North American ringback. */
  beep_min_frequency_hz: z.number().optional(),
  /** Shortest beep, in milliseconds. */
  beep_min_tone_duration_millis: z.int().optional(),
  /** Whether a beep has to pass a spectral check as well. */
  beep_spectral_confirmation: z.boolean().optional(),
  /** Spectral purity that a beep needs, 0 to 1. */
  beep_spectral_min_purity: z.number().min(0).max(1).optional(),
  /** Whether the calling tone of a fax is no beep. */
  beep_spectral_reject_fax_cng: z.boolean().optional(),
  /** Window of the spectral check, in milliseconds. */
  beep_spectral_window_millis: z.int().optional(),
  /** Longest silence between two words, in milliseconds. Default 50. */
  between_words_silence_millis: z.int().optional(),
  /** Longest greeting of a human, in milliseconds; a longer one is a machine's. Default 3500. */
  greeting_duration_millis: z.int().optional(),
  /** Silence that ends a machine's greeting, in milliseconds. Default 1500. */
  greeting_silence_duration_millis: z.int().optional(),
  /** Longest wait for the end of a machine's greeting, in milliseconds. Default 5000. */
  greeting_total_analysis_time_millis: z.int().optional(),
  /** Silence at the start that makes it a machine, in milliseconds. Default 3500. */
  initial_silence_millis: z.int().optional(),
  /** More words than this make it a machine. Default 5. */
  maximum_number_of_words: z.int().optional(),
  /** A longer word makes it a machine, in milliseconds. Default 3500. */
  maximum_word_length_millis: z.int().optional(),
  /** Loudness below which nothing is analysed. Default 256. */
  silence_threshold: z.int().optional(),
  /** Longest detection, in milliseconds. Default 3500 (`premium`: 30000). */
  total_analysis_time_millis: z.int().optional(),
});
export interface AnsweringMachineDetectionConfig extends z.input<typeof AnsweringMachineDetectionConfig> {}

/** The `answering_machine_*` params. */
export const machineDetectionKeys = {
  /**
   * Whether and how an answering machine is told from a human: `detect`, and on a machine `greeting_end` or
   * `detect_words` (end of the greeting) or `detect_beep` (beep); `premium` has webhooks of its own. Default `disabled`.
   */
  answering_machine_detection: z
    .enum(['premium', 'detect', 'detect_beep', 'detect_words', 'greeting_end', 'disabled'])
    .optional(),
  /** Settings of the detection; `premium` takes two of them only. */
  answering_machine_detection_config: AnsweringMachineDetectionConfig.optional(),
};

/** What standard detection takes and premium does not. */
const standardOnly = [
  'after_greeting_silence_millis',
  'between_words_silence_millis',
  'greeting_silence_duration_millis',
  'greeting_total_analysis_time_millis',
  'initial_silence_millis',
  'maximum_number_of_words',
  'maximum_word_length_millis',
  'silence_threshold',
] as const;

/** Premium detection honours `total_analysis_time_millis` and `greeting_duration_millis` only. */
export const premiumDetectionRule: ParamRule<{
  readonly answering_machine_detection?: string | undefined;
  readonly answering_machine_detection_config?: AnsweringMachineDetectionConfig | undefined;
}> = ({ answering_machine_detection, answering_machine_detection_config: config }) => {
  if (answering_machine_detection !== 'premium' || config === undefined) return [];
  return standardOnly
    .filter((name) => config[name] !== undefined)
    .map((name) => ({
      path: ['answering_machine_detection_config', name],
      message: `\`premium\` detection takes only \`total_analysis_time_millis\` and \`greeting_duration_millis\`: leave \`${name}\` out.`,
    }));
};

/** Settings need a detection. */
export const machineDetectionRule = requires(['answering_machine_detection_config'], 'answering_machine_detection');
