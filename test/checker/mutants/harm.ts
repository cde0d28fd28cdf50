/**
 * Whether a flow does harm on the phone, told without the checker: random calls in the real simulator and the real
 * runtime, with its realistic times, and with what goes wrong on the phone counted. It knows no mutation.
 */
import type { FlowModule } from 'callchart';
import { simulate, type Simulation } from 'callchart/testing';
import { Random } from '../../../src/simulator/random.ts';

/** What random calls of a flow have shown. */
export interface Experience {
  /** What went wrong, in words that two flows can be compared by. */
  readonly harms: ReadonlySet<string>;
  /** How often each flow state was come to. */
  readonly visits: ReadonlyMap<string, number>;
}

/** How a flow is called: what callers' flows need not say. */
export interface Calling {
  /** The input of a call that somebody starts; undefined: callers ring. */
  readonly input?: Readonly<Record<string, unknown>>;
}

type Weather = 'fair' | 'refused' | 'reordered' | 'lost';
const weathers: readonly Weather[] = ['fair', 'fair', 'refused', 'reordered', 'fair', 'lost'];

// Half a second above what the check is held to: a watch that is read between two things that happen.
const longestSilenceMs = 10_500;
// The engine steps in after half a minute.
const longestSilenceWhenLostMs = 45_000;
const ringsOnMs = 12_000;
// Three redials, ten minutes apart, come to an end within it.
const longestCallMs = 3_600_000;
const wrongState = /9003[145]|90020|90038|90044|90045|90048|9005[34]|90061|90102/;

/** Plays so many calls; with `known`, only until something goes wrong that is not in it. */
export async function experienceOf(
  module: FlowModule,
  calls: number,
  calling: Calling,
  known?: ReadonlySet<string>,
): Promise<Experience> {
  const harms = new Set<string>();
  const visits = new Map<string, number>();
  for (let seed = 0; seed < calls; seed++) {
    for (const harm of await playOne(module, seed, calling, visits)) harms.add(harm);
    if (known !== undefined && [...harms].some((harm) => !known.has(harm))) break;
  }
  return { harms, visits };
}

async function playOne(
  module: FlowModule,
  seed: number,
  calling: Calling,
  visits: Map<string, number>,
): Promise<readonly string[]> {
  const weather = weathers[seed % weathers.length] ?? 'fair';
  const random = new Random(`harm ${seed}`);
  const line = await simulate(module, { seed, simulator: { timing: 'realistic' } });
  try {
    return await new RandomCall(line, random, weather, calling).play(visits);
  } finally {
    await line.close();
  }
}

class RandomCall {
  readonly #line: Simulation;
  readonly #random: Random;
  readonly #weather: Weather;
  readonly #calling: Calling;
  readonly #harms = new Set<string>();

  constructor(line: Simulation, random: Random, weather: Weather, calling: Calling) {
    this.#line = line;
    this.#random = random;
    this.#weather = weather;
    this.#calling = calling;
  }

