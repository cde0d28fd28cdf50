/**
 * The ladder of a simulation: every webhook, command and act of a party in the order in which they happened, for tests
 * and for people. It decides nothing and knows no leg but by name.
 */

/** One rung. */
export interface LadderEntry {
  /** Milliseconds since the Unix epoch, by the simulator's clock. */
  readonly at: number;
  /** `webhook`: carrier to application. `command`: application to carrier. `party`: at the far end of a leg. */
  readonly direction: 'webhook' | 'command' | 'party';
  /** The leg's name: `A` is the first leg of the simulation, `B` the second … Undefined for requests without a leg. */
  readonly leg: string | undefined;
  readonly callControlId: string | undefined;
  /** The event type, the command in camelCase (or method and path), or what the party did. */
  readonly name: string;
  /** The gist in a few words. */
  detail: string;
  /** The webhook's envelope, or the command's params. */
  body: unknown;
  /** HTTP status of the answer; undefined: none yet, or never. */
  status: number | undefined;
  /** Of a webhook: from 1. */
  readonly attempt: number | undefined;
  /** What a fault did to it, or why it failed. */
  note: string | undefined;
}

/** A rung before anything has become of it. */
export type NewEntry = Omit<LadderEntry, 'status' | 'attempt' | 'note'> & Partial<LadderEntry>;

/** The rungs so far, and those who watch. */
export class Ladder {
  readonly #entries: LadderEntry[] = [];
  readonly #watchers = new Set<(entry: LadderEntry) => void>();

  get entries(): readonly LadderEntry[] {
    return this.#entries;
  }

  add(entry: NewEntry): LadderEntry {
    const rung = this.draft(entry);
    this.publish(rung);
    return rung;
  }

  /** Takes its place in the ladder now, and is shown to those who watch when it is published. */
  draft(entry: NewEntry): LadderEntry {
    const rung: LadderEntry = { status: undefined, attempt: undefined, note: undefined, ...entry };
    this.#entries.push(rung);
    return rung;
  }

  publish(rung: LadderEntry): void {
    for (const watcher of this.#watchers) watcher(rung);
  }

  /** Calls `watcher` for every rung from now on; the answer ends that. */
  watch(watcher: (entry: LadderEntry) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}

/** What says most about a webhook or a command, in the order in which it is said. */
const tellingKeys = [
  'direction',
  'digit',
  'digits',
  'status',
  'result',
  'hangup_cause',
  'sip_hangup_cause',
  'cause',
  'reason',
  'queue',
  'queue_name',
  'to',
  'payload',
  'audio_url',
  'media_name',
  'media_url',
  'sip_address',
];
const quotedKeys = new Set(['digit', 'digits', 'payload']);
const longestGist = 60;

/** The gist of a webhook's payload or a command's params in a few words. */
export function gist(facts: unknown, skipped: readonly string[] = []): string {
  if (typeof facts !== 'object' || facts === null) return '';
  const parts = tellingKeys.flatMap((key) => {
    const value: unknown = (facts as Record<string, unknown>)[key];
    if (typeof value !== 'string' || value === '' || skipped.includes(key)) return [];
    return [quotedKeys.has(key) ? `"${value}"` : value];
  });
  const text = parts.join(' ');
  return text.length > longestGist ? `${text.slice(0, longestGist - 1)}…` : text;
}
