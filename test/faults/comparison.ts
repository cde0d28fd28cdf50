/**
 * What was acknowledged, what arrived and what is stored, compared one by one. It knows the counting flow and nothing of
 * how calls are kept.
 */
import type { CallRecord, JournalEntry } from 'callchart';
import type { PlayedCall } from './caller.ts';
import type { ReceivedCommand } from './counted-carrier.ts';

/** What is found afterwards. */
export interface Findings {
  readonly calls: readonly PlayedCall[];
  /** Every command in order of arrival, repeats included. */
  readonly received: readonly ReceivedCommand[];
  /** The journals of all stored calls. */
  readonly journals: readonly (readonly JournalEntry[])[];
  /** All stored calls, as they stand. */
  readonly records: readonly CallRecord[];
}

// What a hangup is given before it is asked for again.
const hangupRepeatMs = 10_000;
// The flow's timer; the clock that the server read is the one that the caller read.
const timerMs = 600;

/** Everything that is not as promised, in words; nothing when all is well. */
export function complaints(found: Findings): readonly string[] {
  const byLeg = new Map<string, ReceivedCommand[]>();
  for (const one of found.received) byLeg.set(one.leg, [...(byLeg.get(one.leg) ?? []), one]);
  return [
    ...found.calls.flatMap((call) => {
      const received = byLeg.get(call.leg) ?? [];
      const journals = journalsOf(received, found.journals);
      return [...callComplaints(call, received, hangupRepeats(journals)), ...timerComplaints(call, received, journals)];
    }),
    ...commandComplaints(found),
    ...journalComplaints(found),
  ];
}

/** One call: its answers, and its commands in order. */
function* callComplaints(call: PlayedCall, received: readonly ReceivedCommand[], repeats: number): Generator<string> {
  for (const refused of call.refused) yield `${call.leg}: a real event was refused: ${refused}`;
  const firsts = firstOfEach(received);
  const sent = firsts.map(({ command, body }) => {
    const { digits } = JSON.parse(body) as { digits?: string };
    return digits === undefined ? command : `${command} ${digits}`;
  });
  // The task and the timer end when they end: they are looked for, and the others must be in order without them.
  const loose = ['send_dtmf C0042', 'send_dtmf D0600'];
  for (const one of loose) {
    const times = sent.filter((other) => other === one).length;
    if (times !== 1) yield `${call.leg}: ${one} came under ${times} ids`;
  }
  const wanted = [
    call.direction === 'incoming' ? 'answer' : 'dial',
    'send_dtmf B0000',
    ...Array.from({ length: call.keys }, (_, at) => `send_dtmf A${String(at + 1).padStart(4, '0')}`),
    ...(call.endedBy === 'flow' ? ['hangup'] : []),
  ];
  const ordered = sent.filter((one) => !loose.includes(one));
  for (let left = repeats; left > 0 && ordered.at(-1) === 'hangup' && ordered.at(-2) === 'hangup'; left--)
    ordered.pop();
  if (ordered.join() !== wanted.join()) yield `${call.leg}: wanted ${wanted.join()}, got ${ordered.join()}`;
}

/** The flow's timer, against the clock of whoever sent `call.answered`, or of the engine that had to make it. */
function* timerComplaints(
  call: PlayedCall,
  received: readonly ReceivedCommand[],
  journals: Findings['journals'],
): Generator<string> {
  const timer = received.find(({ body }) => body.includes('D0600'));
  const made = journals.flat().find(({ input }) => input.kind === 'timer' && input.name === 'answer.made');
  const earliest = (made?.at ?? call.answeredAfter) + timerMs;
  if (timer !== undefined && timer.at < earliest) yield `${call.leg}: the timer was early`;
}

/** The journals from which these commands come. */
function journalsOf(received: readonly ReceivedCommand[], journals: Findings['journals']): Findings['journals'] {
  const ids = new Set(received.map(({ id }) => id));
  return journals.filter((journal) =>
    journal.some(({ effects }) => effects.some((one) => one.type === 'command' && ids.has(one.id))),
  );
}

/** How often the engine had cause to ask for a hangup again: nothing came of the one before for ten seconds and more. */
function hangupRepeats(journals: Findings['journals']): number {
  const asked = journals
    .flat()
    .filter(({ effects }) => effects.some((one) => one.type === 'command' && one.command === 'hangup'))
    .map(({ at }) => at);
  return asked.filter((at, place) => at - (asked[place - 1] ?? at) >= hangupRepeatMs).length;
}

/** All commands: each id one command to the byte, and none that was not committed. */
function* commandComplaints({ received, journals }: Findings): Generator<string> {
  const issued = new Set<string>();
  for (const { effects } of journals.flat()) for (const one of effects) if (one.type === 'command') issued.add(one.id);
  const bodies = new Map<string, string>();
  for (const { id, command, leg, body } of received) {
    const text = `${leg} ${command} ${body}`;
    if (!issued.has(id)) yield `${text}: it was never committed`;
    if ((bodies.get(id) ?? text) !== text) yield `${text}: its id was another command's: ${bodies.get(id)}`;
    bodies.set(id, text);
  }
  for (const id of issued) if (!bodies.has(id)) yield `${id} was committed and never sent`;
}

/** All journals: without gaps, and every acknowledged webhook in one of them, once. */
function* journalComplaints({ calls, journals, records }: Findings): Generator<string> {
  for (const journal of journals) {
    const [first] = journal;
    const seqs = journal.map(({ seq }) => seq);
    if (seqs.some((seq, at) => seq !== at + 1)) yield `${first?.callId}: its journal goes ${seqs.join()}`;
  }
  const applied = new Map<string, number>();
  for (const { input } of journals.flat())
    if (input.kind === 'webhook') applied.set(input.id ?? '', (applied.get(input.id ?? '') ?? 0) + 1);
  for (const id of calls.flatMap(({ acknowledged }) => acknowledged))
    if (!applied.has(id)) yield `${id} was acknowledged and is not stored`;
  for (const [id, times] of applied) if (times > 1) yield `${id} was applied ${times} times`;
  if (journals.length !== calls.length) yield `${calls.length} calls were played, ${journals.length} are stored`;
  for (const record of records) if (!isOver(record)) yield `${record.callId} is not over`;
}

/** Whether nobody lives in it and nothing of it is to be done. */
export const isOver = (record: CallRecord): boolean =>
  record.phase !== 'routing' &&
  record.legs.every((leg) => leg.signalling === 'ended') &&
  record.commands.length === 0 &&
  record.tasks.length === 0;

function firstOfEach(received: readonly ReceivedCommand[]): readonly ReceivedCommand[] {
  const seen = new Set<string>();
  return received.filter(({ id }) => !seen.has(id) && seen.add(id));
}
