/**
 * What must never happen in a call, judged as it goes on: what is found, and where the flow was. It moves nothing.
 */
import type { Advanced } from '../../engine/advance.ts';
import type { CallEventInput } from '../../engine/call-input.ts';
import type { PendingCommand } from '../../engine/call-state.ts';
import { isLive } from '../../engine/leg.ts';
import type { Severity } from '../finding.ts';
import type { CarrierLeg } from '../carrier/carrier-state.ts';
import { legName } from '../carrier/carrier-state.ts';
import { isCutOff } from './cut-off.ts';
import type { SentCommand } from './host.ts';
import { isSlowed, type World } from './world.ts';

/** Something that must not happen, and did. */
export interface Violation {
  readonly code:
    'dead-air' | 'wrong-state' | 'double' | 'caller-gone' | 'endless' | 'flow-throws' | 'cut-off' | 'order';
  /** The flow state in which it shows. */
  readonly state: string;
  readonly message: string;
  readonly severity?: Severity;
  /** Milliseconds since the call began. */
  readonly atMs: number;
}

/** What an exploration holds a flow to. */
export interface Limits {
  /** How long an answered leg may hear nothing. */
  readonly silenceMs: number;
  /** The same where a webhook got lost or Telnyx does not answer, worth a note: the engine itself steps in then. */
  readonly slowSilenceMs: number;
  /** How long a phone may go on ringing for a caller who is gone. */
  readonly ringsOnMs: number;
}

/** The active states of a flow, as findings name them. */
export function stateName(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return '(machine)';
  const names = Object.entries(value).map(([key, inner]) => {
    const rest = stateName(inner);
    return rest === '(machine)' ? key : `${key}.${rest}`;
  });
  return names.length === 0 ? '(machine)' : (names[0] as string);
}

const stateOf = ({ call }: World): string => stateName(call?.machine.value);

/** A leg in words. */
export function partyName(world: World, leg: number): string {
  const own = world.call?.legs.find(({ callControlId }) => callControlId === `v3:leg-${legName(leg)}`);
  if (own === undefined) return leg === 0 ? 'the caller' : `leg ${legName(leg)}`;
  return own.role === 'caller' ? 'the caller' : `"${own.role}"`;
}

/** Refusals that say that the leg is in a wrong state for the command. */
const WRONG: ReadonlySet<string> = new Set([
  '90015',
  '90018',
  '90020',
  '90034',
  '90035',
  '90038',
  '90044',
  '90045',
  '90048',
  '90053',
  '90054',
  '90061',
  '90102',
  '10027',
  '10015',
]);
/** What ends something: that it is over already harms nobody. */
const isHarmless = (command: string): boolean => /^(?:stop|pause|resume|leave|hangup|reject)/.test(command);

/** Judges a command that the carrier has answered. */
export function judgeCommand(world: World, { command, reply, before }: SentCommand): Violation[] {
  if (command.by === 'engine') return [];
  const found = (code: Violation['code'], message: string): Violation[] => [
    { code, state: stateOf(world), message, atMs: world.carrier.now },
  ];
  if (reply.ok) return judgeDouble(world, command, before, found);
  if (!WRONG.has(reply.code)) return [];
  if (isHarmless(command.command)) return [];
  // The leg, or the one that it names, ended a moment ago: nobody could know.
  if (reply.code === '90018' || reply.code === '90015') return [];
  return found(
    'wrong-state',
    `${command.command} is sent to ${partyName(world, before?.index ?? 0)} and refused: ${reply.title} (${reply.code}).`,
  );
}

