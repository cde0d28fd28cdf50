/**
 * The tries of a question, unrolled: how often was nothing entered so far, how often something wrong, and which was it
 * last. Bounded by construction. It knows no prompt.
 */

/** How often may be asked: in all, or at most after each kind of miss. */
export type Attempts =
  | number
  | { readonly all?: number | undefined; readonly noinput?: number | undefined; readonly nomatch?: number | undefined };

/** One try: a state of its own. */
export interface Try {
  /** `asking`, `noinput1`, `nomatch2`, or with what was before: `nomatch1Noinput1`. */
  readonly key: string;
  /** What made it necessary; nothing did the first. */
  readonly after: 'noinput' | 'nomatch' | undefined;
  readonly noinputs: number;
  readonly nomatches: number;
  /** The next try after silence, or the outcome `noinput`. */
  readonly onNoinput: string;
  /** The next try after wrong keys, or the outcome `nomatch`. */
  readonly onNomatch: string;
}

const defaultAttempts = 3;

/** All tries, the first one first. */
export function triesOf(attempts: Attempts): readonly Try[] {
  const all = typeof attempts === 'number' ? attempts : (attempts.all ?? defaultAttempts);
  const limits = typeof attempts === 'number' ? {} : attempts;
  const noinputLimit = Math.min(limits.noinput ?? all, all);
  const nomatchLimit = Math.min(limits.nomatch ?? all, all);
  const found = new Map<string, Try>();
  const add = (noinputs: number, nomatches: number, after: Try['after']): string => {
    const exhausted =
      noinputs + nomatches >= all ||
      (after === 'noinput' && noinputs >= noinputLimit) ||
      (after === 'nomatch' && nomatches >= nomatchLimit);
    if (after !== undefined && exhausted) return after;
    const key = keyOf(noinputs, nomatches, after);
    if (!found.has(key)) {
      const one: Try = { key, after, noinputs, nomatches, onNoinput: '', onNomatch: '' };
      found.set(key, one);
      const onNoinput = add(noinputs + 1, nomatches, 'noinput');
      const onNomatch = add(noinputs, nomatches + 1, 'nomatch');
      found.set(key, { ...one, onNoinput, onNomatch });
    }
    return key;
  };
  add(0, 0, undefined);
  return [...found.values()];
}

function keyOf(noinputs: number, nomatches: number, after: Try['after']): string {
  if (after === undefined) return 'asking';
  const [before, last] =
    after === 'noinput'
      ? [nomatches > 0 ? `nomatch${nomatches}` : '', `noinput${noinputs}`]
      : [noinputs > 0 ? `noinput${noinputs}` : '', `nomatch${nomatches}`];
  return before === '' ? last : `${before}${last.charAt(0).toUpperCase()}${last.slice(1)}`;
}
