/**
 * Collecting digits on a leg: prompt, collection, tries. One runs at a time; keys that are pressed while none runs are
 * in no later one. It knows the leg's media queue only as something that plays its prompts.
 */
import type { Cancel, Line } from './line.ts';
import { drawMs } from './timing.ts';

/** How a gather can end (Telnyx OpenAPI: call.gather.ended, `status`). */
export type GatherStatus = 'valid' | 'invalid' | 'call_hangup' | 'cancelled' | 'cancelled_amd' | 'timeout';

/** The rules of one gather, defaults filled in (Telnyx OpenAPI: gather, gather_using_speak, gather_using_audio). */
export interface GatherRules {
  readonly minimumDigits: number;
  readonly maximumDigits: number;
  readonly validDigits: string;
  readonly terminatingDigit: string;
  readonly timeoutMs: number;
  readonly interDigitTimeoutMs: number;
  /** Only a gather without a prompt has it. */
  readonly initialTimeoutMs: number | undefined;
  readonly tries: number;
  readonly gatherId: string | undefined;
}

/** Plays a prompt of the gather and tells when it is over; the answer cuts it. */
export type PlayPrompt = (which: 'first' | 'again' | 'invalid', onEnded: () => void) => Cancel;

/** One gather from its command to its end. */
export class Gather {
  readonly #line: Line;
  readonly #rules: GatherRules;
  readonly #playPrompt: PlayPrompt | undefined;
  readonly #onOver: () => void;
  #phase: 'prompting' | 'collecting' | 'over' = 'collecting';
  #try = 1;
  #digits = '';
  #cutPrompt: Cancel = () => {};
  #cancelTimeout: Cancel = () => {};
  #cancelDigitTimeout: Cancel = () => {};

  constructor(line: Line, rules: GatherRules, playPrompt: PlayPrompt | undefined, onOver: () => void) {
    this.#line = line;
    this.#rules = rules;
    this.#playPrompt = playPrompt;
    this.#onOver = onOver;
  }

  get phase(): 'prompting' | 'collecting' | 'over' {
    return this.#phase;
  }

  begin(): void {
    this.#beginTry('first');
  }

  /** A key of the party; `dtmfInMs` is when its own webhook goes out. */
  press(key: string, dtmfInMs: number): void {
    if (this.#phase === 'over') return;
    this.#interruptPrompt();
    this.#cancelDigitTimeout();
    const { terminatingDigit, validDigits, maximumDigits, minimumDigits, interDigitTimeoutMs } = this.#rules;
    if (key === terminatingDigit) {
      const enough = this.#digits.length >= minimumDigits;
      if (this.#line.variants.digitsIncludeTerminator) this.#digits += key;
      this.#finishTry(enough ? 'valid' : 'invalid', dtmfInMs);
      return;
    }
    this.#digits += key;
    if (!validDigits.includes(key)) this.#finishTry('invalid', dtmfInMs);
    else if (this.#digits.length >= maximumDigits) this.#finishTry('valid', dtmfInMs);
    else {
      this.#cancelDigitTimeout = this.#line.after(interDigitTimeoutMs, () =>
        this.#finishTry(this.#digits.length >= minimumDigits ? 'valid' : 'invalid', 0),
      );
    }
  }

  /** Ends it from outside: gather_stop, another gather, a verdict, the end of the leg. */
  end(status: 'cancelled' | 'cancelled_amd' | 'call_hangup'): void {
    if (this.#phase === 'over') return;
    const delayMs = status === 'call_hangup' ? drawMs(this.#line.random, this.#line.timing.endings) : 0;
    this.#over(status, delayMs);
  }

  #beginTry(prompt: 'first' | 'again' | 'invalid'): void {
    this.#digits = '';
    if (!this.#playPrompt) {
      this.#collect();
      return;
    }
    this.#phase = 'prompting';
    if (this.#line.variants.gatherTimeoutCountsFrom === 'command') this.#armTimeout();
    this.#cutPrompt = this.#playPrompt(prompt, () => {
      this.#cutPrompt = () => {};
      if (this.#phase === 'prompting') this.#collect();
    });
  }

  #collect(): void {
    this.#phase = 'collecting';
    if (!this.#playPrompt || this.#line.variants.gatherTimeoutCountsFrom === 'end of prompt') this.#armTimeout();
    const { initialTimeoutMs } = this.#rules;
    if (initialTimeoutMs !== undefined) {
      this.#cancelDigitTimeout = this.#line.after(initialTimeoutMs, () => this.#finishTry('timeout', 0));
    }
  }

  #armTimeout(): void {
    this.#cancelTimeout();
    this.#cancelTimeout = this.#line.after(this.#rules.timeoutMs, () => {
      const status = this.#digits === '' ? 'timeout' : 'invalid';
      this.#finishTry(this.#digits.length >= this.#rules.minimumDigits ? 'valid' : status, 0);
    });
  }

  /** The first key silences the prompt (Telnyx OpenAPI: gather_using_audio, gather_using_speak). */
  #interruptPrompt(): void {
    if (this.#phase !== 'prompting') return;
    this.#phase = 'collecting';
    if (this.#line.variants.gatherTimeoutCountsFrom === 'end of prompt') this.#armTimeout();
    const cut = this.#cutPrompt;
    this.#cutPrompt = () => {};
    this.#line.after(drawMs(this.#line.random, this.#line.timing.promptCut), cut);
  }

  #finishTry(outcome: 'valid' | 'invalid' | 'timeout', dtmfInMs: number): void {
    this.#cancelTimeout();
    this.#cancelDigitTimeout();
    if (outcome === 'valid' || this.#try >= this.#rules.tries) {
      const afterDtmfMs = dtmfInMs === 0 ? 0 : drawMs(this.#line.random, this.#line.timing.gatherEnd);
      this.#over(outcome, Math.max(dtmfInMs === 0 ? 0 : 1, dtmfInMs + afterDtmfMs));
      return;
    }
    this.#try += 1;
    this.#beginTry(outcome === 'invalid' ? 'invalid' : 'again');
  }

  #over(status: GatherStatus, delayMs: number): void {
    const digits = this.#digits;
    const wasPrompting = this.#phase === 'prompting';
    this.#phase = 'over';
    this.#cancelTimeout();
    this.#cancelDigitTimeout();
    const cut = this.#cutPrompt;
    this.#cutPrompt = () => {};
    this.#onOver();
    if (wasPrompting) cut();
    const payload = {
      digits,
      status,
      ...(this.#rules.gatherId !== undefined && { gather_id: this.#rules.gatherId }),
    };
    if (delayMs === 0) this.#line.emit('call.gather.ended', payload);
    else this.#line.emitLater(delayMs, 'call.gather.ended', payload);
  }
}
