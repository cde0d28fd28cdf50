/**
 * The strict object that every author-written part of a command is: an unknown key is an error that names the near
 * miss. It knows no command.
 */
import { z } from 'zod';
import { nearMiss } from './near-miss.ts';

/** A Zod object that refuses unknown keys. */
export type StrictParams<Shape extends z.core.$ZodLooseShape> = z.ZodObject<
  z.core.util.Writeable<Shape>,
  z.core.$strict
>;

/**
 * A strict object whose complaint about an unknown key says what was probably meant.
 * @param owner what the keys belong to, as the message names it: a command (`gather`) or a part (`a SIP header`)
 */
export function strictParams<Shape extends z.core.$ZodLooseShape>(owner: string, shape: Shape): StrictParams<Shape> {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key: string) => unknownKeyMessage(owner, key, known)).join('\n')
        : undefined,
  });
}

function unknownKeyMessage(owner: string, key: string, known: readonly string[]): string {
  const meant = nearMiss(key, known);
  const listed = known.length > 12 ? [...known.slice(0, 12), '…'] : known;
  const remedy = meant === undefined ? `Known are ${listed.map(quoted).join(', ')}.` : `Did you mean ${quoted(meant)}?`;
  return `${quoted(key)} is not a param of ${owner}. ${remedy}`;
}

function quoted(key: string): string {
  return `\`${key}\``;
}
