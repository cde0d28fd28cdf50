/**
 * A process's part among several that share a store: it keeps its lease, takes over what is nobody's, and hears of calls
 * of its own that others have stepped. What is to be done with a call is not known here.
 */
import type { Clock } from '../clock/clock.ts';
import type { Handover, Sharing } from '../stores/sharing.ts';
import { Lease } from './lease.ts';
import type { Log } from './log.ts';

/** So many times in a lease it is renewed, and what is nobody's is looked for. */
const looksPerLease = 5;
/** Calls that are taken over at a time: the others get a share. */
const callsPerClaim = 100;
const messagesPerLook = 500;

/** Who does the work. */
export interface Members {
  /** Others have stepped these calls, or they are this process's now. Does not throw. */
  readonly handed: (handovers: readonly Handover[]) => void;
  /** The lease was ended by others, who do this process's calls now: nothing of it is to be gone on with. */
  readonly lost: () => void;
  /** So many processes take part. */
  readonly members: (count: number) => void;
}

/** What it works with. */
export interface MembershipParts extends Members {
  readonly sharing: Sharing;
  readonly clock: Clock;
  readonly log: Log;
  readonly leaseMs: number;
}

/** The membership of a process. */
export class Membership {
  readonly #parts: MembershipParts;
  readonly #lease: Lease;
  readonly #everyMs: number;
  #taken: readonly string[] = [];
  #cancels: (() => void)[] = [];
  #looking: Promise<void> | undefined;
  #again = false;
  #isLeaving = false;
  #isOver = false;
  /** Counts enrolments: what was asked for in an earlier one is nobody's business now. */
  #term = 0;
  /** Since when the lease has been renewed without a gap. */
  #steadySince = -Infinity;
  #renewedAt: number | undefined;

  constructor(parts: MembershipParts) {
    this.#parts = parts;
    this.#lease = new Lease(parts.clock, parts.leaseMs);
    this.#everyMs = parts.leaseMs / looksPerLease;
  }

  /** Whether work may be done now. Asked right before every command. */
  isHeld(): boolean {
    return this.#lease.isHeld();
  }

  /** Takes part, and takes over all that is nobody's. */
  async start(): Promise<void> {
    await this.#enrol();
    await this.#renewMembers();
    await this.#look();
    this.#repeat(() => this.#renew());
    this.#repeat(() => this.#look());
    this.#cancels.push(this.#parts.sharing.listen(() => void this.#look().catch((error) => this.#trouble(error))));
  }

  /** Takes nothing more over; the lease is kept, since work is still under way. */
  retire(): void {
    this.#isLeaving = true;
  }

  /** Gives everything back at once. */
  async leave(): Promise<void> {
    this.#isLeaving = true;
    this.#isOver = true;
    for (const cancel of this.#cancels) cancel();
    await this.#looking?.catch(() => {});
    this.#lease.drop();
    // If nobody hears of it, the lease runs out by itself.
    await this.#parts.sharing.leave().catch((error: unknown) => this.#trouble(error));
  }

  /** Looks after messages, and takes over what is nobody's; asked while it does, it does so once more. */
  async #look(): Promise<void> {
    this.#again = true;
    this.#looking ??= this.#lookAll().finally(() => (this.#looking = undefined));
    await this.#looking;
  }

  async #lookAll(): Promise<void> {
    const { sharing } = this.#parts;
    while (this.#again && !this.#isLeaving) {
      this.#again = false;
      const claimed = this.#isSteady() ? await sharing.claim(callsPerClaim) : 0;
      const term = this.#term;
      const messages = await sharing.handovers(this.#taken, messagesPerLook);
      if (term !== this.#term) continue;
      if (messages.length > 0) this.#parts.handed(messages);
      this.#taken = messages.map(({ id }) => id);
      // Behind full hands there is more.
      if (claimed === callsPerClaim || messages.length > 0) this.#again = true;
    }
  }

  /**
   * Whether others that have not renewed their leases are gone, and it is not the store that was: then they get as long
   * as a lease to come back.
   */
  #isSteady(): boolean {
    return this.#lease.isHeld() && this.#parts.clock.now() - this.#steadySince >= this.#parts.leaseMs;
  }

  async #enrol(): Promise<void> {
    const { sharing, leaseMs } = this.#parts;
    this.#taken = [];
    await this.#lease.renewBy(async () => {
      await sharing.enrol(leaseMs);
      return true;
    });
    this.#renewedAt = this.#parts.clock.now();
  }

  async #renew(): Promise<void> {
    const { sharing, leaseMs, clock, log } = this.#parts;
    const isRenewed = await this.#lease.renewBy(() => sharing.renew(leaseMs));
    if (this.#isOver) return;
    if (!isRenewed) {
      this.#term += 1;
      log({ level: 'error', message: 'the lease ran out: other processes have taken this one’s calls over' });
      this.#parts.lost();
      await this.#enrol();
    }
    const now = clock.now();
    if (this.#renewedAt !== undefined && now - this.#renewedAt >= leaseMs) this.#steadySince = now;
    this.#renewedAt = now;
    await this.#renewMembers();
  }

  async #renewMembers(): Promise<void> {
    this.#parts.members(await this.#parts.sharing.members());
  }

  /** Again and again, the next time when the one before is done. */
  #repeat(work: () => Promise<void>): void {
    const next = (): void => {
      if (this.#isOver) return;
      const cancel = this.#parts.clock.schedule(this.#everyMs, () => {
        this.#cancels = this.#cancels.filter((one) => one !== cancel);
        void work()
          .catch((error: unknown) => this.#trouble(error))
          .finally(next);
      });
      this.#cancels.push(cancel);
    };
    next();
  }

  #trouble(error: unknown): void {
    if (!this.#isOver || !this.#isLeaving)
      this.#parts.log({ level: 'warn', message: 'the lease on calls could not be looked after', error });
  }
}
