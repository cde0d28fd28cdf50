/**
 * Collecting digits on a leg as data: prompt, collection, tries, as the simulator does it.
 */
import { after, cancel } from './agenda.ts';
import type { CarrierLeg, CarrierState, GatherRules, Gathering } from './carrier-state.ts';
import { addMedia, removeMedia } from './media.ts';
import { modelTiming, msOf } from './model-timing.ts';
import { emitLater } from './webhooks.ts';

/** Begins one on a leg that has none. */
export function beginGather(state: CarrierState, leg: CarrierLeg, rules: GatherRules): void {
  state.count += 1;
  leg.isOwedWords = true;
  leg.gather = {
    id: state.count,
    rules,
    phase: 'collecting',
    attempt: 1,
    digits: '',
    pressed: false,
    isOffered: undefined,
  };
  beginTry(state, leg, leg.gather, 'first');
}

function beginTry(state: CarrierState, leg: CarrierLeg, gather: Gathering, which: 'first' | 'again' | 'invalid'): void {
  gather.digits = '';
  const source = which === 'invalid' ? (gather.rules.again ?? gather.rules.prompt) : gather.rules.prompt;
  if (source === undefined) {
    collect(state, leg, gather);
    return;
  }
  gather.phase = 'prompting';
  if (state.variants.gatherTimeoutCountsFrom === 'command') armTimeout(state, leg, gather);
  addMedia(state, leg, { ...source, rounds: 1, overlay: false, target: 'self', gather: gather.id });
}

/** The prompt of a gather is over. */
export function promptOver(state: CarrierState, leg: CarrierLeg, id: number): void {
  const { gather } = leg;
  if (gather?.id === id && gather.phase === 'prompting') collect(state, leg, gather);
}

function collect(state: CarrierState, leg: CarrierLeg, gather: Gathering): void {
  gather.phase = 'collecting';
  const { rules } = gather;
  if (rules.prompt === undefined || state.variants.gatherTimeoutCountsFrom === 'end of prompt')
    armTimeout(state, leg, gather);
  if (rules.firstDigitMs !== undefined)
    after(state, leg.index, rules.firstDigitMs, { kind: 'digit timeout', gather: gather.id });
}

function armTimeout(state: CarrierState, leg: CarrierLeg, gather: Gathering): void {
  cancelTimers(state, gather, 'gather timeout');
  after(state, leg.index, gather.rules.timeoutMs, { kind: 'gather timeout', gather: gather.id });
}

const cancelTimers = (state: CarrierState, { id }: Gathering, kind: 'gather timeout' | 'digit timeout'): void =>
  cancel(state, ({ what }) => what.kind === kind && what.gather === id);

/** A key of the party; `dtmfInMs` is when its own webhook goes out. */
export function pressInGather(state: CarrierState, leg: CarrierLeg, key: string, dtmfInMs: number): void {
  const { gather } = leg;
  if (gather === undefined) return;
  gather.pressed = true;
  interruptPrompt(state, leg, gather);
  cancelTimers(state, gather, 'digit timeout');
  const { rules } = gather;
  if (key === rules.terminator) {
    const enough = gather.digits.length >= rules.minimum;
    if (state.variants.digitsIncludeTerminator) gather.digits += key;
    finishTry(state, leg, gather, enough ? 'valid' : 'invalid', dtmfInMs);
    return;
  }
  gather.digits += key;
  if (!rules.valid.includes(key)) finishTry(state, leg, gather, 'invalid', dtmfInMs);
  else if (gather.digits.length >= rules.maximum) finishTry(state, leg, gather, 'valid', dtmfInMs);
  else after(state, leg.index, rules.digitPauseMs, { kind: 'digit timeout', gather: gather.id });
}

/** The first key silences the prompt. */
function interruptPrompt(state: CarrierState, leg: CarrierLeg, gather: Gathering): void {
  if (gather.phase !== 'prompting') return;
  gather.phase = 'collecting';
  if (state.variants.gatherTimeoutCountsFrom === 'end of prompt') armTimeout(state, leg, gather);
  const prompt = leg.media.find((item) => item.gather === gather.id);
  if (prompt !== undefined)
    after(state, leg.index, msOf(modelTiming.promptCut), { kind: 'cut prompt', item: prompt.id });
}

/** Time for the digits is over: for all of them, or for the next one. */
export function gatherTimeout(state: CarrierState, leg: CarrierLeg, id: number, which: 'all' | 'next'): void {
  const { gather } = leg;
  if (gather?.id !== id) return;
  const { digits, rules } = gather;
  const enough = digits.length >= rules.minimum;
  const isFirst = which === 'next' && digits === '';
  finishTry(
    state,
    leg,
    gather,
    enough ? 'valid' : isFirst || (which === 'all' && digits === '') ? 'timeout' : 'invalid',
    0,
  );
}

function finishTry(
  state: CarrierState,
  leg: CarrierLeg,
  gather: Gathering,
  outcome: 'valid' | 'invalid' | 'timeout',
  dtmfInMs: number,
): void {
  cancelTimers(state, gather, 'gather timeout');
  cancelTimers(state, gather, 'digit timeout');
  if (outcome === 'valid' || gather.attempt >= gather.rules.tries) {
    over(state, leg, gather, outcome, dtmfInMs === 0 ? 0 : dtmfInMs + msOf(modelTiming.gatherEnd));
    return;
  }
  gather.attempt += 1;
  beginTry(state, leg, gather, outcome === 'invalid' ? 'invalid' : 'again');
}

/** Ends it from outside. */
export function endGather(
  state: CarrierState,
  leg: CarrierLeg,
  status: 'cancelled' | 'cancelled_amd' | 'call_hangup',
): void {
  const { gather } = leg;
  if (gather === undefined) return;
  over(state, leg, gather, status, status === 'call_hangup' ? msOf(modelTiming.endings) : 0);
}

function over(state: CarrierState, leg: CarrierLeg, gather: Gathering, status: string, delayMs: number): void {
  cancelTimers(state, gather, 'gather timeout');
  cancelTimers(state, gather, 'digit timeout');
  const prompt = leg.media.find((item) => item.gather === gather.id);
  const wasPrompting = gather.phase === 'prompting';
  leg.gather = undefined;
  // A prompt that a key has silenced is cut by its own time.
  if (wasPrompting && prompt !== undefined) removeMedia(state, leg, prompt.id, 'cancelled', promptOver);
  const payload = {
    digits: gather.digits,
    status,
    ...(gather.rules.gatherId !== undefined && { gather_id: gather.rules.gatherId }),
  };
  emitLater(state, leg, delayMs, 'call.gather.ended', payload);
}
