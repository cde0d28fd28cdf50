/**
 * dial: `POST /v2/calls`. Source: Telnyx OpenAPI, dial; Telnyx docs, concurrent call limits and dials per second.
 */
import type { CommandParams } from '../../telnyx/commands/index.ts';
import { bridgeSoon } from '../bridging.ts';
import { dial as dialLeg, longestCallSecs } from '../dialling.ts';
import type { FarEnd } from '../far-end.ts';
import { callControlId, timeUuid } from '../identifiers.ts';
import type { Leg } from '../leg.ts';
import { type Problem, problem } from '../problem.ts';
import { drawMs } from '../timing.ts';
import type { World } from '../world.ts';
import { startWithAnswer } from './call-commands.ts';
import type { Accepted, Carrier } from './command.ts';
import { deliveryOf } from './delivery-params.ts';
import { detectionOf } from './detection-params.ts';
import { recordingFromAnswer } from './recording-commands.ts';

type DialParams = CommandParams<'dial'>;

/** What limits the dials of an account. */
export interface DialLimits {
  /** Legs that are alive at once; above it a dial fails with 403 and D1. Default: none. */
  readonly concurrentCalls?: number;
  /** Dials in any five seconds; above it 429 and 90103. Default 150. */
  readonly dialsPerFiveSeconds?: number;
  /** The numbers that may be shown; a dial from another one fails with 403 and D60. Default: any. */
  readonly numbers?: readonly string[];
}

const rateSpanMs = 5_000;

/** Dials, within the limits of the account. */
export class Dialler {
  readonly #limits: DialLimits;
  #dialTimes: number[] = [];

  constructor(limits: DialLimits) {
    this.#limits = limits;
  }

  /** @param answeredInMs when the HTTP answer leaves: `call.initiated` may come before it or after it */
  dial(carrier: Carrier, params: DialParams, answeredInMs: number): Accepted | Problem {
    const { world } = carrier;
    if (params.connection_id !== world.connectionId) {
      const detail = 'Only Call Control Apps with a valid webhook URL are accepted.';
      return problem('badRequest', { pointer: '/connection_id', detail });
    }
    const linked = params.link_to === undefined ? undefined : world.leg(params.link_to);
    const supervised =
      params.supervise_call_control_id === undefined ? undefined : world.leg(params.supervise_call_control_id);
    const refused =
      refusedPeer(params.link_to, linked, '/link_to') ??
      refusedPeer(params.supervise_call_control_id, supervised, '/supervise_call_control_id') ??
      this.#refused(world, params);
    if (refused) return refused;
    // Telnyx OpenAPI, bridge_intent: the linked call's `from` is shown.
    const from = params.bridge_intent === true && linked ? linked.identity.from : params.from;
    const targets = (typeof params.to === 'string' ? [params.to] : params.to).map((text) => {
      const [to = text] = text.split(',');
      return { to, from, farEnd: world.farEnds.decide({ to, from, by: 'dial' }) };
    });
    for (const { farEnd } of targets) if (farEnd.does === 'forbidden') return forbidden(world, farEnd.code ?? 'D17');
    const legs = targets.map((target) => this.#dialOne(carrier, params, target, { linked, supervised, answeredInMs }));
    firstAnswerWins(legs);
    const [leg] = legs;
    return leg ? { data: dialData(leg, params) } : problem('missingParam', { pointer: '/to' });
  }

  #refused(world: World, params: DialParams): Problem | undefined {
    const { concurrentCalls = Infinity, dialsPerFiveSeconds = 150, numbers } = this.#limits;
    const now = world.now();
    this.#dialTimes = this.#dialTimes.filter((at) => at > now - rateSpanMs);
    const [oldest] = this.#dialTimes;
    if (this.#dialTimes.length >= dialsPerFiveSeconds && oldest !== undefined) {
      const resetSecs = Math.max(1, Math.ceil((oldest + rateSpanMs - now) / 1_000));
      return problem('dialsTooFast', {
        headers: {
          'x-ratelimit-limit': String(dialsPerFiveSeconds),
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(resetSecs),
        },
      });
    }
    this.#dialTimes.push(now);
    if (numbers && !numbers.includes(params.from)) return forbidden(world, 'D60');
    const alive = world.legsAlive;
    return alive >= concurrentCalls ? forbidden(world, 'D1') : undefined;
  }

