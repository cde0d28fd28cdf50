/**
 * How deeply a JSON text is nested, told before it is parsed. Values that are nested without end parse well and overflow
 * the stack of whatever walks through them afterwards: a copy, a schema, the store's own `JSON.stringify`.
 */

/** Deeper than anything that Telnyx sends or an application means: their own events have fewer than ten levels. */
export const deepestJson = 64;

const quote = 0x22;
const backslash = 0x5c;
const openers: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const closers: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/** Whether arrays and objects are nested more than `levels` deep. Of a text that is no JSON it may say either. */
export function nestsDeeper(text: string, levels: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (openers.has(code)) depth += 1;
    else if (closers.has(code)) depth -= 1;
    if (depth > levels) return true;
  }
  return false;
}

/** Where the string that begins at `from` has its closing quote; the text's end if it has none. */
function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text.charCodeAt(at - 1 - escapes) === backslash) escapes += 1;
    if (escapes % 2 === 0) return at;
  }
  return text.length;
}
