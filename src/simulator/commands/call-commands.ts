/**
 * The commands that answer, end and address a leg. Source: Telnyx OpenAPI.
 */
import type { Leg } from '../leg.ts';
import { longestCallSecs, limitDuration } from '../dialling.ts';
import { problem } from '../problem.ts';
import { drawMs } from '../timing.ts';
import { ownHangup, type World } from '../world.ts';
import { type Handler, ok } from './command.ts';
import { converse } from './conversation-commands.ts';
import { deliveryOf } from './delivery-params.ts';
import { recordingFromAnswer } from './recording-commands.ts';

/** What answer and dial may start together with the leg. */
interface WithAnswer {
  readonly stream_url?: string | undefined;
  readonly stream_track?: string | undefined;
  readonly stream_bidirectional_mode?: string | undefined;
  readonly transcription?: boolean | undefined;
  readonly assistant?: { readonly id?: string | undefined } | undefined;
  readonly conversation_relay_config?: object | undefined;
  readonly deepfake_detection?: { readonly enabled?: boolean | undefined } | undefined;
}

/** Starts what was asked for together with the answer. */
export function startWithAnswer(world: World, leg: Leg, params: WithAnswer): void {
  if (params.transcription === true) leg.streams.startTranscription();
  if (params.stream_url !== undefined) {
    leg.streams.startStream(params.stream_url, {
      bidirectional: params.stream_bidirectional_mode !== undefined,
      track: params.stream_track ?? 'inbound_track',
      reachable: typeof world.mediaFate(params.stream_url) === 'number',
    });
  }
  if (params.assistant) converse(leg, { kind: 'assistant', assistantId: params.assistant.id });
  else if (params.conversation_relay_config) converse(leg, { kind: 'relay' });
  if (params.deepfake_detection?.enabled === true) {
    leg.after(drawMs(leg.random, leg.timing.machineVerdict), () =>
      leg.emit('call.deepfake_detection.result', { consistency: 94.5, result: 'real', score: 0.07 }),
    );
  }
}

/** `answer`: the caller is connected a moment later. A second one meanwhile changes nothing. */
export const answer: Handler<'answer'> = ({ world }, leg, params) => {
  if (leg.signalling !== 'alerting') {
    return problem('unprocessable', { detail: 'The call has been answered already.' });
  }
  leg.delivery = { ...leg.delivery, ...deliveryOf(params) };
  const recording = recordingFromAnswer(params);
  const recordingId = recording && leg.recorder.nextId();
  if (!leg.answering) {
    leg.answering = true;
    leg.after(drawMs(leg.random, leg.timing.answer), () => {
      leg.answered();
      limitDuration(leg, longestCallSecs);
      if (recording) leg.recorder.start(recording, recordingId);
      startWithAnswer(world, leg, params);
    });
  }
  return ok(recordingId === undefined ? {} : { recording_id: recordingId });
};

/** `reject`: the caller hears busy, or that the call was declined. */
export const reject: Handler<'reject'> = (_carrier, leg, params) => {
  if (leg.direction !== 'incoming' || leg.signalling !== 'alerting') {
    return problem('unprocessable', { detail: 'Only an incoming call that was not answered can be rejected.' });
  }
  const busy = params.cause === 'USER_BUSY';
  leg.end(
    { cause: busy ? 'user_busy' : 'call_rejected', source: 'callee', sip: busy ? '486' : '603' },
    drawMs(leg.random, leg.timing.hangup),
  );
  return ok();
};

/** `hangup`: from now on commands get 90018. */
export const hangup: Handler<'hangup'> = (_carrier, leg) => {
  leg.end(ownHangup(leg), drawMs(leg.random, leg.timing.hangup));
  return ok();
};

/** `client_state_update`: no webhook follows. The client state itself is set for every command in one place. */
export const updateClientState: Handler<'updateClientState'> = () => ok();

/** `send_dtmf`: the far end hears the tones. */
export const sendDtmf: Handler<'sendDtmf'> = ({ world }, leg, params) => {
  world.party(leg, 'hears keys', params.digits);
  return ok();
};

/** `send_sip_info`: the event goes to the other leg of the bridge (Telnyx OpenAPI: target leg). */
export const sendSipInfo: Handler<'sendSipInfo'> = ({ world }, leg, params) => {
  world.party(leg, 'gets SIP INFO', params.content_type);
  if (leg.attachment.kind === 'bridged') {
    leg.attachment.peer.emit('call.sip_info.received', { body: params.body, content_type: params.content_type });
  }
  return ok();
};

/** `refer`: the far end is told to call somebody else; if it does, this leg is over. */
export const refer: Handler<'refer'> = ({ world, queues }, leg, params) => {
  const farEnd = world.farEnds.decide({ to: params.sip_address, from: leg.identity.from, by: 'refer' });
  const outcome = referOutcomes[farEnd.does];
  leg.emitLater(drawMs(leg.random, leg.timing.bridge), 'call.refer.started', { sip_notify_response: 100 });
  leg.after(drawMs(leg.random, leg.timing.bridge) + drawMs(leg.random, leg.timing.refer), () => {
    if (outcome >= 300) {
      leg.emit('call.refer.failed', { sip_notify_response: outcome });
      return;
    }
    queues.leave(leg, 'bridged');
    leg.emit('call.refer.completed', { sip_notify_response: outcome });
    leg.after(drawMs(leg.random, leg.timing.unbridge), () => {
      const source = leg.direction === 'incoming' ? 'caller' : 'callee';
      leg.end({ cause: 'normal_clearing', source, sip: '200' });
    });
  });
  return ok();
};

const referOutcomes = {
  answer: 200,
  voicemail: 200,
  busy: 486,
  decline: 603,
  unavailable: 503,
  'invalid number': 404,
  'no answer': 408,
  forbidden: 403,
} as const;

/** `switch_supervisor_role`. */
export const switchSupervisorRole: Handler<'switchSupervisorRole'> = (_carrier, leg) =>
  leg.attachment.kind === 'supervising'
    ? ok()
    : problem('unprocessable', { detail: 'This call does not supervise another one.' });

/** How long somebody needs to type in a card [X]. */
const cardEntryMs = 10_000;

/** `pay`: recordings pause while the card is entered. Source: official SDK 7.24.0. */
export const pay: Handler<'pay'> = (_carrier, leg) => {
  leg.recorder.pause(undefined);
  leg.after(cardEntryMs / 2, () =>
    leg.emit('call.payment.progress', { attempt: 1, payment_step: 'payment-card-number', payment_status: 'completed' }),
  );
  leg.after(cardEntryMs, () => {
    leg.recorder.resume(undefined);
    leg.emit('call.payment.completed', { payment_method: 'credit-card', result: 'success' });
  });
  return ok();
};
