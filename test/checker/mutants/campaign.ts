/**
 * Mutants of one flow, each played at random and checked: which do harm, and which of those the check finds. It prints
 * nothing.
 */
import { type FlowModule, loadFlow } from 'callchart';
import { checkFlow, isSafe } from 'callchart/checker';
import { Random } from '../../../src/simulator/random.ts';
import { type Calling, experienceOf, type Experience } from './harm.ts';
import { type Mutant, mutantsOf } from './mutations.ts';

/** A mutant, and what became of it. */
export interface Judged {
  readonly operator: Mutant['operator'];
  readonly what: string;
  /** What random calls of it show that those of the flow itself do not; empty: no harm was seen. */
  readonly harms: readonly string[];
  readonly isCaught: boolean;
}

/** What is spent on it. */
export interface Effort {
  /** How many mutants at most, drawn from all of them by a seed. */
  readonly mutants: number;
  /** How many random calls of each. */
  readonly calls: number;
  /** How many moments of each are explored at most. */
  readonly mostStates: number;
}

/** Judges mutants of a flow. */
export async function judge(
  module: FlowModule,
  calling: Calling,
  effort: Effort,
  told: (judged: Judged) => void = () => {},
): Promise<readonly Judged[]> {
  const sound = await experienceOf(module, effort.calls, calling);
  const all: Judged[] = [];
  for (const mutant of drawn(mutantsOf(module), effort.mutants)) {
    const judged = {
      operator: mutant.operator,
      what: mutant.what,
      ...(await judgeOne(mutant, sound, calling, effort)),
    };
    told(judged);
    all.push(judged);
  }
  return all;
}

async function judgeOne(
  { module }: Mutant,
  sound: Experience,
  calling: Calling,
  effort: Effort,
): Promise<Pick<Judged, 'harms' | 'isCaught'>> {
  const flow = loaded(module);
  // It would not even be served.
  if (flow === undefined) return { harms: ['it does not load'], isCaught: true };
  const { harms, visits } = await experienceOf(module, effort.calls, calling, sound.harms);
  const seen = [...harms].filter((harm) => !sound.harms.has(harm));
  const cutOff = [...sound.visits].filter(([state, often]) => often >= 3 && !visits.has(state));
  if (seen.length === 0) seen.push(...cutOff.map(([state]) => `nobody comes to ${state} any more`));
  // What nobody is seen to suffer from is not looked for as long.
  const mostStates = seen.length === 0 ? Math.min(2_000, effort.mostStates) : effort.mostStates;
  return { harms: seen, isCaught: isCaught(flow, mostStates) };
}

/** Most is found by reading, or soon: the rest is looked for as long as is given. */
function isCaught(flow: ReturnType<typeof loadFlow>, mostStates: number): boolean {
  if (!isSafe(checkFlow(flow, { explore: false }))) return true;
  const budgets = [400, 2_000, mostStates].filter((budget) => budget <= mostStates);
  return budgets.some((budget) => !isSafe(checkFlow(flow, { explore: { mostStates: budget } })));
}

function loaded(module: FlowModule): ReturnType<typeof loadFlow> | undefined {
  try {
    return loadFlow(module);
  } catch {
    return undefined;
  }
}

/** As many as are wanted, drawn by a seed, in their order. */
function drawn(mutants: readonly Mutant[], count: number): readonly Mutant[] {
  const random = new Random('mutants');
  const places = mutants.map((mutant, place) => ({ mutant, place, lot: random.next() }));
  return places
    .toSorted((a, b) => a.lot - b.lot)
    .slice(0, count)
    .toSorted((a, b) => a.place - b.place)
    .map(({ mutant }) => mutant);
}
