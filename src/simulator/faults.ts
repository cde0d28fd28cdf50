/**
 * What goes wrong on purpose: webhooks lost, late, twice or out of order; commands answered badly or not at all; hangups
 * at a chosen point; the network gone. It only says what is to go wrong; who carries things does it.
 */
import type { LadderEntry } from './ladder.ts';
import type { Random } from './random.ts';

/** Which webhooks or commands a fault hits. Everything that is given has to fit. */
export interface FaultMatch {
  /** An event type (`call.answered`) or a command (`speak`); a RegExp is tested against it. Default: any. */
  readonly name?: string | RegExp;
  /** The leg's name in the ladder: `A`, `B` … */
  readonly leg?: string;
  /** Only the nth that fits, from 1. */
  readonly nth?: number;
  /** At most so many. Default: no limit. */
  readonly times?: number;
  /** Each that fits is hit with this probability, 0 to 1, by the seed. Default 1. */
  readonly probability?: number;
}

/** What may happen to a webhook. `reorder`: it arrives after the next one. */
export type WebhookFault = 'drop' | 'duplicate' | 'reorder' | { readonly delayMs: number };

/**
 * What may happen to a command. `no answer`: it never arrives, and no answer comes. `answer lost`: it is carried out, but
 * no answer comes. `refused`: the connection is refused. Else it is answered so, without being carried out.
 */
export type CommandFault =
  | 'no answer'
  | 'answer lost'
  | 'refused'
  | {
      readonly status: number;
      readonly code?: string;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    };

/** The effects on one webhook, added up. */
export interface WebhookEffect {
  drop: boolean;
  duplicate: boolean;
  reorder: boolean;
  delayMs: number;
}

class Rule<Fault> {
  readonly match: FaultMatch;
  readonly fault: Fault;
  readonly #random: Random;
  #seen = 0;
  #hits = 0;

  constructor(match: FaultMatch, fault: Fault, random: Random) {
    this.match = match;
    this.fault = fault;
    this.#random = random;
  }

