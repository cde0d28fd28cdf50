/**
 * The schemas as a flow's author meets them: what is accepted, and each broken rule refused with the param to blame and
 * a message that says why.
 */
import { describe, expect, expectTypeOf, test } from 'vitest';
import { commands, parseParams, type AnswerParams, type CommandName, type SpeakParams } from 'callchart';
import { commandFacts, definitions, type ValueFacts } from './command-facts.ts';
import { full, leftOut, minimal } from './examples.ts';

const names = Object.keys(commands) as CommandName[];

const refusals = (name: CommandName, params: object): string[] => {
  const parsed = parseParams(name, params);
  return parsed.ok ? [] : parsed.issues.map(({ path, message }) => `${path}: ${message}`);
};
const refusedPaths = (name: CommandName, params: object): string[] => {
  const parsed = parseParams(name, params);
  return parsed.ok ? [] : parsed.issues.map(({ path }) => path);
};

describe.each(names)('%s', (name) => {
  const facts = commandFacts[name];
  const params = Object.entries(facts?.params ?? {}).map(([key, value]) => [key, resolve(value)] as const);

  test('takes the least and all at once, and sends them as they were written', () => {
    expect(parseParams(name, minimal[name])).toEqual({ ok: true, params: minimal[name] });
    expect(parseParams(name, full[name])).toEqual({ ok: true, params: full[name] });
  });

  test('takes undefined for what is left out', () => {
    const absent = Object.keys(commands[name].params.shape).filter((key) => !(key in minimal[name]));
    expect(refusals(name, { ...Object.fromEntries(absent.map((key) => [key, undefined])), ...minimal[name] })).toEqual(
      [],
    );
  });

  test('its full example has every param, but for what is excluded', () => {
    const given = [...Object.keys(full[name]), ...(leftOut[name] ?? [])];
    expect(given.toSorted()).toEqual(Object.keys(commands[name].params.shape).toSorted());
  });

  test('refuses an unknown key and names the near miss', () => {
    const [known = ''] = Object.keys(commands[name].params.shape);
    const message = `\`${known}x\` is not a param of ${name}. Did you mean \`${known}\`?`;
    expect(refusals(name, { ...minimal[name], [`${known}x`]: 1 })).toEqual([`${known}x: ${message}`]);
    expect(commands[name].params.safeParse({ ...minimal[name], [`${known}x`]: 1 }).error?.issues[0]?.message).toBe(
      message,
    );
  });

  test('refuses what is missing', () => {
    // bridge takes a queue or a room in place of the leg: its rule is below.
    for (const key of name === 'bridge' ? [] : (facts?.required ?? [])) {
      const { [key]: _gone, ...rest } = minimal[name] as unknown as Record<string, unknown>;
      expect(refusals(name, rest)).toEqual([expect.stringContaining(`${key}: \`${key}\` of ${name} is missing: add `)]);
    }
  });

  test('refuses values of another kind, other members of enums, and what is out of bounds', () => {
    for (const [key, value] of params) {
      for (const wrong of wrongValues(value)) {
        expect(refusedPaths(name, { ...full[name], [key]: wrong }), `${key}: ${String(wrong)}`).toContain(key);
      }
    }
  });

  test('takes the bounds themselves', () => {
    for (const [key, { minimum, maximum, maxLength }] of params) {
      for (const bound of [minimum, maximum].filter((bound) => bound !== undefined)) {
        expect(refusedPaths(name, { ...full[name], [key]: bound }), `${key}: ${bound}`).not.toContain(key);
      }
      if (maxLength === undefined) continue;
      expect(refusedPaths(name, { ...full[name], [key]: '1'.repeat(maxLength) }), key).not.toContain(key);
    }
  });
});

function resolve(facts: ValueFacts): ValueFacts {
  const { $ref } = facts.oneOf?.length === 1 ? (facts.oneOf[0] ?? facts) : facts;
  return $ref === undefined ? facts : resolve(definitions[$ref] ?? {});
}

