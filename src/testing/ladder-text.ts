/**
 * A ladder as text: what people did, webhooks, commands, and the flow's states between them. It decides nothing.
 */
import type { JournalEntry } from '../engine/journal.ts';
import type { LadderEntry } from '../simulator/index.ts';
import { placesOf } from './flow-place.ts';

const arrows = { command: '<-', webhook: '->', party: '  ' } as const;

/** One rung a line: seconds since the first, leg, which way, what. */
export function ladderText(log: readonly LadderEntry[], journal: readonly JournalEntry[] = []): string {
  const start = log[0]?.at ?? journal[0]?.at ?? 0;
  const lines = log.map((rung) => {
    const status = rung.status === undefined ? '' : ` (${rung.status})`;
    const note = rung.note === undefined ? '' : ` [${rung.note}]`;
    const text = `${rung.leg ?? ' '} ${arrows[rung.direction]} ${rung.name} ${rung.detail}${status}${note}`;
    // A step's commands leave after it and its webhook comes before it, though all three share the millisecond.
    return { at: rung.at, order: rung.direction === 'command' ? 2 : 0, text };
  });
  for (const { at, from, to, note } of journal) {
    if (to !== undefined && placesText(to) !== (from === undefined ? undefined : placesText(from))) {
      lines.push({ at, order: 1, text: `    ● ${placesText(to)}` });
    }
    if (note !== undefined) lines.push({ at, order: 1, text: `    ! ${note.split('\n')[0] ?? ''}` });
  }
  return lines
    .map((line, index) => ({ ...line, index }))
    .toSorted((one, other) => one.at - other.at || one.order - other.order || one.index - other.index)
    .map(({ at, text }) => `${((at - start) / 1_000).toFixed(3).padStart(9)}  ${text}`.trimEnd())
    .join('\n');
}

const placesText = (value: NonNullable<JournalEntry['to']>): string => placesOf(value).join(', ');
