/**
 * bridge and transfer. Source: Telnyx OpenAPI; Telnyx docs, Queueing calls.
 */
import { bridgeSoon } from '../bridging.ts';
import { longestCallSecs } from '../dialling.ts';
import type { Leg } from '../leg.ts';
import { type Problem, problem } from '../problem.ts';
import { transfer as transferLeg } from '../transferring.ts';
import type { Waiting } from '../waiting-queue.ts';
import { type Accepted, type Carrier, type Handler, ok } from './command.ts';
import { deliveryOf } from './delivery-params.ts';
import { detectionOf } from './detection-params.ts';
import { recordingFromAnswer } from './recording-commands.ts';

/** `bridge`: with another leg, with the head of a queue, or with a video room. */
export const bridge: Handler<'bridge'> = (carrier, leg, params) => {
  const keep = (): void => {
    leg.parksAfterUnbridge = params.park_after_unbridge === 'self';
    leg.holdsAfterUnbridge = params.hold_after_unbridge === true;
    const recording = recordingFromAnswer(params);
    if (recording) leg.recorder.start(recording);
  };
  if (params.queue !== undefined) return bridgeQueue(carrier, leg, params.queue, keep);
  if (params.video_room_id !== undefined) {
    keep();
    leg.attach({ kind: 'conference', conference: `video room ${params.video_room_id}` });
    leg.emit('call.bridged');
    return ok();
  }
  const other = carrier.world.leg(params.call_control_id ?? '');
  const pointer = { pointer: '/call_control_id' };
  if (!other) return problem('invalidCallControlId', pointer);
  if (!other.alive) return problem('callEnded', pointer);
  if (other === leg) return problem('badRequest', { ...pointer, detail: 'A call cannot be bridged with itself.' });
  if (other.direction === 'outgoing' && other.signalling !== 'answered') return problem('notAnswered', pointer);
  if (params.prevent_double_bridge === true && other.attachment.kind === 'bridged') {
    return problem('unprocessable', { ...pointer, detail: 'The call is already bridged.' });
  }
  keep();
  bridgeSoon(carrier.queues, { first: leg, second: other, announced: 'both' });
  return ok();
};

/** The head leaves the queue whether or not the bridge works. */
function bridgeQueue(carrier: Carrier, leg: Leg, queue: string, keep: () => void): Accepted | Problem {
  const head = carrier.queues.takeHead(queue);
  if (!head) return problem('unprocessable', { pointer: '/queue', detail: 'The queue is empty.' });
  if (!head.leg.alive) return callBackData(head);
  keep();
  bridgeSoon(carrier.queues, { first: leg, second: head.leg, announced: 'both' });
  return ok();
}

/** An entry that outlived its leg: the answer says whom to call back (Telnyx OpenAPI: `keep_after_hangup`). */
function callBackData(head: Waiting): Problem {
  const { callControlId, callLegId, callSessionId, from, to } = head.leg.identity;
  const ended = problem('callEnded', { pointer: '/queue' });
  return {
    ...ended,
    body: {
      errors: [
        {
          code: ended.code,
          title: ended.title,
          detail: ended.detail,
          meta: { call_control_id: callControlId, call_leg_id: callLegId, call_session_id: callSessionId, from, to },
        },
      ],
    },
  };
}

/** `transfer`. */
export const transfer: Handler<'transfer'> = ({ world, queues }, leg, params) => {
  leg.parksAfterUnbridge = params.park_after_unbridge === 'self';
  transferLeg(world, queues, leg, {
    to: params.to,
    from: params.from,
    target: {
      clientState: params.target_leg_client_state,
      delivery: deliveryOf(params),
      customHeaders: params.custom_headers,
    },
    timeoutSecs: params.timeout_secs ?? 30,
    timeLimitSecs: params.time_limit_secs ?? longestCallSecs,
    detection: detectionOf(params),
    recording: recordingFromAnswer(params),
    media: params.audio_url ?? params.media_name,
  });
  return ok();
};