function wrongValues(facts: ValueFacts): unknown[] {
  const wrong: unknown[] = [null, Symbol.iterator];
  if (facts.type === 'integer') wrong.push(1.5, '1', Number.NaN, Number.POSITIVE_INFINITY);
  if (facts.type === 'boolean') wrong.push('true', 1);
  if (facts.type === 'string') wrong.push(1, {});
  if (facts.type === 'object') wrong.push('text', []);
  if (facts.type === 'array') wrong.push('text', {});
  if (facts.enum !== undefined && facts.type !== 'boolean') wrong.push('novel', -1);
  if (facts.minimum !== undefined) wrong.push(facts.minimum - 1);
  if (facts.maximum !== undefined) wrong.push(facts.maximum + 1);
  if (facts.minLength !== undefined) wrong.push('');
  if (facts.maxLength !== undefined) wrong.push('1'.repeat(facts.maxLength + 1));
  if (facts.format === 'uuid') wrong.push('not-a-uuid');
  if (facts.format === 'base64') wrong.push('{"state":"menu"}', 'aGVsbG8', 'a b=');
  if (facts.pattern !== undefined) wrong.push('https://example.com');
  // A charset in prose has a row of its own below.
  if (facts.charset?.includes(' ') === false) wrong.push('x', '1 2');
  return wrong;
}

