/**
 * The TypeScript that documentation shows: fenced blocks in Markdown, `@example`s in doc comments. A snippet keeps the
 * line numbers of the file it stands in (all other lines are blank), so that a complaint about it points there. It
 * knows nothing of compilers.
 */

/** One program that a reader may copy. */
export interface Snippet {
  /** The file that shows it, from the root of the repository. */
  readonly path: string;
  /** Its first line there. */
  readonly line: number;
  /** The name that its fence gives it (` ```ts file=front-desk.ts `), for others of the same document to import. */
  readonly name: string | undefined;
  /** Its text, at its lines. */
  readonly text: string;
}

const FENCE = /^(\s*)(`{3,}|~{3,})\s*(\w*)(.*)$/;
const TYPESCRIPT = new Set(['ts', 'typescript', 'mts']);

/**
 * The snippets of a Markdown document. A fence may say more than its language: `file=<path>` names the snippet,
 * `continued` appends it to the one above.
 */
export function markdownSnippets(path: string, text: string): Snippet[] {
  return fencedSnippets(path, text.split('\n'));
}

/** The examples in the doc comments of a TypeScript file: their fenced blocks, or all of the text when none is fenced. */
export function exampleSnippets(path: string, text: string): Snippet[] {
  const lines = text.split('\n');
  const snippets: Snippet[] = [];
  for (const [start, end] of exampleRanges(lines)) {
    const bare = lines.map((line, at) => (at > start && at < end ? withoutStar(line) : ''));
    const fenced = fencedSnippets(path, bare);
    const whole = { path, line: start + 2, name: undefined, text: bare.join('\n') };
    snippets.push(...(fenced.length > 0 || !whole.text.trim() ? fenced : [whole]));
  }
  return snippets;
}

/** From the line of each `@example` to the line of the next tag or the end of its comment. */
function exampleRanges(lines: readonly string[]): [start: number, end: number][] {
  const ranges: [number, number][] = [];
  let inComment = false;
  let inFence = false;
  let start: number | undefined;
  for (const [at, line] of lines.entries()) {
    if (!inComment && /^\s*\/\*\*/.test(line)) inComment = true;
    if (!inComment) continue;
    const text = line.replace(/^\s*\/?\*+/, '').trim();
    if (start !== undefined && FENCE.test(text)) inFence = !inFence;
    const over = line.includes('*/');
    if (start !== undefined && (over || (!inFence && text.startsWith('@')))) {
      ranges.push([start, at]);
      start = undefined;
    }
    if (!inFence && !over && text.startsWith('@example')) start = at;
    if (over) inComment = inFence = false;
  }
  return ranges;
}

const withoutStar = (line: string): string => line.replace(/^(\s*)\* ?/, '$1  ');

function fencedSnippets(path: string, lines: readonly string[]): Snippet[] {
  const found: { line: number; name: string | undefined; lines: string[] }[] = [];
  let open: { fence: string; into: string[] | undefined } | undefined;
  for (const [at, line] of lines.entries()) {
    const [, , fence = '', language = '', more = ''] = FENCE.exec(line) ?? [];
    if (open) {
      if (fence.startsWith(open.fence) && !language) open = undefined;
      else if (open.into) open.into[at] = line;
      continue;
    }
    if (!fence) continue;
    const last = found.at(-1);
    open = { fence, into: undefined };
    if (!TYPESCRIPT.has(language)) continue;
    if (/\bcontinued\b/.test(more) && last) {
      open.into = last.lines;
    } else {
      open.into = lines.map(() => '');
      found.push({ line: at + 2, name: /\bfile=(\S+)/.exec(more)?.[1], lines: open.into });
    }
  }
  return found.map(({ line, name, lines: own }) => ({ path, line, name, text: own.join('\n') }));
}
