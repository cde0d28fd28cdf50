/**
 * Rule: every delay is a number of milliseconds, or a name that stands for one. XState fires an unknown delay, and one
 * that is text, at once.
 */
import { nearMiss } from '../../telnyx/commands/near-miss.ts';
import type { FlowFinding } from './finding.ts';
import { builtInKind, memberOf, namedReference, type MachineReading } from './machine-reading.ts';

/** Findings about `after` and delayed `raise`. */
export function checkDelays({ states, implementations }: MachineReading): FlowFinding[] {
  return states.flatMap(({ state, config, actions }) => {
    const after = Object.keys((config['after'] as object | undefined) ?? {}).map(
      (key) => [`after ${key}`, Number.isNaN(Number(key)) ? key : Number(key)] as const,
    );
    const raised = actions.flatMap(({ place, action }) => {
      const reference = namedReference(action);
      const taken = reference === undefined ? action : memberOf(implementations.actions, reference.name);
      const delay = builtInKind(taken) === 'xstate.raise' ? memberOf(taken, 'delay') : undefined;
      return delay === undefined || typeof delay === 'function' ? [] : [[`raise in ${place}`, delay] as const];
    });
    return [...after, ...raised].flatMap(([place, delay]) => {
      const message = judge(delay, implementations.delays);
      if (message === undefined) return [];
      return [
        {
          state,
          rule: 'delay' as const,
          message: `${place}: ${message}`,
          remedy: remedyFor(delay, implementations.delays),
        },
      ];
    });
  });
}

function judge(delay: unknown, delays: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof delay === 'number') return isDuration(delay) ? undefined : `${delay} is no number of milliseconds.`;
  if (typeof delay !== 'string') return 'the delay is neither a number nor a name.';
  if (!Object.hasOwn(delays, delay)) return `there is no delay named "${delay}", so XState would fire it at once.`;
  const meaning = delays[delay];
  if (typeof meaning === 'function' || isDuration(meaning)) return undefined;
  return `the delay "${delay}" is ${JSON.stringify(meaning)}, no number of milliseconds, so XState would fire it at once.`;
}

function isDuration(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function remedyFor(delay: unknown, delays: Readonly<Record<string, unknown>>): string {
  if (typeof delay !== 'string' || /\d/.test(delay)) return 'Write milliseconds as a number: `after: { 45_000: … }`.';
  const near = nearMiss(delay, Object.keys(delays));
  if (near !== undefined && near !== delay) return `Did you mean "${near}"?`;
  return `Declare it in \`setup({ delays: { ${delay}: 45_000 } })\`, in milliseconds.`;
}
