/**
 * The rows of a ladder: a step is its rungs one below the other, the first of which tells the time and the badges.
 * Commands tell how long what they began lasted.
 */
import type { RungView, StepView } from '../wire.ts';
import { spansOf } from './spans.ts';

/** One row. */
export interface LadderRow {
  readonly step: StepView;
  /** Undefined for a step that shows nothing but itself. */
  readonly rung: RungView;
  readonly isFirst: boolean;
  /** `1.2 s`; empty when nothing lasts, `…` while it lasts. */
  readonly lasted: string;
  /** What the command began: when, and for how long, undefined while it lasts. */
  readonly span?: { readonly at: number; readonly ms: number | undefined };
}

/** The rows of these steps; `everything` also shows steps of which nothing came, and what is of little interest. */
export function ladderRows(steps: readonly StepView[], everything: boolean): readonly LadderRow[] {
  const spans = new Map(spansOf(steps).map((span) => [`${span.seq}.${span.effect}`, span]));
  return steps.flatMap((step) => {
    const told = step.rungs.filter(({ minor }) => everything || minor !== true || step.badges.length > 0);
    const rungs = told.length > 0 ? told : everything ? [silent(step)] : [];
    const commands = step.effects.flatMap(({ type }, index) => (type === 'command' ? [index] : []));
    let nth = 0;
    return rungs.map((rung, index) => {
      const span = rung.kind === 'out' ? spans.get(`${step.seq}.${commands[nth++] ?? -1}`) : undefined;
      const row = { step, rung, isFirst: index === 0 };
      if (span === undefined) return { ...row, lasted: '' };
      return { ...row, lasted: span.ms === undefined ? '…' : secondsText(span.ms), span: { at: step.at, ms: span.ms } };
    });
  });
}

const silent = ({ input, note = '' }: StepView): RungView => ({
  kind: 'note',
  name: `${input.kind} ${input.name}`,
  detail: note,
});

/** `0.4 s`, `12.0 s`, `3 min 5 s`. */
export function secondsText(ms: number): string {
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1_000)} s`;
}

/** Time within a call: `0:04.2`. */
export function callTime(ms: number): string {
  const tenths = Math.max(0, Math.floor(ms / 100));
  const [minutes, rest] = [Math.floor(tenths / 600), tenths % 600];
  return `${minutes}:${String(Math.floor(rest / 10)).padStart(2, '0')}.${rest % 10}`;
}
