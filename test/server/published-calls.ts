/**
 * Incoming calls made of published webhook bodies, and the commands that a flow answers them with. Bodies captured in
 * one call are sent as they are; samples of documentation, which share one id, are addressed to one leg and numbered.
 */
import { readFileSync } from 'node:fs';

/** A call: what Telnyx sends, and what has to arrive there. */
export interface PublishedCall {
  /** Name of the flow in `published-flows.ts`. */
  readonly flow: string;
  /** Raw bodies, in order. */
  readonly bodies: readonly string[];
  /** Which of them, from 0, is the caller's hangup: what is still to be sent to the leg then never is. */
  readonly hangupAt: number;
  /** How many commands there are before it. */
  readonly commandsBeforeHangup: number;
  /** The commands, in order: path below the base URL, and body without `command_id` and `client_state`. */
  readonly commands: readonly { readonly path: string; readonly body: Readonly<Record<string, unknown>> }[];
}

interface Envelope {
  readonly data: { readonly payload: Readonly<Record<string, unknown>> } & Readonly<Record<string, unknown>>;
}

const bodyOf = (name: string): string =>
  readFileSync(new URL(`../telnyx/payloads/${name}.json`, import.meta.url), 'utf8');

/** The names by which a body says what it is about. */
const namesOf = (payload: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  const { call_control_id, call_leg_id, call_session_id, connection_id } = payload;
  return { call_control_id, call_leg_id, call_session_id, connection_id };
};

/** Bodies as events of the leg of the first one. */
function onOneLeg(names: readonly string[]): string[] {
  const envelopes = names.map((name) => JSON.parse(bodyOf(name)) as Envelope);
  const names0 = namesOf(envelopes[0]?.data.payload ?? {});
  return envelopes.map(({ data }, index) => {
    const id = `0ccc7b54-4df3-4bca-a65a-${String(index).padStart(12, '0')}`;
    return JSON.stringify({ data: { ...data, id, payload: { ...data.payload, ...names0 } } });
  });
}

const commandsOf = (bodies: readonly string[], ...list: readonly (readonly [string, object])[]) => {
  const { call_control_id } = (JSON.parse(bodies[0] ?? '') as Envelope).data.payload;
  const leg = `/v2/calls/${String(call_control_id)}/actions`;
  return list.map(([action, body]) => ({ path: `${leg}/${action}`, body: { ...body } }));
};

const spoken = ['call_initiated.01', 'call_answered.01', 'call_speak_started.01', 'call_speak_ended.01'];
const spokenBodies = [...spoken, 'call_hangup.01'].map(bodyOf);
const givenUpBodies = ['call_initiated.03', 'call_hangup.03'].map(bodyOf);
const recordedBodies = [
  ...['call_initiated.05', 'call_answered.03', 'call_hangup.05'].map(bodyOf),
  ...onOneLeg(['call_initiated.05', 'call_recording_saved.01']).slice(1),
];
const menuBodies = onOneLeg(
  (
    'call_initiated.11 call_answered.11 call_dtmf_received.01 call_gather_ended.01 call_enqueued.01 ' +
    'call_dequeued.01 call_playback_started.01 call_playback_ended.01 call_hangup.09 call_cost.01'
  ).split(' '),
);

/** The calls by name. */
export const publishedCalls: Readonly<Record<string, PublishedCall>> = {
  'a captured call that is spoken to': {
    flow: 'greeting',
    bodies: spokenBodies,
    hangupAt: 4,
    commandsBeforeHangup: 3,
    commands: commandsOf(
      spokenBodies,
      ['answer', {}],
      ['speak', { payload: 'Hello, and goodbye.', voice: 'female' }],
      ['hangup', {}],
    ),
  },
  'a captured call whose caller gives up': {
    flow: 'greeting',
    bodies: givenUpBodies,
    hangupAt: 1,
    commandsBeforeHangup: 1,
    commands: commandsOf(givenUpBodies, ['answer', {}]),
  },
  'a captured call that is recorded': {
    flow: 'recorded',
    bodies: recordedBodies,
    hangupAt: 2,
    commandsBeforeHangup: 3,
    commands: commandsOf(
      recordedBodies,
      ['answer', {}],
      ['record_start', { format: 'wav', channels: 'dual' }],
      ['playback_start', { audio_url: 'https://example.com/waiting.mp3', loop: 'infinity' }],
    ),
  },
  'documented samples as one call through a menu and a queue': {
    flow: 'menu',
    bodies: menuBodies,
    hangupAt: 8,
    commandsBeforeHangup: 5,
    commands: commandsOf(
      menuBodies,
      ['answer', {}],
      ['gather_using_speak', { payload: 'Your number, please.', voice: 'female', maximum_digits: 3 }],
      ['enqueue', { queue_name: 'support' }],
      ['playback_start', { media_name: 'my_media_uploaded_to_media_storage_api' }],
      ['hangup', {}],
    ),
  },
};
