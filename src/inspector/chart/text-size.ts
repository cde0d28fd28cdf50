/**
 * How much room text takes on a chart. A guess on the safe side, since what draws it later, with which font, is unknown.
 */

/** Size of the type, in pixels. */
export const typeSizes = { title: 13, line: 11, label: 11 } as const;

/** Room that a text takes, in pixels. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const character of text)
    ems += /[ilI.,:;'|!()[\] ]/.test(character) ? 0.36 : /[mwMW@—]/.test(character) ? 0.9 : 0.59;
  return Math.ceil(ems * size);
}

/** The text, or so much of it as fits, with an ellipsis. */
export function clip(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).trimEnd()}…`;
}