  async play(visits: Map<string, number>): Promise<readonly string[]> {
    const { simulator } = this.#line;
    this.#goWrong();
    simulator.onDial(() => this.#farEnd());
    if (this.#calling.input === undefined) simulator.incomingCall();
    else
      await this.#line.runtime.startCall({
        flow: this.#line.runtime.flows()[0]?.id ?? '',
        key: 'one',
        input: this.#calling.input,
      });
    await this.#live();
    this.#judgeLegs();
    this.#judgeCommands();
    await this.#judgeCall(visits);
    return [...this.#harms];
  }

  #goWrong(): void {
    const { faults } = this.#line.simulator;
    if (this.#weather === 'refused')
      faults.command({ probability: 0.25, name: /^(?!hangup|reject)/ }, { status: 422, code: '10015' });
    if (this.#weather === 'reordered') faults.webhook({ probability: 0.3 }, 'reorder');
    if (this.#weather === 'lost') faults.webhook({ probability: 0.15 }, 'drop');
  }

  #farEnd() {
    const afterMs = this.#random.between(2_000, 9_000);
    const hangsUpAfterMs = this.#random.between(8_000, 60_000);
    const what = this.#random.next();
    if (what < 0.5) return { does: 'answer', afterMs, hangsUpAfterMs } as const;
    return what < 0.65 ? 'voicemail' : what < 0.8 ? 'busy' : 'no answer';
  }

  /** People press keys and hang up, now and then; in some calls they only listen. */
  async #live(): Promise<void> {
    const { simulator } = this.#line;
    const patience = this.#random.next();
    const gapMs = this.#random.between(1_500, 7_000);
    let goneAt: number | undefined;
    for (let spentMs = 0; spentMs < longestCallMs;) {
      const stepMs = spentMs < 240_000 ? gapMs : 60_000;
      await this.#line.advance(stepMs);
      spentMs += stepMs;
      const legs = simulator.legs();
      const live = legs.filter(({ signalling }) => signalling !== 'ended');
      if (live.length === 0 && simulator.idle && (await this.#isFinal())) return;
      const [first] = legs;
      if (first?.direction === 'incoming' && first.endedAt !== undefined) goneAt ??= first.endedAt;
      const late = live.filter(({ signalling }) => signalling === 'alerting' || signalling === 'requested');
      if (goneAt !== undefined && this.#line.clock.now() - goneAt > ringsOnMs && this.#weather !== 'lost')
        for (const leg of late) this.#harms.add(`${leg.to} rings on for nobody`);
      if (spentMs > 240_000) continue;
      for (const leg of live) this.#act(leg, patience);
    }
    this.#harms.add('a call does not end');
  }

  #act(leg: ReturnType<Simulation['simulator']['legs']>[number], patience: number): void {
    const { simulator } = this.#line;
    const what = this.#random.next();
    const isGathering = leg.activities.gather !== undefined;
    if (leg.signalling !== 'answered') {
      if (leg.direction === 'incoming' && patience > 0.9 && what < 0.1) simulator.party(leg.name).hangUp();
      return;
    }
    if (what < (isGathering ? 0.6 : 0.15)) simulator.party(leg.name).press(this.#keys());
    else if (patience > 0.6 && what > 0.93) simulator.party(leg.name).hangUp();
  }

  #keys(): string {
    const what = this.#random.next();
    if (what < 0.7) return String(this.#random.between(1, 3));
    return what < 0.8 ? '#' : what < 0.9 ? '9' : '1234#';
  }

  #judgeLegs(): void {
    const limitMs = this.#weather === 'lost' ? longestSilenceWhenLostMs : longestSilenceMs;
    for (const { to, direction, longestDeadAirMs } of this.#line.simulator.legs())
      if (longestDeadAirMs > limitMs) this.#harms.add(`${direction === 'incoming' ? 'the caller' : to} hears nothing`);
  }

  #judgeCommands(): void {
    const refused = this.#line.simulator.log.filter(
      ({ direction, status, note, name }) =>
        direction === 'command' &&
        status === 422 &&
        note !== 'fault' &&
        !/^(?:stop|pause|resume|leave|hangup|reject)/.test(name),
    );
    for (const { name, note } of refused)
      if (wrongState.test(note ?? '')) this.#harms.add(`${name} is refused as wrong`);
  }

  async #isFinal(): Promise<boolean> {
    const [call] = await this.#line.runtime.calls({ limit: 1 });
    return call === undefined || call.phase === 'closed' || call.phase === 'late';
  }

  async #judgeCall(visits: Map<string, number>): Promise<void> {
    const [call] = await this.#line.runtime.calls({ limit: 1 });
    const journal = call === undefined ? [] : await this.#line.runtime.journal(call.callId);
    if (journal.length === 0) this.#harms.add('there is no call');
    for (const { to } of journal) visits.set(JSON.stringify(to), (visits.get(JSON.stringify(to)) ?? 0) + 1);
    if (journal.some(({ outcome }) => outcome === 'rolled_back')) this.#harms.add('the flow throws');
  }
}
