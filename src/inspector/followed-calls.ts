/**
 * Which calls a bridge follows: so many at once and so many new ones a second, since nobody can read more and a busy server
 * has calls to lead. The others are counted. It knows neither calls nor streams.
 */
import { forgetBeyond } from './forget-beyond.ts';

/** So many at once: an inspector with more actors can be read by nobody. */
export const mostFollowed = 50;
/** So many new ones a second, once the first are there. */
export const newFollowedPerSecond = 2;
// What was refused, or is over, is not begun again.
const mostRemembered = 10_000;

interface Followed {
  stop: () => void;
  isOver: boolean;
}

/** The calls. */
export class FollowedCalls {
  readonly #now: () => number;
  readonly #followed = new Map<string, Followed>();
  readonly #done = new Map<string, true>();
  #credit = mostFollowed;
  #creditAt: number;
  #leftOut = 0;

  /** @param now milliseconds, of whatever clock */
  constructor(now: () => number) {
    this.#now = now;
    this.#creditAt = now();
  }

  /** How many calls were not taken. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** Whether the call is to be begun; `start` does that and gives back what ends it. */
  begin(callId: string, start: () => () => void): void {
    if (this.#followed.has(callId) || this.#done.has(callId)) return;
    // A call that only waits for its late webhooks makes room for one that begins.
    const [over] =
      this.#followed.size < mostFollowed ? [] : ([...this.#followed].find(([, { isOver }]) => isOver) ?? []);
    if (over !== undefined) this.end(over);
    if (this.#followed.size >= mostFollowed || !this.#hasCredit()) {
      this.#leftOut += 1;
      this.#forget(callId);
      return;
    }
    const followed: Followed = { stop: () => {}, isOver: false };
    this.#followed.set(callId, followed);
    followed.stop = start();
  }

  /** The call has come to its end but for what comes late. */
  isOver(callId: string): void {
    const followed = this.#followed.get(callId);
    if (followed !== undefined) followed.isOver = true;
  }

  /** Nothing more comes of the call. */
  end(callId: string): void {
    this.#followed.get(callId)?.stop();
    this.#followed.delete(callId);
    this.#forget(callId);
  }

  stop(): void {
    for (const { stop } of this.#followed.values()) stop();
    this.#followed.clear();
  }

  #forget(callId: string): void {
    this.#done.set(callId, true);
    forgetBeyond(this.#done, mostRemembered);
  }

  #hasCredit(): boolean {
    const now = this.#now();
    this.#credit = Math.min(mostFollowed, this.#credit + ((now - this.#creditAt) / 1_000) * newFollowedPerSecond);
    this.#creditAt = now;
    if (this.#credit < 1) return false;
    this.#credit -= 1;
    return true;
  }
}
