/**
 * The schemas and the registry against what Telnyx publishes (command-facts.ts): every param, type, enum and bound at any
 * depth. Where we differ on purpose a row below says why; a row that is no difference any more fails.
 */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { commands, type CommandName } from 'callchart';
import { commandFacts } from './command-facts.ts';
import { flatRows } from './flat-schema.ts';

const names = Object.keys(commands) as CommandName[];

/** Where our schema is not the published one. Matched against `path: published => ours`, `none` for a missing side. */
const deviations: readonly { readonly row: RegExp; readonly reason: string }[] = [
  { row: /\.(trigger_response|diversion|route_to_mobile): none => /, reason: 'a param that only the SDK has' },
  { row: /assistant\.voice_settings(\.|: none)/, reason: 'settings that only the SDK has' },
  { row: /<webhook>\.timeout_ms: none => integer/, reason: 'a setting that only the SDK has' },
  { row: /_detection_config\.beep_\w+: none => /, reason: 'settings that only the SDK has' },
  { row: /voice_settings<soniox>\S*: none => /, reason: 'a provider that only the SDK has' },
  { row: /<(Humain|Reson8|Cohere)>\S*: none => /, reason: 'engines that only the SDK has' },
  { row: /\.transcription_engine: .*=> .*Cohere, .*Humain, .*Reson8/, reason: 'engines that only the SDK has' },
  { row: /<(AssemblyAI|Parakeet)>\.transcription_model: /, reason: 'a model that only the SDK has' },
  { row: /\.transcription\.model: .*cohere\/ar-stt/, reason: 'models that only the SDK has' },
  { row: /preferred_codecs: /, reason: 'the published enum is one example of an ordered list' },
  { row: /bridge\.call_control_id: string => string\?$/, reason: 'queue and video_room_id exclude it, so the prose' },
  { row: /\.loop<\w+>: /, reason: 'error 90009: 1 to 100 or infinity' },
  { row: /sound_modifications\.(octaves|semitone|track): /, reason: 'bounds that the SDK states in prose' },
  { row: /\.client_state: string\?? => string base64/, reason: 'error 90017' },
  { row: /\.target_leg_client_state: string\?? => string base64/, reason: 'error 90017' },
  { row: /\.playback_content: .*base64/, reason: 'said in prose' },
  { row: /transcription_tracks: string\? => string of both, inbound, outbound/, reason: 'said in prose' },
  { row: /retries_ms\[\]: integer => integer from 0$/, reason: 'a pause cannot be negative' },
  { row: /webhook_urls\.\*/, reason: 'the SDK wants a list of URLs, the OpenAPI document one: both are accepted' },
  {
    row: /^dial\.(from_display_name|park_after_unbridge|record_\w+|send_digits_on_answer|timeout_secs): /,
    reason: 'limits in prose, as of transfer',
  },
  { row: /\.timeout_millis: integer\? => integer from 1\?$/, reason: 'a bound exists but is not published (90025)' },
];

function rowsOf(name: CommandName): string[] {
  const { params, required } = commandFacts[name] ?? { params: {}, required: [] };
  const published = flatRows({ type: 'object', properties: params, required }, name);
  const ours = flatRows(z.toJSONSchema(commands[name].params, { io: 'input', unrepresentable: 'any' }), name);
  return [...new Set([...published.keys(), ...ours.keys()])]
    .filter((path) => published.get(path) !== ours.get(path))
    .map((path) => `${path}: ${published.get(path) ?? 'none'} => ${ours.get(path) ?? 'none'}`);
}

describe('schemas', () => {
  test.each(names)('%s takes what is published, but for known deviations', (name) => {
    expect(rowsOf(name).filter((row) => !deviations.some((known) => known.row.test(row)))).toEqual([]);
  });

  test('every known deviation is one', () => {
    const rows = names.flatMap(rowsOf);
    expect(deviations.filter((known) => !rows.some((row) => known.row.test(row)))).toEqual([]);
  });
});
