/**
 * Mutants of one flow, each played at random and checked: which do harm, and which of those the check finds. It prints
 * nothing.
 */
import { type Flow, type FlowModule, loadFlow } from 'callchart';
import { checkFlow, isSafe } from 'callchart/checker';
import { Random } from '../../../src/simulator/random.ts';
import { type Calling, experienceOf, type Experience } from './harm.ts';
import { type Mutant, mutantsOf } from './mutations.ts';
import { type Likeness, likenessOf } from './same.ts';

/** A mutant, and what became of it. */
export interface Judged {
  readonly operator: Mutant['operator'];
  readonly what: string;
  /** What random calls of it show that those of the flow itself do not; empty: no harm was seen. */
  readonly harms: readonly string[];
  readonly isCaught: boolean;
  /** Of one in which neither was seen: whether callers can tell it from the flow itself (same.ts). */
  readonly likeness: Likeness | undefined;
}

/** What is spent on it. */
export interface Effort {
  /** How many mutants at most, drawn from all of them by the seed. */
  readonly mutants: number;
  readonly seed: string;
  /** How many random calls of each. */
  readonly calls: number;
  /** How many moments of each are explored at most. */
  readonly mostStates: number;
}

/** How many mutants a flow has, and what became of those that were drawn. */
export interface Campaign {
  readonly ofAll: number;
  readonly judged: readonly Judged[];
}

/** Judges mutants of a flow. */
export async function judge(
  module: FlowModule,
  calling: Calling,
  effort: Effort,
  told: (judged: Judged) => void = () => {},
): Promise<Campaign> {
  const sound = await experienceOf(module, effort.calls, calling);
  const flow = loadFlow(module);
  const judged: Judged[] = [];
  const all = mutantsOf(module);
  for (const mutant of drawn(all, effort)) {
    const one = {
      operator: mutant.operator,
      what: mutant.what,
      ...(await judgeOne(mutant, flow, sound, calling, effort)),
    };
    told(one);
    judged.push(one);
  }
  return { ofAll: all.length, judged };
}

async function judgeOne(
  { module }: Mutant,
  original: Flow,
  sound: Experience,
  calling: Calling,
  effort: Effort,
): Promise<Pick<Judged, 'harms' | 'isCaught' | 'likeness'>> {
  const flow = loaded(module);
  // It would not even be served.
  if (flow === undefined) return { harms: ['it does not load'], isCaught: true, likeness: undefined };
  const { harms, visits } = await experienceOf(module, effort.calls, calling, sound.harms);
  const seen = [...harms].filter((harm) => !sound.harms.has(harm));
  const cutOff = [...sound.visits].filter(([state, often]) => often >= 3 && !visits.has(state));
  if (seen.length === 0) seen.push(...cutOff.map(([state]) => `${noMore} ${state} any more`));
  // What nobody is seen to suffer from is not looked for as long.
  const mostStates = seen.length === 0 ? Math.min(2_000, effort.mostStates) : effort.mostStates;
  const isFound = isCaught(flow, mostStates);
  const likeness = isFound || seen.length > 0 ? undefined : likenessOf(original, flow, mostStates);
  return { harms: seen, isCaught: isFound, likeness };
}

/** How the harm begins that is seen where nothing breaks and a state is not come to. */
export const noMore = 'nobody comes to';

/** Of some that the check did not find: which it finds now. */
export function foundNow<One extends Pick<Judged, 'operator' | 'what'>>(
  module: FlowModule,
  missed: readonly One[],
  mostStates: number,
): readonly One[] {
  const all = mutantsOf(module);
  return missed.filter(({ operator, what }) => {
    const mutant = all.find((one) => one.operator === operator && one.what === what);
    const flow = mutant === undefined ? undefined : loaded(mutant.module);
    return flow !== undefined && isCaught(flow, mostStates);
  });
}

/** Most is found by reading; the rest is looked for until there is something. */
const isCaught = (flow: Flow, mostStates: number): boolean =>
  !isSafe(checkFlow(flow, { explore: false })) ||
  !isSafe(checkFlow(flow, { explore: { mostStates, firstOnly: true } }));

function loaded(module: FlowModule): Flow | undefined {
  try {
    return loadFlow(module);
  } catch {
    return undefined;
  }
}

/** As many as are wanted, drawn by a seed, in their order. */
function drawn(mutants: readonly Mutant[], { mutants: count, seed }: Effort): readonly Mutant[] {
  const random = new Random(seed);
  const places = mutants.map((mutant, place) => ({ mutant, place, lot: random.next() }));
  return places
    .toSorted((a, b) => a.lot - b.lot)
    .slice(0, count)
    .toSorted((a, b) => a.place - b.place)
    .map(({ mutant }) => mutant);
}
