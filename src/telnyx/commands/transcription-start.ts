/**
 * What starts a transcription of a running call: the params of startTranscription, which answer and dial embed as
 * `transcription_config`. Source: Telnyx OpenAPI (TranscriptionStartRequest).
 */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { breach, rules, type ParamRule } from './param-rules.ts';
import { strictParams } from './strict-params.ts';
import {
  AssemblyaiTranscription,
  AzureTranscription,
  CohereTranscription,
  DeepgramNova2Transcription,
  DeepgramNova3Transcription,
  EngineATranscription,
  EngineBTranscription,
  GoogleTranscription,
  HumainTranscription,
  ParakeetTranscription,
  Reson8Transcription,
  SonioxTranscription,
  SpeechmaticsTranscription,
  TelnyxTranscription,
  TranscriptionEngine,
  XaiTranscription,
} from './transcription-engine.ts';

/** Settings of the engine, told apart by `transcription_engine` within (which most of them may leave out). */
export const TranscriptionEngineConfig = z.union([
  GoogleTranscription,
  TelnyxTranscription,
  DeepgramNova2Transcription,
  DeepgramNova3Transcription,
  AzureTranscription,
  XaiTranscription,
  AssemblyaiTranscription,
  SpeechmaticsTranscription,
  SonioxTranscription,
  ParakeetTranscription,
  HumainTranscription,
  Reson8Transcription,
  CohereTranscription,
  EngineATranscription,
  EngineBTranscription,
]);
export type TranscriptionEngineConfig = z.input<typeof TranscriptionEngineConfig>;

/** Params of a transcription. */
export const transcriptionKeys = {
  /** Engine; `A` and `B` are older names of `Google` and `Telnyx`. Default `Google`. */
  transcription_engine: TranscriptionEngine.optional(),
  /** Settings of that engine. */
  transcription_engine_config: TranscriptionEngineConfig.optional(),
  /** Whose speech: `inbound` is the leg that is commanded, `outbound` the other one. Default `inbound`. */
  transcription_tracks: z.enum(['inbound', 'outbound', 'both']).optional(),
};

const configByEngine: Readonly<Record<TranscriptionEngine, z.ZodType>> = {
  Google: GoogleTranscription,
  Telnyx: TelnyxTranscription,
  Deepgram: z.discriminatedUnion('transcription_model', [DeepgramNova2Transcription, DeepgramNova3Transcription]),
  Azure: AzureTranscription,
  xAI: XaiTranscription,
  AssemblyAI: AssemblyaiTranscription,
  Speechmatics: SpeechmaticsTranscription,
  Soniox: SonioxTranscription,
  Parakeet: ParakeetTranscription,
  Humain: HumainTranscription,
  Reson8: Reson8Transcription,
  Cohere: CohereTranscription,
  A: EngineATranscription,
  B: EngineBTranscription,
};

/** The config has to be that of the engine which is named beside it (`Google` when none is). */
export const transcriptionEngineRule: ParamRule<{
  readonly transcription_engine?: TranscriptionEngine | undefined;
  readonly transcription_engine_config?: TranscriptionEngineConfig | undefined;
}> = ({ transcription_engine: engine = 'Google', transcription_engine_config: config }) => {
  if (config === undefined) return [];
  const named = config.transcription_engine ?? engine;
  if (currentName(named) !== currentName(engine)) {
    return [
      breach(
        'transcription_engine',
        `\`transcription_engine_config\` is for ${named}, \`transcription_engine\` is ${engine}: name the same engine.`,
      ),
    ];
  }
  // A config without its engine's name passes as any engine's that has such keys: hold it against the one meant.
  const checked = configByEngine[named].safeParse({ ...config, transcription_engine: named });
  if (checked.success) return [];
  return checked.error.issues.map((issue) => ({ ...issue, path: ['transcription_engine_config', ...issue.path] }));
};

function currentName(engine: TranscriptionEngine): TranscriptionEngine {
  if (engine === 'A') return 'Google';
  return engine === 'B' ? 'Telnyx' : engine;
}

/** The transcription that answer and dial start when the leg is answered. */
export const TranscriptionConfig = strictParams('transcription_config', {
  ...commandKeys,
  ...transcriptionKeys,
}).superRefine(rules(transcriptionEngineRule));
export interface TranscriptionConfig extends z.input<typeof TranscriptionConfig> {}
