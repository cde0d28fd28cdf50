/**
 * Which of a few words was meant. The general measure is the commands' own; words as short as `dev` need letters that
 * changed places to count as well.
 */
import { nearMiss } from '../telnyx/commands/near-miss.ts';

/** The known word that is meant, if one is likely to be. */
export function nearWord(word: string, known: readonly string[]): string | undefined {
  const letters = (text: string): string => text.split('').sort().join('');
  return nearMiss(word, known) ?? known.find((each) => letters(each) === letters(word));
}
