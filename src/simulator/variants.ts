/**
 * What Telnyx does not document, by name: each variant is a way in which the real platform might behave. A flow that is
 * right works under all of them. This file knows names and defaults only; who behaves asks for its own.
 */

/** How the simulated carrier behaves where Telnyx' documentation is silent. */
export interface Variants {
  /** V1: `gatherUsingSpeak` sends `call.speak.started` and `call.speak.ended` for its prompt. Default false. */
  readonly gatherUsingSpeakEmitsSpeakEvents: boolean;
  /** V2: what `timeout_millis` of a gather with a prompt counts from. Default the end of the prompt. */
  readonly gatherTimeoutCountsFrom: 'end of prompt' | 'command';
  /** V3: a gather while another one runs. Default: it replaces the first, which ends with status `cancelled`. */
  readonly secondGather: 'replaces' | 'refused';
  /** V4: what plays on a leg when it is bridged. Default: it stops. */
  readonly mediaOnBridge: 'stops' | 'goes on';
  /** V5: which legs get `call.bridged` after a transfer. Default both (that the new one gets it is documented). */
  readonly transferBridgedOn: 'both legs' | 'new leg';
  /** V6: bridging or transferring an unanswered incoming leg answers it; does it get `call.answered`? Default true. */
  readonly bridgeOfAlertingLegEmitsAnswered: boolean;
  /** V7: the answer to a `command_id` seen before (within 60 s). Default 200 without any effect. */
  readonly repeatedCommandId: 'ok' | 'refused';
  /** V8: a stop command with nothing to stop. Default 200. */
  readonly stopOfNothing: 'ok' | 'refused';
  /** V9: `digits` of `call.gather.ended` contains the terminating digit. Default false. */
  readonly digitsIncludeTerminator: boolean;
  /** V10: `enqueue` on an unanswered leg. Default 422 with code 90034. */
  readonly enqueueOfAlertingLeg: 'refused' | 'accepted';
  /** V11: a param that the command does not have. Default 422 with code 10015, so that a misspelling shows. */
  readonly unknownParams: 'refused' | 'ignored';
  /** V12: the verdict `machine` cuts what plays or gathers (`cancelled_amd`). Default true. */
  readonly machineVerdictCutsMedia: boolean;
  /** V13: a queued leg on which nothing is played hears music. Default true. */
  readonly queuedLegHearsMusic: boolean;
}

/** What the simulator does unless told otherwise. */
export const defaultVariants: Variants = {
  gatherUsingSpeakEmitsSpeakEvents: false,
  gatherTimeoutCountsFrom: 'end of prompt',
  secondGather: 'replaces',
  mediaOnBridge: 'stops',
  transferBridgedOn: 'both legs',
  bridgeOfAlertingLegEmitsAnswered: true,
  repeatedCommandId: 'ok',
  stopOfNothing: 'ok',
  digitsIncludeTerminator: false,
  enqueueOfAlertingLeg: 'refused',
  unknownParams: 'refused',
  machineVerdictCutsMedia: true,
  queuedLegHearsMusic: true,
};

/**
 * The variants by their short numbers, each with every value it can take, the default first. For suites that run all.
 *
 * @example
 * ```ts
 * import { variantValues } from 'callchart/simulator';
 *
 * for (const { number, name, values } of variantValues) console.log(number, name, values.join(' or '));
 * ```
 */
export const variantValues: readonly {
  readonly number: `V${number}`;
  readonly name: keyof Variants;
  readonly values: readonly (string | boolean)[];
}[] = [
  { number: 'V1', name: 'gatherUsingSpeakEmitsSpeakEvents', values: [false, true] },
  { number: 'V2', name: 'gatherTimeoutCountsFrom', values: ['end of prompt', 'command'] },
  { number: 'V3', name: 'secondGather', values: ['replaces', 'refused'] },
  { number: 'V4', name: 'mediaOnBridge', values: ['stops', 'goes on'] },
  { number: 'V5', name: 'transferBridgedOn', values: ['both legs', 'new leg'] },
  { number: 'V6', name: 'bridgeOfAlertingLegEmitsAnswered', values: [true, false] },
  { number: 'V7', name: 'repeatedCommandId', values: ['ok', 'refused'] },
  { number: 'V8', name: 'stopOfNothing', values: ['ok', 'refused'] },
  { number: 'V9', name: 'digitsIncludeTerminator', values: [false, true] },
  { number: 'V10', name: 'enqueueOfAlertingLeg', values: ['refused', 'accepted'] },
  { number: 'V11', name: 'unknownParams', values: ['refused', 'ignored'] },
  { number: 'V12', name: 'machineVerdictCutsMedia', values: [true, false] },
  { number: 'V13', name: 'queuedLegHearsMusic', values: [true, false] },
];