  #dialOne(
    carrier: Carrier,
    params: DialParams,
    { to, from, farEnd }: { to: string; from: string; farEnd: FarEnd },
    {
      linked,
      supervised,
      answeredInMs,
    }: { linked?: Leg | undefined; supervised?: Leg | undefined; answeredInMs: number },
  ): Leg {
    const { world } = carrier;
    const leg = dialLeg(world, {
      leg: {
        to,
        from,
        callSessionId: linked?.identity.callSessionId,
        clientState: params.client_state,
        delivery: deliveryOf(params),
        customHeaders: params.custom_headers,
      },
      farEnd,
      initiatedInMs: Math.max(1, answeredInMs + drawMs(world.random, world.timing.dialInitiated)),
      timeoutSecs: params.timeout_secs ?? 30,
      timeLimitSecs: params.time_limit_secs ?? longestCallSecs,
      retriesOnTimeout: params.retry_on_timeout ?? true,
      detection: detectionOf(params),
      recording: recordingFromAnswer(params),
      onAnswered: (answered) => {
        startWithAnswer(world, answered, params);
        attach(carrier, answered, params, linked, supervised);
      },
    });
    leg.parksAfterUnbridge = params.park_after_unbridge === 'self';
    return leg;
  }
}

/** What dial joins the new leg to, once it is answered. */
function attach(
  carrier: Carrier,
  leg: Leg,
  params: DialParams,
  linked: Leg | undefined,
  supervised: Leg | undefined,
): void {
  if (supervised?.alive) {
    leg.attach({ kind: 'supervising', supervised });
    supervised.whenEnded(() => {
      if (leg.attachment.kind === 'supervising') leg.attach({ kind: 'none' });
    });
    return;
  }
  const name = params.conference_config?.conference_name;
  if (name !== undefined) {
    const conference = carrier.conferences.active(name);
    if (conference) carrier.conferences.join(conference, leg);
    else carrier.conferences.create(leg, name);
    return;
  }
  if (params.bridge_on_answer !== true || !linked?.alive) return;
  if (params.prevent_double_bridge === true && linked.attachment.kind === 'bridged') {
    leg.end({ cause: 'normal_clearing', source: 'caller', sip: 'unspecified' });
    return;
  }
  bridgeSoon(carrier.queues, { first: leg, second: linked, announced: 'both' });
}

/** Several numbers: who answers first is taken, the others stop ringing (implied by Telnyx OpenAPI, not stated). */
function firstAnswerWins(legs: readonly Leg[]): void {
  if (legs.length < 2) return;
  for (const leg of legs) {
    leg.whenAnswered(() => {
      for (const other of legs) {
        if (other !== leg && other.signalling !== 'answered') {
          other.end({ cause: 'originator_cancel', source: 'caller', sip: '487' });
        }
      }
    });
  }
}

function refusedPeer(id: string | undefined, leg: Leg | undefined, pointer: string): Problem | undefined {
  if (id === undefined) return undefined;
  if (!leg) return problem('invalidCallControlId', { pointer });
  return leg.alive ? undefined : problem('callEnded', { pointer });
}

/** Telnyx OpenAPI: CallWithRecordingId. The leg is not alive yet at that moment. */
function dialData(leg: Leg, params: DialParams): Record<string, unknown> {
  return {
    record_type: 'call',
    call_control_id: leg.identity.callControlId,
    call_leg_id: leg.identity.callLegId,
    call_session_id: leg.identity.callSessionId,
    is_alive: false,
    ...(params.client_state !== undefined && { client_state: params.client_state }),
    ...(leg.recordingId !== undefined && { recording_id: leg.recordingId }),
  };
}

/** A body with `data` is no proof of success: observed with 403, with the code as a number. */
function forbidden(world: World, code: 'D1' | 'D17' | 'D60'): Problem {
  const random = world.random.fork(`forbidden ${world.legs.length} ${world.now()}`);
  const refusal = problem('forbidden', { detail: forbiddenDetails[code] });
  return {
    ...refusal,
    body: {
      data: {
        record_type: 'call',
        call_control_id: callControlId(random),
        call_leg_id: timeUuid(random),
        call_session_id: timeUuid(random),
        is_alive: false,
      },
      errors: [{ code: Number(refusal.code), title: refusal.title, detail: refusal.detail }],
      telnyx_error: { error_code: code },
    },
  };
}

/** Telnyx docs: SIP response codes. */
const forbiddenDetails = {
  D1: 'User channel limit exceeded',
  D17: 'The connection, profile or account is disabled.',
  D60: 'The account tier requires verified numbers.',
} as const;
