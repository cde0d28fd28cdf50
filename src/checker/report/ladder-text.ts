/**
 * A ladder as lines of text, as `callchart dev` shows calls: what comes in, where the flow is, what goes out.
 */
import type { LadderRung } from '../ladder-rung.ts';

const MARKS: Readonly<Record<LadderRung['kind'], string>> = {
  party: '☎ ',
  webhook: '→ ',
  state: '  ● ',
  command: '    ← ',
  fault: '⚡ ',
  engine: '⏲ ',
  violation: '✗ ',
};

/** The lines of a ladder. */
export function ladderLines(ladder: readonly LadderRung[]): readonly string[] {
  return ladder.map(({ atMs, kind, leg, text }) => {
    const whose = leg === undefined || leg === '' ? '' : `${leg} `;
    return `${clockTime(atMs).padStart(8)}  ${MARKS[kind]}${whose}${text}`;
  });
}

/** Minutes, seconds and tenths. */
export function clockTime(ms: number): string {
  const tenths = Math.floor(ms / 100);
  const minutes = Math.floor(tenths / 600);
  return `${minutes}:${((tenths % 600) / 10).toFixed(1).padStart(4, '0')}`;
}
