/**
 * The promises, as checks of a story that is over: each looks at what happened and says what was not as promised. None
 * of them knows how calls are kept.
 */
import { type CallRecord, type Flow, type JournalEntry, verifyRecord } from 'callchart';
import type { LadderEntry, LegView } from 'callchart/simulator';
import { recordOf } from '../../../src/replay/recorded-call.ts';
import { commands as registry } from '../../../src/telnyx/commands/registry.ts';
import type { Outage, Sending } from './faulty-world.ts';

/** A story that is over. */
export interface Story {
  /** The flow that all of its calls ran on. */
  readonly flow: Flow;
  readonly rungs: readonly LadderEntry[];
  readonly legs: readonly LegView[];
  readonly records: readonly CallRecord[];
  /** In the order of `records`. */
  readonly journals: readonly (readonly JournalEntry[])[];
  /** Ids of webhooks that belonged to no call. */
  readonly unrouted: readonly string[];
  readonly sendings: readonly Sending[];
  readonly outages: readonly Outage[];
  /** When neither commands nor webhooks got through. */
  readonly networkDowns: readonly Outage[];
  /** Calls that the `completed` hook was told of. */
  readonly completed: readonly string[];
  /** When the last person did the last thing, milliseconds since the epoch. */
  readonly lastActAt: number;
  /** How far the machine's clock was ever set back or forth, in all, in milliseconds. */
  readonly clockOffMs: number;
}

type Check = (story: Story) => readonly string[];

const commandIdOf = ({ body }: LadderEntry): string | undefined =>
  (body as { readonly command_id?: string } | undefined)?.command_id;

const sent = (story: Story): readonly LadderEntry[] => story.rungs.filter(({ direction }) => direction === 'command');

/** Every command that was decided on, in order, with the place in its call. */
function* issued(story: Story) {
  for (const journal of story.journals)
    for (const { callId, effects } of journal)
      for (const effect of effects) if (effect.type === 'command') yield { ...effect, callId };
}

/** Milliseconds in which no process was there, between two moments. */
function missedMs({ outages }: Story, from: number, until: number): number {
  const spans = outages.map((one) => Math.min(one.until, until) - Math.max(one.from, from));
  return spans.reduce((sum, ms) => sum + Math.max(0, ms), 0);
}

const appliedOnce: Check = (story) => {
  const applied = story.journals.flat().flatMap(({ input }) => (input.kind === 'webhook' ? [input.id ?? ''] : []));
  const known = [...applied, ...story.unrouted];
  const acknowledged = story.rungs
    .filter(({ direction, status }) => direction === 'webhook' && status === 200)
    .map(({ body }) => (body as { readonly data: { readonly id: string } }).data.id);
  const at = new Set(known);
  return [
    ...[...new Set(acknowledged)].filter((id) => !at.has(id)).map((id) => `webhook ${id} was acknowledged and is lost`),
    ...known.filter((id, place) => known.indexOf(id) !== place).map((id) => `webhook ${id} was applied twice`),
  ];
};

const oneId: Check = (story) => {
  const known = new Set([...issued(story)].map(({ id }) => id));
  const bodies = new Map<string, string>();
  return sent(story).flatMap((rung) => {
    const id = commandIdOf(rung);
    if (id === undefined) return [];
    const text = `${rung.callControlId} ${rung.name} ${JSON.stringify(rung.body)}`;
    const before = bodies.get(id) ?? text;
    bodies.set(id, text);
    if (!known.has(id)) return [`${rung.name} was sent as ${id}, which nobody decided on`];
    return before === text ? [] : [`${id} was sent as ${before} and as ${text}`];
  });
};

const sentAtLeastOnce: Check = (story) => {
  const arrived = new Set(sent(story).map((rung) => commandIdOf(rung)));
  const excused = new Set<string>();
  for (const { input, effects } of story.journals.flat()) {
    const outcome = input.payload as { readonly ok?: boolean } | undefined;
    if (input.kind === 'outcome' && outcome?.ok === false) excused.add(input.id ?? '');
    for (const effect of effects) if (effect.type === 'dropped') excused.add(effect.id);
  }
  return [...issued(story)].flatMap(({ id, command }) =>
    arrived.has(id) || excused.has(id) ? [] : [`${command} ${id} was decided on and never sent`],
  );
};

