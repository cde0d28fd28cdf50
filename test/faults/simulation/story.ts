/**
 * Stories from seeds: a flow, people who ring, press, hang up and do not answer, a carrier that refuses, repeats, loses
 * and reorders, processes that die at any moment, outages of minutes, clocks that are set. The same seed gives the same
 * story. It judges nothing.
 */
import { timingPresets } from 'callchart/simulator';
import { type CallRecord, type JournalEntry, loadFlow, type Store } from 'callchart';
import * as consult from '../../../examples/consult/flow.ts';
import * as reminder from '../../../examples/reminder/flow.ts';
import * as ringGroup from '../../../examples/ring-group/flow.ts';
import * as voicemail from '../../../machines/voicemail.ts';
import type { FarEndLike } from '../../../src/simulator/far-end.ts';
import { Random } from '../../../src/simulator/random.ts';
import * as frontDesk from '../../flow/design-flow.ts';
import * as workshop from '../flows/workshop.ts';
import { FaultyWorld, type Outage, type Trouble } from './faulty-world.ts';
import type { Story } from './invariants.ts';
import { type Mutant, sound } from './mutants.ts';

const flows = [frontDesk, voicemail, ringGroup, reminder, consult, workshop].map((module) => loadFlow(module));

/** How many kinds of calls there are. */
export const kinds = flows.length;

/**
 * What is to go wrong: everything; nothing; or only what leaves no trace: processes that die and are there again
 * at once.
 */
export type Weather = 'everything' | 'nothing' | 'moments';

const quick = { ...timingPresets.instant, webhookRetriesMs: Array.from({ length: 50 }, () => 1) };
const noTrouble: Trouble = { dies: 0, storeFails: 0, downMs: () => 0 };
const dayMs = 24 * 3_600_000;

/** Plays one. */
export async function play(
  seed: number,
  options: {
    readonly mutant?: Mutant;
    readonly store?: Store;
    readonly weather?: Weather;
    readonly trouble?: Partial<Trouble>;
  } = {},
): Promise<Story> {
  const story = new Playing(seed, options);
  try {
    return await story.play();
  } finally {
    story.world.close();
  }
}

class Playing {
  readonly world: FaultyWorld;
  readonly #random: Random;
  readonly #flow: (typeof flows)[number];
  readonly #weather: Weather;
  readonly #networkDowns: Outage[] = [];
  #clockOffMs = 0;
  #lastActAt = 0;

