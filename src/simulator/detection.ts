/**
 * Answering machine detection on a leg, classic and premium: what answered decides the verdict, the mode decides which
 * webhooks follow. It knows nothing of what a verdict is good for; who may be cut by it is told.
 * Source: Telnyx docs, Answering Machine Detection.
 */
import type { Line } from './line.ts';
import { drawMs } from './timing.ts';

/** `answering_machine_detection` of dial and transfer, without `disabled`. */
export type DetectionMode = 'detect' | 'detect_beep' | 'detect_words' | 'greeting_end' | 'premium';

/** Who or what picked up. */
export interface AnsweredBy {
  readonly verdict:
    'human' | 'machine' | 'not_sure' | 'human_residence' | 'human_business' | 'silence' | 'fax_detected';
  /** How long the greeting of a machine lasts, from the moment it answers; drawn when absent. */
  readonly greetingMs?: number | undefined;
  /** Whether a beep follows the greeting. Default true for machines. */
  readonly beep?: boolean | undefined;
}

/** Detect words waits 30 s for a beep (Telnyx docs: Answering Machine Detection). */
const beepWaitMs = 30_000;
const classicAnalysisMs = 3_500;
const premiumAnalysisMs = 30_000;

/** One detection, from the answer to its last webhook. */
export class Detection {
  readonly mode: DetectionMode;
  readonly #line: Line;
  readonly #by: AnsweredBy;
  readonly #limitMs: number;
  readonly #onMachine: () => void;
  state: 'detecting' | 'greeting' | 'over' = 'detecting';

  constructor(line: Line, mode: DetectionMode, by: AnsweredBy, limitMs: number | undefined, onMachine: () => void) {
    this.#line = line;
    this.mode = mode;
    this.#by = by;
    this.#limitMs = limitMs ?? (mode === 'premium' ? premiumAnalysisMs : classicAnalysisMs);
    this.#onMachine = onMachine;
  }

  begin(): void {
    const { random, timing } = this.#line;
    const machine = this.#by.verdict === 'machine';
    const range =
      this.mode === 'premium' ? timing.premiumVerdict : machine ? timing.machineVerdict : timing.humanVerdict;
    const drawnMs = this.#by.verdict === 'not_sure' ? Infinity : drawMs(random, range);
    const inTime = drawnMs <= this.#limitMs;
    const verdictMs = inTime ? drawnMs : this.#limitMs;
    const beepMs = machine && this.#by.beep !== false ? this.#greetingMs() : undefined;
    if (this.mode === 'premium' && beepMs !== undefined && beepMs <= verdictMs) {
      // A beep before the verdict: the greeting's end is the verdict.
      this.#line.after(beepMs, () => this.#endGreeting('beep_detected'));
      return;
    }
    this.#line.after(verdictMs, () => this.#decide(inTime ? this.#by.verdict : 'not_sure', verdictMs, beepMs));
  }

  #greetingMs(): number {
    return this.#by.greetingMs ?? drawMs(this.#line.random, this.#line.timing.greeting);
  }

  #decide(verdict: AnsweredBy['verdict'], atMs: number, beepMs: number | undefined): void {
    if (this.mode === 'premium') {
      this.state = 'over';
      const result = verdict === 'human' ? 'human_residence' : verdict;
      if (verdict === 'machine') this.#onMachine();
      this.#line.emit('call.machine.premium.detection.ended', { result });
      if (verdict === 'machine') this.#awaitPremiumBeep(atMs, beepMs);
      return;
    }
    const result = classicVerdicts[verdict];
    this.state = 'over';
    if (result === 'machine') this.#onMachine();
    this.#line.emit('call.machine.detection.ended', { result });
    if (result === 'machine') this.#awaitGreeting(atMs, beepMs);
  }

  #awaitPremiumBeep(atMs: number, beepMs: number | undefined): void {
    this.state = 'greeting';
    if (beepMs !== undefined && beepMs <= this.#limitMs) {
      this.#line.after(beepMs - atMs, () => this.#endGreeting('beep_detected'));
    } else {
      this.#line.after(Math.max(0, this.#limitMs - atMs), () => this.#endGreeting('no_beep_detected'));
    }
  }

  #awaitGreeting(atMs: number, beepMs: number | undefined): void {
    const beepInMs = beepMs === undefined ? undefined : Math.max(0, beepMs - atMs);
    const heardInTime = beepInMs !== undefined && beepInMs <= beepWaitMs;
    switch (this.mode) {
      case 'detect':
      case 'premium':
        return;
      case 'detect_beep':
        // Without a beep nothing ever comes.
        if (!heardInTime) return;
        this.state = 'greeting';
        this.#line.after(beepInMs, () => this.#endGreeting('beep_detected'));
        return;
      case 'detect_words':
        this.state = 'greeting';
        if (heardInTime) this.#line.after(beepInMs, () => this.#endGreeting('beep_detected'));
        else this.#line.after(beepWaitMs, () => this.#endGreeting('not_sure'));
        return;
      case 'greeting_end': {
        this.state = 'greeting';
        const endsInMs = beepInMs ?? Math.max(0, this.#greetingMs() - atMs);
        this.#line.after(endsInMs, () => this.#endGreeting(beepInMs === undefined ? 'ended' : 'beep_detected'));
        return;
      }
    }
  }

  #endGreeting(result: 'beep_detected' | 'ended' | 'not_sure' | 'no_beep_detected'): void {
    this.state = 'over';
    const eventType = this.mode === 'premium' ? 'call.machine.premium.greeting.ended' : 'call.machine.greeting.ended';
    this.#line.emit(eventType, { result });
  }
}

/** What classic detection makes of who answered. */
const classicVerdicts = {
  human: 'human',
  human_residence: 'human',
  human_business: 'human',
  machine: 'machine',
  fax_detected: 'machine',
  silence: 'not_sure',
  not_sure: 'not_sure',
} as const satisfies Record<AnsweredBy['verdict'], 'human' | 'machine' | 'not_sure'>;