const inOrder: Check = (story) => {
  const place = new Map([...issued(story)].map(({ id }, at) => [id, at]));
  const last = new Map<string, { readonly at: number; readonly id: string }>();
  const seen = new Set<string>();
  return sent(story).flatMap((rung) => {
    const id = commandIdOf(rung);
    const at = id === undefined ? undefined : place.get(id);
    if (id === undefined || at === undefined || rung.leg === undefined || seen.has(id)) return [];
    seen.add(id);
    if (rung.name === 'hangup' || rung.name === 'reject') return [];
    const before = last.get(rung.leg);
    last.set(rung.leg, { at, id });
    return before === undefined || before.at < at ? [] : [`leg ${rung.leg}: ${id} was sent after ${before.id}`];
  });
};

// What a store that fails, or an input that is decided on anew, may cost.
const latestMs = 12_000;

const timersInTime: Check = (story) =>
  story.journals.flatMap((journal) => {
    const waiting = new Map<string, number>();
    const found: string[] = [];
    for (const { callId, at, input, effects } of journal) {
      const dueAt = input.kind === 'timer' ? waiting.get(input.name) : undefined;
      if (dueAt !== undefined && at < dueAt) found.push(`${callId}: timer ${input.name} rang ${dueAt - at} ms early`);
      if (input.kind === 'timer') waiting.delete(input.name);
      for (const [name, due] of waiting) {
        const lateMs = at - due - missedMs(story, due, at) - story.clockOffMs;
        if (lateMs > latestMs) found.push(`${callId}: timer ${name} is ${lateMs} ms late`);
        if (lateMs > latestMs) waiting.delete(name);
      }
      for (const effect of effects) {
        if (effect.type === 'timer.set' && effect.id !== undefined) waiting.set(effect.id, effect.dueAt);
        if (effect.type === 'timer.cancel') waiting.delete(effect.id);
        // The machine is done with: its timers are nobody's any more.
        if (effect.type === 'phase') waiting.clear();
      }
    }
    return found;
  });

// Half a minute of silence, an apology behind a command that is tried again for a minute at most, and what is asked
// first (docs/guarantees.md).
const longestDeadAirMs = 75_000;

/**
 * Legs that the runtime can know of. A dial whose answer was lost with its process, and of which no webhook came through,
 * makes a leg that nobody can ask after (docs/guarantees.md, "Where it ends").
 */
function* knowable(story: Story): Generator<LegView> {
  const heardOf = new Set<string | undefined>();
  for (const { direction, status, leg, name } of story.rungs)
    if (direction === 'webhook' && status === 200 && name !== 'call.hangup') heardOf.add(leg);
  const told = JSON.stringify(story.journals.flat().filter(({ input }) => input.kind === 'outcome'));
  for (const leg of story.legs)
    if (leg.direction === 'incoming' || heardOf.has(leg.name) || told.includes(leg.callControlId)) yield leg;
}

const noDeadAir: Check = (story) =>
  [...knowable(story)].flatMap(({ name, answeredAt, endedAt, longestDeadAirMs: dead }) => {
    if (answeredAt === undefined) return [];
    const allowedMs = longestDeadAirMs + story.clockOffMs + missedMs(story, answeredAt, endedAt ?? Infinity);
    return dead <= allowedMs ? [] : [`leg ${name} heard nothing for ${dead} ms, ${allowedMs} ms are allowed`];
  });

// A reminder redials every ten minutes, and a lost hangup is found out by asking every ten minutes.
const longestAfterlifeMs = 3_600_000;

const everythingEnds: Check = (story) => [
  ...[...knowable(story)]
    .filter(({ endedAt }) => endedAt === undefined || endedAt > story.lastActAt + longestAfterlifeMs)
    .map(({ name }) => `leg ${name} lives on when nobody is there any more`),
  ...story.records.filter(({ phase }) => phase !== 'closed').map(({ callId }) => `${callId} is not closed`),
  ...story.records
    .filter(({ callId, phase }) => phase === 'closed' && !story.completed.includes(callId))
    .map(({ callId }) => `nobody was told that ${callId} is over`),
];

const wholeJournal: Check = (story) =>
  story.records.flatMap((record, index) => {
    const seqs = (story.journals[index] ?? []).map(({ seq }) => seq);
    const whole = seqs.length === record.step && seqs.every((seq, at) => seq === at + 1);
    return whole ? [] : [`${record.callId} is at step ${record.step}, its journal goes ${seqs.join()}`];
  });

