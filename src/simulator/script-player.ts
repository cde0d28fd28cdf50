/**
 * Plays a call script on a simulated carrier, by a virtual clock or in real time, and says what was not as expected. It
 * knows the application only by its commands and by the webhooks it gets.
 */
import type { Clock } from '../clock/clock.ts';
import { VirtualClock } from '../clock/virtual-clock.ts';
import type { FarEnd } from './far-end.ts';
import type { LadderEntry } from './ladder.ts';
import type { SimulatedParty } from './party.ts';
import { type CallScript, durationMs, type ScriptStep } from './script.ts';
import { unmetExpectations } from './script-expectation.ts';
import type { Simulator } from './simulator.ts';

/** Something that was not as the script expects. */
export interface ScriptFailure {
  /** The step's place in the script, from 1. */
  readonly step: number;
  readonly message: string;
}

/** What came of a script. */
export interface ScriptOutcome {
  readonly passed: boolean;
  readonly failures: readonly ScriptFailure[];
  /** The ladder of the script. */
  readonly ladder: readonly LadderEntry[];
}

const defaultWithinMs = 30_000;
const defaultLimitMs = 900_000;
/** How finely a virtual clock is turned while something is waited for. */
const pieceMs = 20;

/**
 * Plays a script. A `VirtualClock` is turned by it; with any other clock it takes its time. The first step that fails
 * ends it.
 *
 * @example
 * ```ts
 * import { createSimulator, runScript, VirtualClock } from 'callchart/simulator';
 *
 * const clock = new VirtualClock();
 * const simulator = createSimulator({ clock, seed: 1, onWebhook: async () => new Response() });
 * const { passed, failures } = await runScript(
 *   simulator,
 *   { steps: [{ call: {} }, { waitFor: 'answer', within: '5s' }] },
 *   clock,
 * );
 * if (!passed) console.log(failures[0]?.message);
 * ```
 */
export async function runScript(simulator: Simulator, script: CallScript, clock: Clock): Promise<ScriptOutcome> {
  const run = new ScriptRun(simulator, clock, durationMs(script.limit ?? defaultLimitMs));
  for (const [index, step] of script.steps.entries()) {
    const messages = await run.take(step);
    if (messages.length > 0) {
      const failures = messages.map((message) => ({ step: index + 1, message }));
      return { passed: false, failures, ladder: run.ladder };
    }
  }
  return { passed: true, failures: [], ladder: run.ladder };
}

class ScriptRun {
  readonly #simulator: Simulator;
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #firstRung: number;
  readonly #limitMs: number;
  readonly #firstLeg: number;
  /** Rungs before this one are of the past for `waitFor`. */
  #seen: number;

  constructor(simulator: Simulator, clock: Clock, limitMs: number) {
    this.#simulator = simulator;
    this.#clock = clock;
    this.#startedAt = clock.now();
    this.#firstRung = simulator.log.length;
    this.#seen = this.#firstRung;
    this.#firstLeg = simulator.legs().length;
    this.#limitMs = limitMs;
  }

  get ladder(): readonly LadderEntry[] {
    return this.#simulator.log.slice(this.#firstRung);
  }

