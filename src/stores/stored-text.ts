/**
 * Names as databases can hold them. Text ends at the first NUL or may not hold one, and half a surrogate pair has no UTF-8:
 * such names are kept as JSON text, so that no two names become one. It knows no table.
 */

/** Most names are plain; that is quickly seen. */
const plain = /^(?!")[ -~]*$/;

/** A name that begins with a quotation mark is awkward too: it could be mistaken for one that is kept as JSON. */
const isAwkward = (name: string): boolean =>
  !plain.test(name) && (name.startsWith('"') || name.includes('\0') || /\p{Surrogate}/u.test(name));

/** A name as it is stored. */
export const toStoredText = (name: string): string => (isAwkward(name) ? JSON.stringify(name) : name);

/** A stored name as it was. */
export const fromStoredText = (text: string): string => (text.startsWith('"') ? (JSON.parse(text) as string) : text);