/** Each rule between params or inside a value: what breaks it, and what is said of which param. */
const broken: readonly (readonly [name: CommandName, params: object, refusal: RegExp | string])[] = [
  [
    'answer',
    { assistant: { id: 'a' }, conversation_relay_config: { url: 'wss://x' } },
    /^conversation_relay_config: .*exclude each other/,
  ],
  [
    'answer',
    { record_format: 'mp3' },
    'record_format: answer: `record_format` needs `record`: add it, or leave `record_format` out.',
  ],
  [
    'answer',
    { stream_url: 'wss://x', stream_bidirectional_codec: 'PCMU' },
    /^stream_bidirectional_codec: .*needs `stream_bidirectional_mode: "rtp"`/,
  ],
  ['answer', { stream_bidirectional_mode: 'mp3', stream_bidirectional_codec: 'PCMU' }, /^stream_bidirectional_codec: /],
  ['answer', { transcription_config: {} }, /^transcription_config: .*needs `transcription: true`/],
  ['answer', { transcription: false, transcription_config: {} }, /^transcription_config: /],
  [
    'answer',
    {
      transcription: true,
      transcription_config: {
        transcription_engine: 'Soniox',
        transcription_engine_config: { transcription_engine: 'Google' },
      },
    },
    /^transcription_config\.transcription_engine: .*name the same engine/,
  ],
  ['answer', { preferred_codecs: 'OPUS,G711' }, /^preferred_codecs: .*comma-separated list/],
  [
    'answer',
    { conversation_relay_config: { url: 'wss://x', provider: 'azure' } },
    /^conversation_relay_config\.structured_provider: .*go together/,
  ],
  [
    'answer',
    { deepfake_detection: {} },
    'deepfake_detection.enabled: `deepfake_detection.enabled` of answer is missing: add it.',
  ],
  [
    'answer',
    { deepfake_detection: { enabled: true, timeout: 61 } },
    'deepfake_detection.timeout: `deepfake_detection.timeout` of answer must be at most 60.',
  ],
  ['answer', { sip_headers: [{ name: 'X-Other', value: '1' }] }, /^sip_headers\.0\.name: .*must be 'User-to-User'/],
  [
    'answer',
    { custom_headers: [{ nam: 'X', name: 'X', value: '1' }] },
    /^custom_headers\.0\.nam: .*Did you mean `name`/,
  ],
  ['answer', { sound_modifications: { semitone: 15 } }, /^sound_modifications\.semitone: .*at most 14/],
  ['answer', { sound_modifications: { pitch: 0 } }, /^sound_modifications\.pitch: .*more than 0/],
  [
    'answer',
    { webhook_urls: { 'call.bridge': 'https://example.com' } },
    /^webhook_urls\.call\.bridge: .*Did you mean `call\.bridged`/,
  ],
  ['answer', { webhook_urls: { 'call.bridged': 'nowhere' } }, /^webhook_urls\.call\.bridged: .*must be a URL/],
  [
    'answer',
    { webhook_retries_policies: { 'call.hangup': { retries_ms: [1, 2, 3, 4, 5, 6] } } },
    /retries_ms: .*at most 5 entries/,
  ],
  [
    'answer',
    { webhook_retries_policies: { 'call.hangup': { retries_ms: [30_000, 30_001] } } },
    /retries_ms: .*60000 ms/,
  ],
  ['answer', { webhook_retries_policies: { 'call.hungup': { retries_ms: [1] } } }, /Did you mean `call\.hangup`/],
  ['answer', { assistant: { id: 'a', tools: [{ type: 'hangup' }] } }, /^assistant\.tools\.0\.hangup: .*is missing/],
  [
    'answer',
    { assistant: { id: 'a', tools: [{ type: 'hang_up', hangup: {} }] } },
    /^assistant\.tools\.0\.type: .*Did you mean 'hangup'/,
  ],
  [
    'answer',
    { assistant: { id: 'a', greeting: 'x'.repeat(3_001) } },
    /^assistant\.greeting: .*at most 3000 characters/,
  ],
  ['answer', { assistant: { id: 'a', fallback_config: { external_llm: { modle: 'x' } } } }, /Did you mean `model`/],
  ['bridge', {}, 'call_control_id: bridge: one of `call_control_id`, `queue`, `video_room_id` is needed: add it.'],
  ['bridge', { call_control_id: 'a', queue: 'b' }, /^queue: .*exclude each other/],
  [
    'bridge',
    { queue: 'b', video_room_id: '6a09cdc3-8948-47f0-aa62-74ac943d6c58' },
    /^video_room_id: .*exclude each other/,
  ],
  ['bridge', { call_control_id: '' }, 'call_control_id: `call_control_id` of bridge must not be empty.'],
  ['bridge', { queue: 'b', video_room_context: 'x' }, /^video_room_context: .*needs `video_room_id`/],
  ['bridge', { queue: 'b', ringtone: 'us' }, /^ringtone: .*needs `play_ringtone: true`/],
  ['bridge', { queue: 'b', record_track: 'both' }, /^record_track: .*needs `record`/],
  ['dial', { ...minimal.dial, to: [] }, /^to: .*at least 1 entry/],
  ['dial', { ...minimal.dial, audio_url: 'a', media_name: 'b' }, /^media_name: .*exclude each other/],
  ['dial', { ...minimal.dial, bridge_intent: true }, /^bridge_intent: .*needs `link_to`/],
  ['dial', { ...minimal.dial, bridge_on_answer: true }, /^bridge_on_answer: .*needs `link_to`/],
  ['dial', { ...minimal.dial, park_after_unbridge: 'self' }, /^park_after_unbridge: .*needs `link_to`/],
  ['dial', { ...minimal.dial, supervisor_role: 'barge' }, /^supervisor_role: .*needs `supervise_call_control_id`/],
  [
    'dial',
    { ...minimal.dial, conference_config: { hold_audio_url: 'a', hold_media_name: 'b' } },
    /^conference_config\.hold_media_name: .*exclude each other/,
  ],
  [
    'dial',
    { ...minimal.dial, assistant: { id: 'a' }, conversation_relay_config: { url: 'wss://x' } },
    /^conversation_relay_config: /,
  ],
  ['dial', { ...minimal.dial, transcription_config: {} }, /^transcription_config: .*needs `transcription: true`/],
  ['dial', { ...minimal.dial, record_trim: 'trim-silence' }, /^record_trim: .*needs `record`/],
  [
    'dial',
    { ...minimal.dial, record: 'record-from-answer', record_max_length: 43_201 },
    /^record_max_length: .*at most 43200/,
  ],
  ['dial', { ...minimal.dial, sip_auth_password: 'x' }, /^sip_auth_password: .*needs `sip_auth_username`/],
  ['dial', { ...minimal.dial, stream_bidirectional_codec: 'L16' }, /^stream_bidirectional_codec: /],
  [
    'dial',
    { ...minimal.dial, answering_machine_detection_config: {} },
    /^answering_machine_detection_config: .*needs `answering_machine_detection`/,
  ],
  [
    'dial',
    {
      ...minimal.dial,
      answering_machine_detection: 'premium',
      answering_machine_detection_config: { silence_threshold: 1 },
    },
    /^answering_machine_detection_config\.silence_threshold: .*`premium` detection takes only/,
  ],
  ['dial', { ...minimal.dial, timeout_secs: 4 }, 'timeout_secs: `timeout_secs` of dial must be at least 5.'],
  ['dial', { ...minimal.dial, timeout_secs: 601 }, 'timeout_secs: `timeout_secs` of dial must be at most 600.'],
  ['dial', { ...minimal.dial, from_display_name: 'a'.repeat(129) }, /^from_display_name: .*at most 128 characters/],
  ['dial', { ...minimal.dial, from_display_name: 'A&B' }, /^from_display_name: .*letters, digits/],
  [
    'dial',
    { ...minimal.dial, send_digits_on_answer: '1'.repeat(65) },
    /^send_digits_on_answer: .*at most 64 characters/,
  ],
  ['dial', { ...minimal.dial, send_digits_on_answer: 'E' }, /^send_digits_on_answer: .*0-9, A-D/],
  ['dial', { ...minimal.dial, park_after_unbridge: 'both', link_to: 'a' }, /^park_after_unbridge: .*must be 'self'/],
  ['gather', { minimum_digits: 5, maximum_digits: 4 }, /^minimum_digits: .*must not be above `maximum_digits` \(4\)/],
  ['gather', { terminating_digit: '##' }, /^terminating_digit: .*one of 0-9, \* and #, or empty/],
  ['gather', { valid_digits: '' }, /^valid_digits: /],
  [
    'gatherUsingAI',
    { parameters: {}, voice_settings: { type: 'minimax' } },
    /^voice_settings\.type: .*must be one of 'elevenlabs'/,
  ],
  ['gatherUsingAI', { parameters: {}, message_history: [{ role: 'system' }] }, /^message_history\.0\.role: /],
  ['gatherUsingAudio', {}, /^audio_url: .*is needed/],
  ['gatherUsingAudio', { audio_url: 'a', media_name: 'b' }, /^media_name: .*exclude each other/],
  [
    'gatherUsingAudio',
    { audio_url: 'a', invalid_audio_url: 'a', invalid_media_name: 'b' },
    /^invalid_media_name: .*exclude/,
  ],
  ['gatherUsingAudio', { audio_url: 'a', minimum_digits: 128, maximum_digits: 1 }, /^minimum_digits: /],
  [
    'gatherUsingSpeak',
    { ...minimal.gatherUsingSpeak, service_level: 'basic', payload_type: 'ssml' },
    /^payload_type: .*only `text`/,
  ],
  [
    'gatherUsingSpeak',
    { ...minimal.gatherUsingSpeak, service_level: 'basic', language: 'de-DE' },
    /^language: .*only `en-US`/,
  ],
  ['gatherUsingSpeak', { ...minimal.gatherUsingSpeak, minimum_digits: 2, maximum_digits: 1 }, /^minimum_digits: /],
  [
    'joinAIAssistant',
    { conversation_id: 'a', participant: { id: 'b', role: 'agent' } },
    /^participant\.role: .*must be 'user'/,
  ],
  ['pay', { transaction_type: 'charge' }, /^amount: .*needs `amount`/],
  ['pay', { valid_card_types: ['visa'], payment_token: 'x' }, /^payment_token: .*exclude each other/],
  ['pay', { prompts: { postal_code: 'x' } }, /Did you mean `postal-code`/],
  ['sendDtmf', { digits: '' }, /^digits: .*\(90014\)/],
  ['speak', { ...minimal.speak, payload: '' }, 'payload: `payload` of speak must not be empty.'],
  ['speak', { ...minimal.speak, service_level: 'basic', language: 'en-GB' }, /^language: .*only `en-US`/],
  ['speak', { ...minimal.speak, service_level: 'basic', payload_type: 'ssml' }, /^payload_type: .*only `text`/],
  ['speak', { ...minimal.speak, loop: 0 }, 'loop: `loop` of speak must be at least 1.'],
  ['speak', { ...minimal.speak, loop: 101 }, 'loop: `loop` of speak must be at most 100.'],
  [
    'speak',
    { ...minimal.speak, loop: 'forever' },
    "loop: `loop` of speak must be a whole number from 1 to 100 or 'infinity' (90009).",
  ],
  [
    'speak',
    { ...minimal.speak, payload_type: 'txt' },
    "payload_type: `payload_type` of speak must be one of 'text', 'ssml'. Did you mean 'text'?",
  ],
  [
    'speak',
    { ...minimal.speak, voice_settings: { type: 'telnyx', voice_speed: 2.1 } },
    /^voice_settings\.voice_speed: .*at most 2/,
  ],
  [
    'speak',
    { ...minimal.speak, voice_settings: { type: 'azure', regio: 'eastus' } },
    /^voice_settings\.regio: .*Did you mean `region`/,
  ],
  ['speak', { ...minimal.speak, voice_settings: {} }, /^voice_settings\.type: .*is missing: add one of 'elevenlabs'/],
  [
    'startAIAssistant',
    { message_history: [{ role: 'tool', content: 'x' }] },
    /^message_history\.0\.tool_call_id: .*is missing/,
  ],
  ['startConversationRelay', {}, /^url: .*is needed/],
  [
    'startConversationRelay',
    { url: 'https://x' },
    'url: `url` of startConversationRelay must start with ws:// or wss://.',
  ],
  ['startConversationRelay', { conversation_relay_settings: {} }, /^conversation_relay_settings\.url: .*is missing/],
  ['startConversationRelay', { url: 'wss://x', structured_provider: {} }, /^provider: .*go together/],
  ['startConversationRelay', { url: 'wss://x', transcription: {} }, /^transcription: .*use `transcription_engine`/],
  ['startForking', {}, /^rx: .*both needed/],
  ['startForking', { rx: 'udp:192.0.2.1:9000' }, /^tx: .*both needed/],
  ['startForking', { rx: '192.0.2.1:9000', tx: 'udp:192.0.2.1:9000' }, /^rx: .*udp:<ip address>:<port>/],
  [
    'startNoiseSuppression',
    { noise_suppression_engine_config: { mode: 'advanced' } },
    /config\.mode: .*setting of DeepFilterNet, the engine is Denoiser/,
  ],
  [
    'startNoiseSuppression',
    { noise_suppression_engine: 'Krisp', noise_suppression_engine_config: { voice_gain: 1 } },
    /config\.voice_gain: .*AiCoustics/,
  ],
  [
    'startNoiseSuppression',
    { noise_suppression_engine: 'AiCoustics', noise_suppression_engine_config: { family: 'quail', size: 'xs' } },
    /config\.size: .*needs `family: "sparrow"`/,
  ],
  [
    'startNoiseSuppression',
    { noise_suppression_engine: 'AiCoustics', noise_suppression_engine_config: { family: 'sparrow', size: 'vf_l' } },
    /config\.size: .*needs `family: "quail"`/,
  ],
  ['startPlayback', {}, /^audio_url: .*is needed/],
  ['startPlayback', { audio_url: 'a', media_name: 'b' }, /^media_name: .*exclude each other/],
  ['startPlayback', { audio_url: 'a', overlay: true, target_legs: 'both' }, /^target_legs: .*works on `self` only/],
  ['startPlayback', { playback_content: 'not base64' }, /^playback_content: .*base64/],
  ['startRecording', { ...minimal.startRecording, max_length: 14_401 }, /^max_length: .*at most 14400/],
  [
    'startRecording',
    { ...minimal.startRecording, transcription_engine: 'A' },
    /^transcription_engine: .*needs `transcription: true`/,
  ],
  [
    'startRecording',
    {
      ...minimal.startRecording,
      transcription: true,
      transcription_engine: 'deepgram/nova-3',
      transcription_language: 'de',
    },
    /^transcription_language: .*`en` and `en-\*` only/,
  ],
  ['startSiprec', { session_timeout_secs: 89 }, /^session_timeout_secs: .*90 \(seconds\) or more, or 0/],
  ['startStreaming', {}, /^stream_url: .*is needed/],
  ['startStreaming', { enable_dialogflow: false }, /^stream_url: .*is needed/],
  [
    'startStreaming',
    { stream_url: 'wss://x', dialogflow_config: {} },
    /^dialogflow_config: .*needs `enable_dialogflow: true`/,
  ],
  ['startStreaming', { stream_url: 'wss://x', stream_bidirectional_codec: 'L16' }, /^stream_bidirectional_codec: /],
  [
    'startStreaming',
    { stream_url: 'wss://x', custom_parameters: [{ nme: 'a' }] },
    /^custom_parameters\.0\.nme: .*`name`/,
  ],
  [
    'startTranscription',
    { transcription_engine_config: { transcription_engine: 'Telnyx' } },
    /^transcription_engine: .*is for Telnyx, `transcription_engine` is Google/,
  ],
  [
    'startTranscription',
    { transcription_engine: 'Azure', transcription_engine_config: { language: 'en' } },
    /^transcription_engine_config\.region: .*is missing: add one of 'australiaeast'/,
  ],
  [
    'startTranscription',
    { transcription_engine: 'Telnyx', transcription_engine_config: { hints: ['x'] } },
    /^transcription_engine_config\.hints: .*not a param of a Telnyx/,
  ],
  [
    'startTranscription',
    {
      transcription_engine: 'Soniox',
      transcription_engine_config: { transcription_engine: 'Soniox', max_endpoint_delay_ms: 499 },
    },
    /max_endpoint_delay_ms: .*at least 500/,
  ],
  [
    'startTranscription',
    {
      transcription_engine: 'Deepgram',
      transcription_engine_config: {
        transcription_engine: 'Deepgram',
        transcription_model: 'deepgram/nova-2',
        keyterms: [],
      },
    },
    /keyterms: .*Deepgram Nova 2/,
  ],
  [
    'startTranscription',
    { transcription_engine: 'Deepgram', transcription_engine_config: {} },
    /transcription_model: .*is missing: add one of 'deepgram\/nova-2'/,
  ],
  [
    'startTranscription',
    { transcription_engine_config: { speech_context: [{ boost: 21 }] } },
    /speech_context\.0\.boost: .*at most 20/,
  ],
  ['transfer', { ...minimal.transfer, audio_url: 'a', media_name: 'b' }, /^media_name: .*exclude each other/],
  [
    'transfer',
    { ...minimal.transfer, answering_machine_detection_config: {} },
    /^answering_machine_detection_config: /,
  ],
  [
    'transfer',
    {
      ...minimal.transfer,
      answering_machine_detection: 'premium',
      answering_machine_detection_config: { maximum_number_of_words: 1 },
    },
    /maximum_number_of_words: /,
  ],
  ['transfer', { ...minimal.transfer, record_channels: 'dual' }, /^record_channels: .*needs `record`/],
  ['transfer', { ...minimal.transfer, sip_auth_password: 'x' }, /^sip_auth_password: .*needs `sip_auth_username`/],
  ['transfer', { ...minimal.transfer, target_leg_client_state: '{}' }, /^target_leg_client_state: .*base64/],
  ['transfer', { ...minimal.transfer, preferred_codecs: '' }, /^preferred_codecs: /],
  [
    'updateClientState',
    { client_state: '{}' },
    'client_state: `client_state` of updateClientState must be base64 (Telnyx answers 422 90017 otherwise): encode it.',
  ],
];

describe('what breaks a rule is refused, once, with the param to blame', () => {
  test.each(broken)('%s %j', (name, params, refusal) => {
    const [found = '', ...more] = refusals(name, params);
    expect(more).toEqual([]);
    expect(found).toMatch(refusal);
  });
});

const accepted: readonly (readonly [name: CommandName, params: object])[] = [
  ['bridge', { queue: 'support' }],
  ['dial', { ...minimal.dial, bridge_on_answer: false, bridge_intent: false }],
  [
    'dial',
    {
      ...minimal.dial,
      answering_machine_detection: 'detect',
      answering_machine_detection_config: { silence_threshold: 1, beep_spectral_min_purity: 1 },
    },
  ],
  ['gather', { terminating_digit: '' }],
  ['gather', { minimum_digits: 4, maximum_digits: 4 }],
  ['pay', { transaction_type: 'tokenize' }],
  ['speak', { ...minimal.speak, voice: 'Some.Novel.Voice' }],
  ['speak', { ...minimal.speak, service_level: 'basic', language: 'en-US', payload_type: 'text' }],
  ['speak', { ...minimal.speak, voice_settings: { type: 'aws', engine: 'neural' } }],
  [
    'startNoiseSuppression',
    { noise_suppression_engine: 'aic_l_quail', noise_suppression_engine_config: { enhancement_level: 0.5 } },
  ],
  ['startPlayback', { playback_content: 'aGVsbG8=' }],
  ['startPlayback', { audio_url: 'a', overlay: true }],
  ['startSiprec', { session_timeout_secs: 90 }],
  ['startStreaming', { enable_dialogflow: true }],
  [
    'startTranscription',
    { transcription_engine: 'A', transcription_engine_config: { transcription_engine: 'Google', hints: ['x'] } },
  ],
  ['startTranscription', { transcription_engine: 'Telnyx', transcription_engine_config: { language: 'auto_detect' } }],
  ['startTranscription', { transcription_engine_config: { hints: ['x'] } }],
];

test.each(accepted)('%s takes %j', (name, params) => {
  expect(refusals(name, params)).toEqual([]);
});

test('params that are no object are refused', () => {
  for (const params of [undefined, null, 'text', 5, []]) expect(parseParams('speak', params).ok).toBe(false);
});

test('a refusal never repeats what may be secret', () => {
  const secret = 'hunter2';
  const found = refusals('transfer', {
    ...minimal.transfer,
    sip_auth_password: { secret },
    send_digits_on_answer: secret,
  });
  expect(found).toHaveLength(2);
  expect(found.join()).not.toContain(secret);
});

test('types: a voice is open, an enum is not, a misspelt key does not compile', () => {
  expectTypeOf<{ payload: string; voice: 'Some.Novel.Voice' }>().toExtend<SpeakParams>();
  expectTypeOf<AnswerParams['record_format']>().toEqualTypeOf<'wav' | 'mp3' | undefined>();
  // @ts-expect-error An enum is closed.
  const wrongMember: AnswerParams = { record_format: 'ogg' };
  // @ts-expect-error A key is misspelt.
  const misspelt: AnswerParams = { record_fromat: 'mp3' };
  // @ts-expect-error A param is missing.
  const missing: SpeakParams = { voice: 'female' };
  expect([wrongMember, misspelt, missing]).toHaveLength(3);
});