const replays: Check = (story) =>
  story.records.flatMap((record, index) => {
    const how = differenceOnReplay(record, story.journals[index] ?? [], story.flow);
    return how === undefined ? [] : [`${record.callId} ${how}`];
  });

function differenceOnReplay(record: CallRecord, journal: readonly JournalEntry[], flow: Flow): string | undefined {
  try {
    const { difference } = verifyRecord(recordOf(record, journal), flow);
    if (difference === undefined) return undefined;
    const { seq, path, recorded, made, cause } = difference;
    return `was ${JSON.stringify(recorded)} and is ${JSON.stringify(made)} in ${path} of step ${seq} (${cause})`;
  } catch (error) {
    return `does not replay: ${String(error)}`;
  }
}

const onlyWhatIsWanted: Check = ({ sendings }) =>
  sendings
    .filter(({ standing }) => standing !== 'wanted')
    .map(
      ({ command, commandId, standing }) =>
        `${command} ${commandId} was sent while the stored call had it as ${standing}`,
    );

// A leg that was heard of this recently is taken to live.
const recentMs = 10_000;
// A burst: more than this in a second. A state may well begin with two commands.
const mostMediaAtOnce = 2;

// How long an outage was is not to be told by a clock that was set meanwhile: a leg may then seem to be heard of lately.
const nothingStale: Check = (story) =>
  (story.clockOffMs > 0 ? [] : story.outages)
    .filter(({ from, until }) => until - from > 2 * recentMs)
    // Who cannot be reached cannot be asked.
    .filter(({ until }) => !story.networkDowns.some((down) => down.from <= until && until <= down.until))
    .flatMap((outage) => {
      const next = story.outages.find(({ from }) => from > outage.until)?.from ?? Infinity;
      return story.legs.flatMap((leg) => [...afterOutage(leg, outage.until, next, story.rungs)]);
    });

/** A leg is heard of before it is talked to, and not talked to all at once. */
function* afterOutage(leg: LegView, from: number, until: number, rungs: readonly LadderEntry[]): Generator<string> {
  const asked = `GET /calls/${leg.callControlId}`;
  const own = rungs.filter((rung) => rung.leg === leg.name || rung.name === asked);
  const after = own.filter(({ at }) => at >= from && at < until);
  const first = after.find(({ direction, name }) => name === asked || direction !== 'party');
  const isOld = own.some(({ at }) => at < from);
  const isHarmless =
    first !== undefined && first.name in registry && registry[first.name as 'hangup'].repeat === 'harmless';
  if (isOld && !isHarmless && first?.direction === 'command' && first.name !== asked)
    yield `leg ${leg.name} was sent ${first.name} after an outage, before it was asked after`;
  const media = after.filter(
    ({ name, at }) => at < from + 1_000 && name in registry && registry[name as 'speak'].media,
  );
  const ids = new Set(media.map((rung) => commandIdOf(rung)));
  if (ids.size > mostMediaAtOnce) yield `leg ${leg.name} was sent ${ids.size} plays at once after an outage`;
}

/** The checks by the promise that they are about. */
export const invariants = {
  'an acknowledged event is applied once': appliedOnce,
  'a command has one id': oneId,
  'what is decided on is sent': sentAtLeastOnce,
  'commands leave in order per leg': inOrder,
  'timers ring at their deadline': timersInTime,
  'nobody is left in silence': noDeadAir,
  'every leg and every call ends': everythingEnds,
  'the journal is whole': wholeJournal,
  'the journal replays to the same state': replays,
  'nothing is sent that the stored call does not want': onlyWhatIsWanted,
  'after an outage legs are asked first and nothing bursts': nothingStale,
} satisfies Readonly<Record<string, Check>>;

/** What a promise is called. */
export type Invariant = keyof typeof invariants;

/** Everything that was not as promised, by promise. */
export function broken(story: Story): readonly { readonly promise: Invariant; readonly how: readonly string[] }[] {
  return (Object.entries(invariants) as [Invariant, Check][]).flatMap(([promise, check]) => {
    const how = check(story);
    return how.length === 0 ? [] : [{ promise, how }];
  });
}
