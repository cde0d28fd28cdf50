/**
 * Our payload types, held against those of Telnyx' own SDK: per event and per key, nested ones too, both ways. Whether
 * a key may be missing is not compared, for in the SDK every key may. `tsc` fails on a difference that is not listed
 * here, and on a listed one that is gone.
 */
import { expect, test } from 'vitest';
import type { UnsafeUnwrapWebhookEvent } from 'telnyx/resources/webhooks';
import type { TelnyxEventMap, TelnyxEventType } from 'callchart';

/** Each known difference, under its reason. */
interface KnownDifferences {
  'null until a command sets it: in every capture of an incoming leg': `${Exclude<
    SdkLegEvent,
    'call.deepfake_detection.result' | 'call.deepfake_detection.error'
  >} client_state: ours may be null`;
  'Telnyx sends causes beyond its own list': `call.hangup ${'hangup_cause' | 'hangup_source'}: ours is wider`;
  'no value of the list fits a speak that stopPlayback cut': 'call.speak.ended status: ours is wider';
  'the prose beside the list speaks of raw too': `call.fork.${'started' | 'stopped'} stream_type: ours is wider`;
  'on the wire, in no schema':
    | `call.initiated ${CommonExtra | 'from_sip_uri' | 'to_sip_uri'}: ours only`
    | `call.answered ${CommonExtra | 'codec' | 'sampling_rate'}: ours only`
    | `call.bridged ${'calling_party_type' | 'start_time'}: ours only`
    | `call.hangup ${CommonExtra | 'end_time' | 'telnyx_error'}: ours only`
    | `call.speak.${'started' | 'ended'} ${'calling_party_type' | 'speak_id'}: ours only`
    | `call.recording.saved ${CommonExtra | RecordingExtra}: ours only`;
  'what went wrong, or why it ended: labels that grow with the product':
    | 'call.deepfake_detection.error error_message: ours is wider'
    | 'call.dequeued reason: ours is wider'
    | 'call.payment.progress error_type: ours is wider'
    | 'call.recording.error reason: ours is wider'
    | 'conference.ended reason: ours is wider';
  'kinds of networks, media and speakers: labels that grow with the product':
    | `call.ai_gather.${'ended' | 'message_history_updated' | 'partial_results'} message_history[].role: ours is wider`
    | `call.${'answered' | 'hangup' | 'initiated'} sip_headers[].name: ours is wider`
    | `call.${'conversation.ended' | 'conversation_insights.generated'} calling_party_type: ours is wider`
    | `call.recording.transcription.saved ${'calling_party_type' | 'status'}: ours is wider`
    | 'call.transcription transcription_data.transcription_track: ours is wider'
    | 'conference.recording.saved format: ours is wider'
    | `streaming.failed ${'stream_params.track' | 'stream_type'}: ours is wider`;
  'Pay has no published schema, and no capture to hold its labels against':
    | `call.payment.completed ${'payment_card_type' | 'payment_method' | 'result'}: ours is wider`
    | `call.payment.progress ${'payment_card_type' | 'payment_method' | 'payment_status' | 'payment_step'}: ours is wider`;
}

type CommonExtra = 'calling_party_type' | 'flow_destination';
type RecordingExtra = 'call_control_id' | 'end_time' | 'format' | 'recording_id' | 'start_time';

type Wrapped<Event> = Event extends unknown ? ('data' extends keyof Event ? NonNullable<Event['data']> : Event) : never;
type SdkEvent = Wrapped<UnsafeUnwrapWebhookEvent>;

/** Payloads of the SDK by event type. */
type SdkEventMap = {
  [Event in SdkEvent as Event extends { event_type?: infer Type extends string } ? Type : never]: Event extends {
    payload?: infer Payload;
  }
    ? NonNullable<Payload>
    : never;
};

/** The SDK's events of Call Control; it has those of fax, messaging and the like in the same union. */
type SdkEventType = Extract<keyof SdkEventMap, `${'call' | 'conference' | 'siprec' | 'streaming'}.${string}`>;
type SdkLegEvent = {
  [Type in SdkEventType]: 'client_state' extends keyof SdkEventMap[Type] ? Type : never;
}[SdkEventType];

type Differences<Ours, Theirs, Path extends string> =
  | (null extends Ours
      ? null extends Theirs
        ? never
        : `${Path}: ours may be null`
      : null extends Theirs
        ? `${Path}: theirs may be null`
        : never)
  | ValueDifferences<NonNullable<Ours>, NonNullable<Theirs>, Path>;

type ValueDifferences<Ours, Theirs, Path extends string> = [Ours, Theirs] extends [
  readonly (infer OurItem)[],
  readonly (infer TheirItem)[],
]
  ? Differences<OurItem, TheirItem, `${Path}[]`>
  : [HasKeys<Ours>, HasKeys<Theirs>] extends [true, true]
    ? KeyDifferences<Ours, Theirs, `${Path}.`>
    : LeafDifferences<Ours, Theirs, Path>;

type LeafDifferences<Ours, Theirs, Path extends string> = [Ours] extends [Theirs]
  ? [Theirs] extends [Ours]
    ? never
    : `${Path}: ours is narrower`
  : [Theirs] extends [Ours]
    ? `${Path}: ours is wider`
    : `${Path}: differs`;

type KeyDifferences<Ours, Theirs, Path extends string> = {
  [Key in (keyof Ours | keyof Theirs) & string]-?: Key extends keyof Ours
    ? Key extends keyof Theirs
      ? Differences<Exclude<Ours[Key], undefined>, Exclude<Theirs[Key], undefined>, `${Path}${Key}`>
      : `${Path}${Key}: ours only`
    : `${Path}${Key}: theirs only`;
}[(keyof Ours | keyof Theirs) & string];

/** Whether a type is an object with named keys, so that they can be compared one by one. */
type HasKeys<Value> = [Value] extends [object] ? (string extends keyof Value ? false : true) : false;

type Actual = {
  [Type in TelnyxEventType & SdkEventType]: KeyDifferences<TelnyxEventMap[Type], SdkEventMap[Type], `${Type} `>;
}[TelnyxEventType & SdkEventType];
type Listed = KnownDifferences[keyof KnownDifferences];

/** Satisfied by the one key if there are no names; otherwise the compiler says which are missing. */
type NoneBut<Names extends string> = Record<Names | '(none)', true>;

// What the compiler names as missing from one of these objects is what to list above with its reason, or to mend.
test('the same events', () => {
  const oursAlone: Record<Exclude<TelnyxEventType, SdkEventType>, string> = {
    'call.sip_info.received': 'named with the command that sends SIP INFO, without a schema',
    'dialogflow.detectintent.response': 'in the docs of Dialogflow ES',
  };
  const theirsAlone: NoneBut<Exclude<SdkEventType, TelnyxEventType>> = { '(none)': true };
  expect(Object.keys(oursAlone)).toHaveLength(2);
  expect(Object.keys(theirsAlone)).toHaveLength(1);
});

test('the same payloads, but for what is listed', () => {
  const unlisted: NoneBut<Exclude<Actual, Listed>> = { '(none)': true };
  const stale: NoneBut<Exclude<Listed, Actual>> = { '(none)': true };
  expect([Object.keys(unlisted), Object.keys(stale)]).toEqual([['(none)'], ['(none)']]);
});