function judgeDouble(
  world: World,
  { command, params, legId }: PendingCommand,
  before: CarrierLeg | undefined,
  found: (code: Violation['code'], message: string) => Violation[],
): Violation[] {
  const { legs } = world.carrier;
  if (command === 'dial') {
    const made = legs.at(-1);
    const role = world.call?.legs.find(({ id }) => id === legId)?.role;
    const others = world.call?.legs.filter((leg) => leg.role === role && leg.id !== legId && isLive(leg)) ?? [];
    const again = others.some((leg) =>
      legs.some((one) => one !== made && one.to === made?.to && one.signalling !== 'ended' && leg.to === one.to),
    );
    return again ? found('double', `dial rings ${String(params['to'])} while it rings or talks already.`) : [];
  }
  if (command === 'startRecording' && (before?.recordings.length ?? 0) > 0)
    return found('double', `startRecording is sent while ${partyName(world, before?.index ?? 0)} is recorded already.`);
  if (command === 'bridge' && before?.attachment.kind === 'bridged') {
    const peer = legs[before.attachment.peer];
    const named = legs.find(({ index }) => params['call_control_id'] === `v3:leg-${legName(index)}`);
    // The params name legs of ours: `leg:agent#1`.
    const own = world.call?.legs.find(({ id }) => params['call_control_id'] === `leg:${id}`)?.callControlId;
    const target = named ?? legs.find(({ index }) => own === `v3:leg-${legName(index)}`);
    if (peer !== undefined && target === peer) return found('double', 'bridge joins two legs that are joined already.');
  }
  return [];
}

/** Judges a step of the engine. */
export function judgeStep(
  world: World,
  before: World['call'],
  { state, entry }: Advanced,
  input: CallEventInput | undefined,
): Violation[] {
  const at = { state: stateName(before?.machine.value ?? state.machine.value), atMs: world.carrier.now };
  if (entry.outcome === 'rolled_back') {
    const [words = ''] = (entry.note ?? '').split('\n');
    return [{ ...at, code: 'flow-throws', message: `The flow throws: ${words}` }];
  }
  if (/engine-made events in a row/.test(state.failure ?? '') && before?.failure === undefined)
    return [{ ...at, code: 'endless', message: `The flow goes round in a circle at once: ${state.failure}.` }];
  if (isCutOff(world, before, state))
    return [
      { ...at, code: 'cut-off', message: 'The flow comes to its end, and the caller is hung up without a word.' },
    ];
  if (input?.type === 'outcome') return [];
  // The caller hung up, and the engine ends the call: what the flow does of its last legs' end reaches nobody.
  if (entry.events.some(({ type, handled }) => type === 'call.hangup' && !handled)) return [];
  // A failure that no answer of the carrier has brought: the command could not even be sent.
  return entry.events.flatMap(({ type }): Violation[] => {
    const command = /^command\.failed\.(\w+)$/.exec(type)?.[1];
    if (command === undefined || isHarmless(command)) return [];
    const message = `${command} cannot be sent: a leg that it is for, or names, is over or was never there, or its params are not valid.`;
    return [{ ...at, state: stateName(state.machine.value), code: 'wrong-state', message }];
  });
}

/** Judges the time from now until `untilMs`, in which nothing happens. */
export function judgeTime(world: World, untilMs: number, limits: Limits, outlives: boolean): Violation[] {
  const { now, legs } = world.carrier;
  const found: Violation[] = [];
  for (const leg of legs) {
    if (leg.deadSince === undefined || isHangupHeldUp(world)) continue;
    const isSlow = isSlowed(world);
    const limitMs = isSlow ? limits.slowSilenceMs : limits.silenceMs;
    const atMs = leg.deadSince + limitMs;
    if (now >= atMs || untilMs < atMs) continue;
    const message = `${capital(partyName(world, leg.index))} is answered and hears nothing for ${limitMs / 1_000} s.`;
    found.push({ code: 'dead-air', state: stateOf(world), message, atMs, ...(isSlow && { severity: 'note' }) });
  }
  const goneAt = legs[0]?.direction === 'incoming' ? legs[0].endedAt : undefined;
  if (goneAt === undefined || outlives) return found;
  const atMs = goneAt + (isSlowed(world) ? limits.slowSilenceMs : limits.ringsOnMs);
  for (const leg of legs) {
    if (leg.index === 0 || leg.signalling !== 'alerting' || now >= atMs || untilMs < atMs) continue;
    const message = `The caller is gone, and ${partyName(world, leg.index)} is still rung ${(atMs - goneAt) / 1_000} s later.`;
    const severity = isSlowed(world) ? ({ severity: 'note' } as const) : {};
    found.push({ code: 'caller-gone', state: stateOf(world), message, atMs, ...severity });
  }
  return found;
}

/** The flow is done with the leg, and Telnyx does not take the hangup. */
const isHangupHeldUp = ({ fault }: World): boolean => fault?.name === 'hangup' || fault?.name === 'reject';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
