/**
 * What matters about a command, in a few words. The rest of its params is left to the journal. It knows the commands'
 * params by Telnyx' names.
 */

type Params = Readonly<Record<string, unknown>>;

const longestText = 72;

/** The params that matter, for a line of the ladder. */
export function commandGist(command: string, params: Params): string {
  return (gists[command] ?? otherGist)(params);
}

const gists: Readonly<Record<string, (params: Params) => string>> = {
  answer: () => '',
  hangup: () => '',
  reject: (params) => text(params['cause']),
  speak: (params) => join(quoted(params['payload']), params['stop'] !== undefined && `stops ${text(params['stop'])}`),
  startPlayback: (params) =>
    join(
      text(params['audio_url'] ?? params['media_name']),
      params['loop'] !== undefined && `loop ${text(params['loop'])}`,
    ),
  gather: (params) => digitsWanted(params),
  gatherUsingSpeak: (params) => join(quoted(params['payload']), digitsWanted(params)),
  gatherUsingAudio: (params) => join(text(params['audio_url'] ?? params['media_name']), digitsWanted(params)),
  dial: (params) => join(`to ${text(params['to'])}`, rings(params)),
  transfer: (params) => join(`to ${text(params['to'])}`, rings(params)),
  bridge: (params) => `with ${text(params['call_control_id'] ?? params['queue'])}`,
  enqueue: (params) => `queue ${text(params['queue_name'])}`,
  startRecording: (params) =>
    join(
      text(params['format']),
      params['play_beep'] === true && 'beep',
      params['max_length'] !== undefined && `at most ${text(params['max_length'])} s`,
      params['timeout_secs'] !== undefined && `ends after ${text(params['timeout_secs'])} s of silence`,
    ),
  // Keys that are sent may be as private as keys that were asked for.
  sendDtmf: () => '',
};

function digitsWanted(params: Params): string {
  const least = params['minimum_digits'];
  const most = params['maximum_digits'];
  const count =
    least !== undefined && most !== undefined && least !== most ? `${text(least)}–${text(most)}` : text(most);
  return join(
    count !== '' && `${count} ${count === '1' ? 'digit' : 'digits'}`,
    params['valid_digits'] !== undefined && `valid: ${text(params['valid_digits'])}`,
    params['maximum_tries'] !== undefined && params['maximum_tries'] !== 1 && `${text(params['maximum_tries'])} tries`,
  );
}

const rings = (params: Params): string | false =>
  params['timeout_secs'] !== undefined && `rings ${text(params['timeout_secs'])} s`;

// What only machines read.
const dull = new Set(['client_state', 'target_leg_client_state', 'command_id', 'connection_id', 'voice', 'language']);

function otherGist(params: Params): string {
  const parts = Object.entries(params).flatMap(([key, value]) =>
    dull.has(key) || typeof value === 'object' ? [] : [`${key} ${text(value)}`],
  );
  return parts.slice(0, 3).join(', ');
}

/** A value, cut to what fits a line. */
export function text(value: unknown): string {
  if (value === undefined || value === null) return '';
  const whole = (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(/\s+/g, ' ').trim();
  return whole.length > longestText ? `${whole.slice(0, longestText - 1)}…` : whole;
}

const quoted = (value: unknown): string => (text(value) === '' ? '' : `"${text(value)}"`);

const join = (...parts: readonly (string | false)[]): string =>
  parts.filter((part) => part !== false && part !== '').join(', ');