  constructor(seed: number, options: Parameters<typeof play>[1] = {}) {
    const { mutant = sound, store, weather = 'everything' } = options;
    const random = new Random(`story ${seed}`);
    const flow = flows[seed % flows.length];
    if (flow === undefined) throw new Error('no flow');
    this.#random = random;
    this.#flow = flow;
    this.#weather = weather;
    this.world = new FaultyWorld(flow, {
      seed,
      random: random.fork(`world, ${weather}`),
      trouble: { ...this.#trouble(random.fork('trouble')), ...options.trouble },
      // Whatever is sent again is sent again at once, so that nothing that a person does comes before it.
      timing: weather !== 'everything' ? quick : random.chance(0.5) ? 'instant' : 'realistic',
      mutant,
      ...(store !== undefined && { store }),
    });
  }

  #trouble(random: Random): Trouble {
    if (this.#weather === 'nothing') return noTrouble;
    if (this.#weather === 'moments') return { dies: 0.04, storeFails: 0, downMs: () => 0 };
    // Some stories have outages of minutes, in the others processes are missed for a moment only.
    const isLong = random.chance(0.25);
    return {
      dies: random.chance(0.8) ? 0.015 : 0,
      storeFails: random.chance(0.5) ? 0.04 : 0,
      downMs: (own) => (isLong && own.chance(0.2) ? own.between(30_000, 400_000) : own.between(0, 2_000)),
    };
  }

  async play(): Promise<Story> {
    const { world } = this;
    if (this.#weather === 'everything') this.#breakTheCarrier();
    this.#peopleFarAway();
    workshop.tasks.price = this.#price(this.#random.fork('tasks'));
    const caller = this.#flow.id === 'reminder' ? undefined : world.simulator.incomingCall();
    if (caller === undefined) void world.order('reminder', 'key', { to: '+15550110', text: 'Hello.' });
    const acts = this.#random.between(4, 16);
    for (let act = 0; act < acts; act++) {
      // Where all must come out alike, whatever a delay of a second could change has happened before the next act.
      const pauseMs = this.#random.between(0, 6_000);
      await world.clock.advance(this.#weather === 'everything' ? pauseMs : 3_000 + pauseMs);
      this.#act();
    }
    // A redial ends with the last answer; a lost hangup is found out by asking.
    world.simulator.onDial(() => ({ does: 'answer', afterMs: 1_000, hangsUpAfterMs: 30_000 }));
    caller?.hangUp();
    this.#lastActAt = world.clock.now();
    await world.clock.advance(60_000);
    world.trouble = noTrouble;
    await this.#untilOver();
    return this.#tell();
  }

  #breakTheCarrier(): void {
    const { simulator } = this.world;
    const { faults } = simulator;
    const random = this.#random;
    faults.webhook({ probability: 0.1 }, 'duplicate');
    faults.webhook({ probability: 0.08 }, 'reorder');
    faults.webhook({ probability: 0.05 }, { delayMs: random.between(1_000, 8_000) });
    if (random.chance(0.4)) faults.webhook({ probability: 0.05 }, 'drop');
    faults.command({ probability: 0.04 }, { status: 503 });
    faults.command({ probability: 0.03 }, { status: 429, headers: { 'retry-after': '1' } });
    faults.command({ probability: 0.05 }, 'answer lost');
    faults.command({ probability: 0.04 }, 'no answer');
    faults.command({ probability: 0.03 }, 'refused');
    if (random.chance(0.3))
      faults.command({ probability: 0.05, name: /^(?!hangup|reject)/ }, { status: 422, code: '10033' });
  }

  /** How somebody behaves depends on who it is and how often that was tried, not on who was dialled first. */
  #peopleFarAway(): void {
    const tried = new Map<string, number>();
    this.world.simulator.onDial(({ to }) => {
      const times = (tried.get(to) ?? 0) + 1;
      tried.set(to, times);
      // No two of them answer at the same moment: who came first would be a matter of luck.
      const answer = { does: 'answer', afterMs: 3_000 + 200 * Number(to.at(-1)) } as const;
      const farEnds: readonly FarEndLike[] = ['busy', 'no answer', answer, 'voicemail', 'decline'];
      const place = this.#random.fork(`far end ${to} ${times}`).between(0, farEnds.length - 1);
      return farEnds[place] ?? 'busy';
    });
  }

  #act(): void {
    const { world } = this;
    const random = this.#random;
    const legs = world.simulator
      .legs()
      .filter((leg) => leg.signalling !== 'ended')
      .toSorted((a, b) => a.to.localeCompare(b.to));
    const leg = legs[random.between(0, legs.length - 1)];
    const what = random.next();
    if (what < 0.14 && this.#weather !== 'everything') return;
    if (what < 0.06) world.crash();
    else if (what < 0.1) this.#setClock(random.between(-30_000, 30_000));
    else if (what < 0.14) this.#cutTheLine(random.between(500, 20_000));
    else if (what < 0.5 && leg?.signalling === 'answered') world.simulator.party(leg.name).press(random.text(1, '12#'));
    else if (what < 0.52 && leg !== undefined) world.simulator.party(leg.name).hangUp();
  }

  #cutTheLine(forMs: number): void {
    const from = this.world.clock.now();
    this.world.simulator.faults.networkDown({ forMs });
    this.#networkDowns.push({ from, until: from + forMs });
  }

  #setClock(offMs: number): void {
    this.#clockOffMs += Math.abs(offMs - this.world.clockOffMs);
    this.world.clockOffMs = offMs;
  }

  /** A task that answers, fails, or takes too long. */
  #price(random: Random): (key: string) => Promise<number> {
    return (key) => {
      const what = random.next();
      if (this.#weather !== 'everything') return Promise.resolve(key.length);
      if (what < 0.2) return Promise.reject(new Error('no price'));
      if (what < 0.3) return new Promise(() => {});
      return Promise.resolve(key.length);
    };
  }

  async #untilOver(): Promise<void> {
    const { clock, truth, simulator } = this.world;
    const end = clock.now() + dayMs / 4;
    const isOver = async (): Promise<boolean> =>
      simulator.legs().every(({ signalling }) => signalling === 'ended') && (await truth.open(1)).length === 0;
    do await clock.advance(120_000);
    while (!(await isOver()) && clock.now() < end);
  }

  async #tell(): Promise<Story> {
    const { simulator, truth, sendings, outages, completed, surprises } = this.world;
    if (surprises.length > 0) throw surprises[0];
    const calls = await truth.list({ limit: 1_000 });
    const records: CallRecord[] = [];
    const journals: (readonly JournalEntry[])[] = [];
    for (const { callId } of calls) {
      const record = (await truth.load([callId])).get(callId);
      if (record === undefined) continue;
      records.push(record);
      journals.push(await truth.journal(callId));
    }
    const unrouted = (await truth.unrouted(1_000)).map(({ input }) => input.id ?? '');
    const told = { lastActAt: this.#lastActAt, clockOffMs: this.#clockOffMs, networkDowns: this.#networkDowns };
    const seen = { rungs: simulator.log, legs: simulator.legs() };
    return { flow: this.#flow, ...seen, records, journals, unrouted, sendings, outages, completed, ...told };
  }
}
