/**
 * Two ladders side by side: a call as it was, and as it is on a changed flow. Steps stand beside each other; rows that
 * differ are marked. It prints nothing.
 */
import type { CallState } from '../engine/call-state.ts';
import type { JournalEntry } from '../engine/journal.ts';
import type { CallComparison } from '../replay/compare-call.ts';
import type { RecordedCall } from '../replay/recorded-call.ts';
import { type Rung, rungsOf } from '../replay/rung.ts';
import type { Paint } from './paint.ts';

const column = 64;
const signs = { in: '→', state: '●', out: '←', party: '☎', note: '·', failure: '✗' } as const;

/** The ladders as lines of text, with their line breaks. */
export function ladderPair(record: RecordedCall, comparison: CallComparison, paint: Paint): string {
  const legs = record.state ?? comparison.state;
  const lines: string[] = [row('as recorded', 'on the changed flow', ' ')];
  const show = (was: readonly JournalEntry[], is: readonly JournalEntry[]): void => {
    const left = rungs(was, legs);
    const right = rungs(is, comparison.state);
    for (let place = 0; place < Math.max(left.length, right.length); place++) {
      const [one, other] = [left[place], right[place]];
      const [before, now] = [printed(one, record.createdAt), printed(other, record.createdAt)];
      const isSame = said(one) === said(other);
      const line = row(before, now, isSame ? '│' : '≠');
      lines.push(isSame ? line : paint('yellow', line));
    }
  };
  for (const { recorded, made } of comparison.steps) show(present(recorded), present(made));
  const { simulatedFrom } = comparison;
  if (simulatedFrom !== undefined) {
    lines.push(`${'─'.repeat(column)}┼── from here on the right side is simulated`);
    const rest = record.journal.filter(({ seq }) => seq > simulatedFrom);
    show(rest, comparison.simulated);
  }
  return `${lines.join('\n')}\n`;
}

const present = (entry: JournalEntry | undefined): readonly JournalEntry[] => (entry === undefined ? [] : [entry]);

const rungs = (entries: readonly JournalEntry[], call: CallState): readonly Rung[] =>
  entries.flatMap((entry) => rungsOf(entry, call)).filter(({ minor }) => minor !== true);

const said = (rung: Rung | undefined): string => (rung === undefined ? '' : `${rung.kind} ${rung.name} ${rung.detail}`);

function printed(rung: Rung | undefined, startedAt: number): string {
  if (rung === undefined) return '';
  const time = ((rung.at - startedAt) / 1_000).toFixed(1).padStart(7);
  const detail = rung.detail === '' ? '' : ` ${rung.detail}`;
  return `${time} ${signs[rung.kind]} ${rung.name}${detail}`;
}

const row = (left: string, right: string, between: string): string =>
  `${cut(left).padEnd(column)}${between} ${cut(right)}`.trimEnd();

const cut = (text: string): string => (text.length < column ? text : `${text.slice(0, column - 2)}…`);