  /** Takes a step; the answer is what went wrong. */
  async take(step: ScriptStep): Promise<readonly string[]> {
    if (step.at !== undefined) {
      await this.#wait(this.#startedAt + durationMs(step.at) - this.#clock.now());
    }
    if (this.#clock.now() - this.#startedAt > this.#limitMs) return ['The script takes longer than its limit.'];
    if ('waitFor' in step) return this.#waitFor(step);
    if ('wait' in step) {
      await this.#wait(durationMs(step.wait));
      return [];
    }
    if ('expect' in step) {
      await this.#wait(0);
      const { expect } = step;
      return unmetExpectations(this.#simulator, this.ladder, this.#party(expect.leg)?.leg, expect);
    }
    if ('agent' in step) {
      this.#setAgent(step);
      return [];
    }
    // What a party does begins something new: what comes of it is what is waited for next.
    this.#seen = this.#simulator.log.length;
    if ('call' in step) {
      this.#simulator.incomingCall(step.call);
      return [];
    }
    return this.#act(step);
  }

  #act(step: Extract<ScriptStep, { press: string } | { say: string } | { hangup: unknown }>): readonly string[] {
    const leg = 'hangup' in step ? (step.hangup === true ? 'caller' : step.hangup) : step.leg;
    const party = this.#party(leg);
    if (!party) return [`There is no leg ${leg ?? 'caller'} yet.`];
    if (party.leg.signalling === 'ended') return [`${leg ?? 'caller'} has ended already.`];
    if ('press' in step) party.press(step.press);
    else if ('say' in step) party.say(step.say);
    else party.hangUp();
    return [];
  }

  #setAgent(step: Extract<ScriptStep, { agent: string }>): void {
    const afterMs = step.after === undefined ? undefined : durationMs(step.after);
    const farEnd = farEndOf(step.agent, afterMs);
    const isMeant = (to: string): boolean => step.to === undefined || step.to === to;
    this.#simulator.onDial((call) => (isMeant(call.to) ? farEnd : undefined));
    for (const leg of this.#simulator.legs()) {
      if (leg.direction !== 'outgoing' || leg.signalling !== 'alerting' || !isMeant(leg.to)) continue;
      const party = this.#simulator.party(leg.name);
      if (farEnd.does === 'answer') party.answer();
      else if (farEnd.does === 'voicemail') party.answer({ verdict: 'machine' });
      else if (farEnd.does !== 'no answer' && farEnd.does !== 'forbidden') party.reject(farEnd.does);
    }
  }

  async #waitFor(step: Extract<ScriptStep, { waitFor: string }>): Promise<readonly string[]> {
    const withinMs = durationMs(step.within ?? defaultWithinMs);
    const found = await this.#until(() => this.#next(step.waitFor, step.leg), withinMs);
    if (found) return [];
    const happened = this.#simulator.log.slice(this.#seen).map((entry) => `${entry.leg ?? '-'} ${entry.name}`);
    const said = happened.length > 0 ? `Instead: ${happened.slice(-8).join(', ')}.` : 'Nothing happened meanwhile.';
    return [`${step.waitFor} did not come${step.leg ? ` on ${step.leg}` : ''} within ${withinMs} ms. ${said}`];
  }

  /** Whether it has happened since; if so, it is of the past from now on. */
  #next(name: string, leg: string | undefined): boolean {
    const legName = leg === undefined ? undefined : this.#party(leg)?.name;
    if (leg !== undefined && legName === undefined) return false;
    const index = this.#simulator.log.findIndex(
      (entry, at) =>
        at >= this.#seen && entry.name === name && entry.direction !== 'party' && (!legName || entry.leg === legName),
    );
    if (index === -1) return false;
    this.#seen = index + 1;
    return true;
  }

  #party(leg = 'caller'): SimulatedParty | undefined {
    const all = this.#simulator.legs();
    const own = all.slice(this.#firstLeg);
    const found =
      leg === 'caller'
        ? own[0]
        : leg === 'agent'
          ? own.findLast((each) => each.direction === 'outgoing')
          : all.find((each) => each.name === leg);
    return found && this.#simulator.party(found.name);
  }

  async #wait(ms: number): Promise<void> {
    if (this.#clock instanceof VirtualClock) await this.#clock.advance(Math.max(0, ms));
    else if (ms > 0) await new Promise<void>((resolve) => void this.#clock.schedule(ms, resolve));
  }

  /** Until the condition holds, or the time is up. */
  async #until(holds: () => boolean, withinMs: number): Promise<boolean> {
    const until = this.#clock.now() + withinMs;
    if (this.#clock instanceof VirtualClock) await this.#clock.advance(0);
    while (!holds()) {
      if (this.#clock.now() >= until) return false;
      await this.#wait(Math.min(pieceMs, until - this.#clock.now()));
    }
    return true;
  }
}

function farEndOf(agent: Extract<ScriptStep, { agent: string }>['agent'], afterMs: number | undefined): FarEnd {
  const after = afterMs === undefined ? {} : { afterMs };
  switch (agent) {
    case 'answers':
      return { does: 'answer', ...after };
    case 'declines':
      return { does: 'decline', ...after };
    case 'no answer':
      return { does: 'no answer' };
    case 'voicemail':
    case 'busy':
    case 'unavailable':
    case 'invalid number':
      return { does: agent, ...after };
    default:
      return agent;
  }
}
