/**
 * The AMD params of dial and transfer. Source: Telnyx OpenAPI; Telnyx docs, Answering machine detection.
 */
import type { DetectionMode } from '../detection.ts';

interface DetectionParams {
  readonly answering_machine_detection?: DetectionMode | 'disabled' | undefined;
  readonly answering_machine_detection_config?:
    { readonly total_analysis_time_millis?: number | undefined } | undefined;
}

/** The mode and its time limit; undefined: no detection. */
export function detectionOf(
  params: DetectionParams,
): { readonly mode: DetectionMode; readonly limitMs: number | undefined } | undefined {
  const mode = params.answering_machine_detection;
  if (mode === undefined || mode === 'disabled') return undefined;
  return { mode, limitMs: params.answering_machine_detection_config?.total_analysis_time_millis };
}
