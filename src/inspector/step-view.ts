/**
 * A journal entry as the page shows it: its rungs, what it lights on the chart, what is out of the ordinary about it, and
 * how the context changed. What names itself a secret is masked; private digits never reached the journal.
 */
import type { CallState } from '../engine/call-state.ts';
import type { JournalEntry } from '../engine/journal.ts';
import type { CommandOutcomeInput } from '../engine/outcome.ts';
import { rungsOf, stateName } from '../replay/rung.ts';
import { withoutSecrets } from '../replay/secrets.ts';
import type { FlowChart } from './chart/flow-chart.ts';
import { activeIds, litTransitions } from './chart/lit.ts';
import { contextDiff } from './context-diff.ts';
import type { EffectView, StepView } from './wire.ts';

/** What is known around an entry. */
export interface StepSurroundings {
  readonly call: CallState | undefined;
  readonly chart: FlowChart | undefined;
  /** The contexts before and after; undefined when the step was not seen. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** One step. */
export function stepView(entry: JournalEntry, { call, chart, before, after }: StepSurroundings): StepView {
  const active = chart === undefined ? [] : activeIds(chart, entry.to);
  const handled = entry.events.filter((event) => event.handled).map(({ type }) => type);
  const lit = chart === undefined ? [] : litTransitions(chart, handled, activeIds(chart, entry.from), active);
  const rungs = call === undefined ? [] : rungsOf(entry, call);
  const context = after === undefined ? undefined : withoutSecrets(after);
  const changes =
    after === undefined || before === undefined ? undefined : contextDiff(withoutSecrets(before), context);
  return {
    seq: entry.seq,
    at: entry.at,
    input: withoutSecrets(entry.input) as StepView['input'],
    outcome: entry.outcome,
    badges: badgesOf(entry),
    from: entry.from === undefined ? '' : stateName(entry.from),
    to: entry.to === undefined ? '' : stateName(entry.to),
    active,
    lit,
    events: entry.events,
    effects: withoutSecrets(entry.effects) as readonly EffectView[],
    rungs: rungs.map(({ kind, name, detail, minor }) => ({
      kind,
      name,
      detail,
      ...(minor === true && { minor }),
    })),
    ...(entry.note !== undefined && { note: entry.note }),
    ...(context !== undefined && { context }),
    ...(changes !== undefined && { changes }),
  };
}

function badgesOf({ outcome, input, effects }: JournalEntry): readonly string[] {
  const answer = input.kind === 'outcome' ? (input.payload as CommandOutcomeInput | undefined) : undefined;
  return [
    ...(outcome === 'applied' ? [] : [outcome.replace('_', ' ')]),
    ...(answer?.ok === false ? ['failed'] : []),
    ...(answer?.attempts === undefined ? [] : ['retried']),
    ...effects.flatMap((effect) => {
      if (effect.type === 'withheld' || effect.type === 'released' || effect.type === 'dropped') return [effect.type];
      return effect.type === 'phase' && effect.to === 'fallback' ? ['fallback'] : [];
    }),
  ];
}
