/**
 * From an incoming call to its flow, when the answer takes time: a durable task, begun again by the next process if this
 * one dies.
 */
import type { Clock } from '../clock/clock.ts';
import type { WebhookInput } from '../engine/webhooks.ts';
import type { RoutingCall } from '../stores/store.ts';
import type { FlowRegistry, RoutedFlow } from './flow-registry.ts';
import type { Input } from './intake.ts';
import type { Log } from './log.ts';
import type { IncomingCall } from './runtime-options.ts';

// A caller hears ringing meanwhile: after these attempts the call is rejected rather than left to ring.
const attempts = 4;
const firstPauseMs = 250;
const attemptMs = 5_000;

/** What a route function is asked. */
export function incomingCallOf({ payload }: WebhookInput, account: string): IncomingCall {
  const text = (key: string): string => (typeof payload[key] === 'string' ? payload[key] : '');
  return { to: text('to'), from: text('from'), connectionId: text('connection_id'), account, payload };
}

/**
 * Asks for the flow until there is an answer; a route that keeps failing is an answer too. Never rejects.
 *
 * @param asked the answer that is awaited already, if this process asked before the call was stored
 */
export async function findFlow(
  parts: { readonly registry: FlowRegistry; readonly clock: Clock; readonly log: Log },
  call: RoutingCall,
  asked?: Promise<RoutedFlow | undefined>,
): Promise<Input> {
  const { registry, clock, log } = parts;
  let why = '';
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) await pause(clock, firstPauseMs * 2 ** (attempt - 1));
    try {
      const first = attempt === 0 ? asked : undefined;
      const answer = first ?? Promise.resolve(registry.route(incomingCallOf(call.webhook, call.account)));
      const routed = await Promise.race([answer, timeout(clock)]);
      return {
        kind: 'routed',
        callId: call.callId,
        routed,
        ...(routed === undefined && { why: 'no flow is meant for this call' }),
      };
    } catch (error) {
      why = error instanceof Error ? error.message : String(error);
      log({ level: 'warn', message: 'a route failed', callId: call.callId, attempt, error });
    }
  }
  return { kind: 'routed', callId: call.callId, routed: undefined, why: `the route failed: ${why}` };
}

const pause = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.schedule(ms, resolve);
  });

const timeout = (clock: Clock): Promise<never> =>
  new Promise((_resolve, reject) => {
    clock.schedule(attemptMs, () => reject(new Error(`no answer within ${attemptMs} ms`)));
  });
