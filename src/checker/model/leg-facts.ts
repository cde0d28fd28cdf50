/**
 * What may be the case on a leg when a state has been entered: sets of possibilities on several axes, as bits. A rule
 * that needs certainty asks whether one possibility alone is left. It knows no machine.
 */

/** Signalling. `answering`: an answer was asked for and may have come by now. */
export const Sig = { none: 1, ringing: 2, answering: 4, answered: 8, ended: 16 } as const;
/** What holds the leg. `pending`: a transfer, bridge, enqueue or refer was asked for. */
export const Hold = { free: 1, pending: 2, bridged: 4, queued: 8, conference: 16, engaged: 32 } as const;
/** What is to be heard. `once` ends by itself. */
export const Play = { none: 1, once: 2, loop: 4 } as const;
/** Whether something is the case. */
export const Is = { no: 1, yes: 2 } as const;

/** The possibilities of one leg. */
export interface LegFacts {
  readonly sig: number;
  readonly hold: number;
  readonly play: number;
  readonly gather: number;
  readonly recording: number;
  /** Whether machine detection is under way. */
  readonly detecting: number;
  /** Whether anything was played to it, ever. */
  readonly addressed: number;
  /** Whether the flow has hung it up and was not told yet. */
  readonly leaving: number;
}

/** The legs of a flow by role; the first leg is `''`. */
export type Facts = ReadonlyMap<string, LegFacts>;

/** The key of the first leg. */
export const FIRST = '';

/** A leg that does not exist. */
export const noLeg: LegFacts = {
  sig: Sig.none,
  hold: Hold.free,
  play: Play.none,
  gather: Is.no,
  recording: Is.no,
  detecting: Is.no,
  addressed: Is.no,
  leaving: Is.no,
};

/** A leg that rings. */
export const ringingLeg: LegFacts = { ...noLeg, sig: Sig.ringing };

/** The leg of a role; one that was never made when nothing is known of it. */
export const legOf = (facts: Facts, key: string): LegFacts => facts.get(key) ?? noLeg;

/** Facts with one leg changed. */
export function withLeg(facts: Facts, key: string, change: (leg: LegFacts) => LegFacts): Facts {
  return new Map(facts).set(key, change(legOf(facts, key)));
}

/** What is possible when either is. */
export function joined(a: Facts, b: Facts): Facts {
  const keys = new Set([...a.keys(), ...b.keys()]);
  return new Map([...keys].map((key) => [key, joinLegs(legOf(a, key), legOf(b, key))] as const));
}

/** What is possible of a leg when either is. */
export function joinLegs(a: LegFacts, b: LegFacts): LegFacts {
  return {
    sig: a.sig | b.sig,
    hold: a.hold | b.hold,
    play: a.play | b.play,
    gather: a.gather | b.gather,
    recording: a.recording | b.recording,
    detecting: a.detecting | b.detecting,
    addressed: a.addressed | b.addressed,
    leaving: a.leaving | b.leaving,
  };
}

/** Whether two say the same. */
export function sameFacts(a: Facts, b: Facts): boolean {
  const keys = new Set([...a.keys(), ...b.keys()]);
  return [...keys].every((key) => {
    const [left, right] = [legOf(a, key), legOf(b, key)];
    return (Object.keys(left) as (keyof LegFacts)[]).every((axis) => left[axis] === right[axis]);
  });
}

/** Whether nothing but these possibilities is left. */
export const only = (value: number, possibilities: number): boolean => (value & ~possibilities) === 0;

/** Whether this is possible. */
export const may = (value: number, possibility: number): boolean => (value & possibility) !== 0;