  hits(name: string, leg: string | undefined): boolean {
    const { name: wanted, leg: wantedLeg, nth, times, probability } = this.match;
    if (wanted !== undefined && !(typeof wanted === 'string' ? wanted === name : wanted.test(name))) return false;
    if (wantedLeg !== undefined && wantedLeg !== leg) return false;
    this.#seen += 1;
    if (nth !== undefined && this.#seen !== nth) return false;
    if (times !== undefined && this.#hits >= times) return false;
    if (probability !== undefined && !this.#random.chance(probability)) return false;
    this.#hits += 1;
    return true;
  }
}

/**
 * The faults of one simulation. Each method answers a function that takes the fault back.
 *
 * @example
 * ```ts
 * import { createSimulator, VirtualClock } from 'callchart/simulator';
 *
 * const simulator = createSimulator({ clock: new VirtualClock(), seed: 1, onWebhook: async () => new Response() });
 * simulator.faults.webhook({ name: 'call.answered', nth: 1 }, 'drop');
 * simulator.faults.command({ name: 'speak', times: 1 }, { status: 503 });
 * simulator.faults.hangUp({ leg: 'A', when: { name: 'call.speak.started' } });
 * ```
 */
export class Faults {
  readonly #random: Random;
  readonly #hangUpParty: (leg: string, afterMs: number) => void;
  readonly #now: () => number;
  #rules = 0;
  #webhooks: Rule<WebhookFault>[] = [];
  #commands: Rule<CommandFault>[] = [];
  #hangups: { rule: Rule<'hangup'>; leg: string | undefined; direction: string | undefined; afterMs: number }[] = [];
  #storage: Rule<string>[] = [];
  #down: { fromMs: number; untilMs: number }[] = [];

  constructor(random: Random, now: () => number, hangUpParty: (leg: string, afterMs: number) => void) {
    this.#random = random;
    this.#now = now;
    this.#hangUpParty = hangUpParty;
  }

  /** Harms webhooks that fit. */
  webhook(match: FaultMatch, fault: WebhookFault): () => void {
    const rule = new Rule(match, fault, this.#nextRandom());
    this.#webhooks.push(rule);
    return () => {
      this.#webhooks = this.#webhooks.filter((other) => other !== rule);
    };
  }

  /** Harms commands that fit. */
  command(match: FaultMatch, fault: CommandFault): () => void {
    const rule = new Rule(match, fault, this.#nextRandom());
    this.#commands.push(rule);
    return () => {
      this.#commands = this.#commands.filter((other) => other !== rule);
    };
  }

  /**
   * The far end of `leg` (default: the leg of the rung) hangs up `afterMs` (default 0) after a rung of the ladder that
   * fits `when`: once, unless `when.times` says otherwise.
   */
  hangUp(options: {
    readonly leg?: string;
    readonly when: FaultMatch & { readonly direction?: 'webhook' | 'command' | 'party' };
    readonly afterMs?: number;
  }): () => void {
    const rule = new Rule<'hangup'>({ times: 1, ...options.when }, 'hangup', this.#nextRandom());
    const hangup = { rule, leg: options.leg, direction: options.when.direction, afterMs: options.afterMs ?? 0 };
    this.#hangups.push(hangup);
    return () => {
      this.#hangups = this.#hangups.filter((other) => other !== hangup);
    };
  }

  /** Recordings that fit (`leg`, `nth` …) are not saved: `call.recording.error` comes instead. */
  recording(match: Omit<FaultMatch, 'name'>, reason = 'Internal server error'): () => void {
    const rule = new Rule(match, reason, this.#nextRandom());
    this.#storage.push(rule);
    return () => {
      this.#storage = this.#storage.filter((other) => other !== rule);
    };
  }

  /** Neither webhooks nor commands get through for `forMs`, starting in `afterMs` (default 0). */
  networkDown(span: { readonly forMs: number; readonly afterMs?: number }): () => void {
    const fromMs = this.#now() + (span.afterMs ?? 0);
    const down = { fromMs, untilMs: fromMs + span.forMs };
    this.#down.push(down);
    return () => {
      this.#down = this.#down.filter((other) => other !== down);
    };
  }

  /** Takes back everything. */
  clear(): void {
    this.#webhooks = [];
    this.#commands = [];
    this.#hangups = [];
    this.#storage = [];
    this.#down = [];
  }

  /** What is to happen to this webhook. For the webhook channel. */
  onWebhook(webhook: { readonly leg: string | undefined; readonly eventType: string }): WebhookEffect {
    const effect: WebhookEffect = { drop: false, duplicate: false, reorder: false, delayMs: 0 };
    for (const rule of this.#webhooks.filter((each) => each.hits(webhook.eventType, webhook.leg))) {
      const { fault } = rule;
      if (typeof fault === 'object') effect.delayMs += fault.delayMs;
      else effect[fault] = true;
    }
    return effect;
  }

  /** What is to happen to this command, if anything. For the API. */
  onCommand(name: string, leg: string | undefined): CommandFault | undefined {
    return this.#commands.find((rule) => rule.hits(name, leg))?.fault;
  }

  /** Why the next recording of that leg is not stored, if so. For the recorder. */
  onRecording(leg: string): string | undefined {
    return this.#storage.find((rule) => rule.hits('recording', leg))?.fault;
  }

  /** Looks at a rung of the ladder. For the simulator. */
  onRung(entry: LadderEntry): void {
    for (const { rule, leg, direction, afterMs } of this.#hangups) {
      if (direction !== undefined && direction !== entry.direction) continue;
      if (!rule.hits(entry.name, entry.leg)) continue;
      const target = leg ?? entry.leg;
      if (target !== undefined) this.#hangUpParty(target, afterMs);
    }
  }

  /** Whether nothing gets through at that time. */
  isNetworkDown(at: number): boolean {
    return this.#down.some(({ fromMs, untilMs }) => fromMs <= at && at < untilMs);
  }

  #nextRandom(): Random {
    this.#rules += 1;
    return this.#random.fork(`fault ${this.#rules}`);
  }
}
