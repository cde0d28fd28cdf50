/** Suppresses noise on a leg (beta). Source: Telnyx OpenAPI (StartNoiseSuppression). */
import { z } from 'zod';
import { commandKeys } from './command-keys.ts';
import { rules, type Breach, type ParamRule } from './param-rules.ts';
import { strictParams } from './strict-params.ts';

// prettier-ignore
/** Engines; those in small letters are models of AiCoustics. */
const NoiseSuppressionEngine = z.enum([
  'Denoiser', 'DeepFilterNet', 'Krisp', 'AiCoustics', 'aic_l_quail', 'aic_l_rook', 'aic_s_quail', 'aic_s_rook',
  'quail_voice_focus_s', 'quail_voice_focus_xs',
]);
type NoiseSuppressionEngine = z.input<typeof NoiseSuppressionEngine>;

const NoiseSuppressionEngineConfig = strictParams('noise_suppression_engine_config', {
  /** DeepFilterNet: most attenuation, 0 to 100. Default 100. */
  attenuation_limit: z.int().min(0).max(100).optional(),
  /** AiCoustics: strength, 0 to 1. */
  enhancement_level: z.number().min(0).max(1).optional(),
  /** AiCoustics: `sparrow` for people, `quail` for voice AI. */
  family: z.enum(['sparrow', 'quail']).optional(),
  /** DeepFilterNet: mode. */
  mode: z.enum(['standard', 'advanced']).optional(),
  /** Krisp: model. */
  model: z
    .enum(['krisp-viva-tel-v2.kef', 'krisp-viva-tel-lite-v1.kef', 'krisp-viva-pro-v1.kef', 'krisp-viva-ss-v1.kef'])
    .optional(),
  /** AiCoustics: size of the model; `xs` and `xxs` are sparrows only, `vf_l` and `vf_1_1_l` quails only. */
  size: z.enum(['s', 'l', 'xs', 'xxs', 'vf_l', 'vf_1_1_l']).optional(),
  /** Krisp: strength, 0 to 100. */
  suppression_level: z.number().min(0).max(100).optional(),
  /** AiCoustics: gain, 0.1 to 4. */
  voice_gain: z.number().min(0.1).max(4).optional(),
});
interface NoiseSuppressionEngineConfig extends z.input<typeof NoiseSuppressionEngineConfig> {}

type Config = { readonly [Key in keyof NoiseSuppressionEngineConfig]: NoiseSuppressionEngineConfig[Key] };

const ownerOfSetting: Readonly<Record<keyof NoiseSuppressionEngineConfig, string>> = {
  attenuation_limit: 'DeepFilterNet',
  mode: 'DeepFilterNet',
  model: 'Krisp',
  suppression_level: 'Krisp',
  family: 'AiCoustics',
  size: 'AiCoustics',
  enhancement_level: 'AiCoustics',
  voice_gain: 'AiCoustics',
};

/** Each setting belongs to one engine. */
const settingsOfEngine: ParamRule<{
  readonly noise_suppression_engine?: NoiseSuppressionEngine | undefined;
  readonly noise_suppression_engine_config?: Config | undefined;
}> = ({ noise_suppression_engine: engine = 'Denoiser', noise_suppression_engine_config: config = {} }) => {
  const family = /^(aic_|quail_)/.test(engine) ? 'AiCoustics' : engine;
  return Object.entries(ownerOfSetting)
    .filter(([key, owner]) => config[key as keyof Config] !== undefined && owner !== family)
    .map(([key, owner]) =>
      settingBreach(key, `\`${key}\` is a setting of ${owner}, the engine is ${engine}: leave it out.`),
    );
};

/** Not every size of an AiCoustics model exists in each family. */
const sizeOfFamily: ParamRule<{ readonly noise_suppression_engine_config?: Config | undefined }> = ({
  noise_suppression_engine_config: { family, size } = {},
}) => {
  if (family === undefined || size === undefined) return [];
  const needed = size.startsWith('x') ? 'sparrow' : size.startsWith('vf') ? 'quail' : family;
  return needed === family ? [] : [settingBreach('size', `\`size: "${size}"\` needs \`family: "${needed}"\`.`)];
};

function settingBreach(key: string, message: string): Breach {
  return { path: ['noise_suppression_engine_config', key], message };
}

/**
 * Params of `startNoiseSuppression`. No webhook follows.
 *
 * @example
 * ```ts
 * import type { StartNoiseSuppressionParams } from 'callchart';
 *
 * const params: StartNoiseSuppressionParams = { direction: 'both', noise_suppression_engine: 'Krisp' };
 * ```
 */
export const StartNoiseSuppressionParams = strictParams('startNoiseSuppression', {
  /** Which direction is cleaned. Default `inbound`. */
  direction: z.enum(['inbound', 'outbound', 'both']).optional(),
  /** Engine. Default `Denoiser`. The older names A, B, C, D are Denoiser, DeepFilterNet, Krisp and AiCoustics. */
  noise_suppression_engine: NoiseSuppressionEngine.optional(),
  /** Settings of that engine. */
  noise_suppression_engine_config: NoiseSuppressionEngineConfig.optional(),
  ...commandKeys,
}).superRefine(rules(settingsOfEngine, sizeOfFamily));
export interface StartNoiseSuppressionParams extends z.input<typeof StartNoiseSuppressionParams> {}
