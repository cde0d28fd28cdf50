/**
 * Colours for terminals, or none. It knows no terminal: whoever calls says whether there is one.
 */

// ECMA-48, Select Graphic Rendition.
const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, magenta: 35, cyan: 36 } as const;

/** How a piece of text may look. */
export type Look = keyof typeof codes;

/** Paints a piece of text. */
export type Paint = (look: Look, text: string) => string;

/** A paint for a terminal with colours, or one that changes nothing. */
export function createPaint(colour: boolean): Paint {
  return colour ? (look, text) => `\u001b[${codes[look]}m${text}\u001b[0m` : (_look, text) => text;
}
