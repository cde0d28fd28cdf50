/**
 * Where a state is written: the line of its key in the flow's file. The text is read by its brackets, not parsed; where
 * a state is made by a function or stands in another file, the nearest state around it is named.
 */

/** A key of an object literal, and what lies in it. */
interface Key {
  readonly name: string;
  readonly line: number;
  readonly keys: Key[];
}

/** Finds the line of a state by its path of keys; undefined where the text holds no such states. */
export function stateLines(text: string): (path: readonly string[]) => number | undefined {
  const machine = findMachine(keysOf(text));
  return (path) => {
    let line = machine?.line;
    let keys = machine?.keys ?? [];
    for (const name of path) {
      const found = keys.find((key) => key.name === 'states')?.keys.find((key) => key.name === name);
      if (found === undefined) break;
      ({ line, keys } = found);
    }
    return line;
  };
}

/** The object with the most of a machine about it: `states` at its top, the deepest nest of them under it. */
function findMachine(all: readonly Key[]): Key | undefined {
  const objects = [...all, ...all.flatMap((key) => descendants(key))].filter((key) =>
    key.keys.some(({ name }) => name === 'states'),
  );
  const named = objects.find(
    (key) => key.keys.some(({ name }) => name === 'id') && key.keys.some(({ name }) => name === 'version'),
  );
  return named ?? objects[0];
}

const descendants = (key: Key): Key[] => key.keys.flatMap((one) => [one, ...descendants(one)]);

const SPACE = /\s/;
const WORD = /[\w$]/;

/** The objects of a text, nested, with their keys. Strings, templates, comments and regular expressions are passed over. */
function keysOf(text: string): readonly Key[] {
  const root: Key = { name: '', line: 1, keys: [] };
  const open: { key: Key; isObject: boolean }[] = [{ key: root, isObject: false }];
  let line = 1;
  let pending: Key | undefined;
  let last = '';
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\n') line += 1;
    if (SPACE.test(char)) continue;
    const after = passOver(text, at, last);
    if (after !== undefined) {
      const passed = text.slice(at, after);
      const isText = /^['"`]/.test(passed);
      if (isText && open.at(-1)?.isObject === true) pending = keyAt(text, after, passed.slice(1, -1), line) ?? pending;
      line += passed.split('\n').length - 1;
      at = after - 1;
      if (isText) last = 'a';
      continue;
    }
    if (char === '{' || char === '(' || char === '[') {
      const key: Key = char === '{' ? (pending ?? { name: '', line, keys: [] }) : { name: '', line, keys: [] };
      open.at(-1)?.key.keys.push(...(char === '{' && pending !== undefined ? [] : [key]));
      open.push({ key, isObject: char === '{' });
      pending = undefined;
    } else if (char === '}' || char === ')' || char === ']') {
      if (open.length > 1) open.pop();
      pending = undefined;
    } else if (WORD.test(char)) {
      let end = at;
      while (end < text.length && WORD.test(text.charAt(end))) end += 1;
      const word = text.slice(at, end);
      const top = open.at(-1);
      if (top?.isObject === true) {
        const key = keyAt(text, end, word, line);
        if (key !== undefined) {
          top.key.keys.push(key);
          pending = key;
        }
      }
      at = end - 1;
    } else if (char === ',') pending = undefined;
    last = char;
    if (WORD.test(char)) last = 'a';
    if (pending !== undefined && open.at(-1)?.isObject === true && !open.at(-1)?.key.keys.includes(pending)) {
      open.at(-1)?.key.keys.push(pending);
    }
  }
  return root.keys;
}

/** A key, if what was read is followed by a colon. */
function keyAt(text: string, end: number, name: string, line: number): Key | undefined {
  const rest = /^\s*:(?!:)/.exec(text.slice(end, end + 40));
  return rest === null ? undefined : { name, line, keys: [] };
}

/** The end of a string, a template, a comment or a regular expression that begins here. */
function passOver(text: string, at: number, last: string): number | undefined {
  const char = text.charAt(at);
  const next = text.charAt(at + 1);
  if (char === '/' && next === '/') return endAt(text, text.indexOf('\n', at));
  if (char === '/' && next === '*') {
    const end = text.indexOf('*/', at + 2);
    return end === -1 ? text.length : end + 2;
  }
  if (char === "'" || char === '"' || char === '`') return closing(text, at, char);
  if (char === '/' && '(,=:[!&|?{};'.includes(last)) return closing(text, at, '/');
  return undefined;
}

function closing(text: string, at: number, quote: string): number {
  for (let end = at + 1; end < text.length; end++) {
    if (text.charAt(end) === '\\') end += 1;
    else if (text.charAt(end) === quote) return end + 1;
    else if (text.charAt(end) === '\n' && quote !== '`') return end;
  }
  return text.length;
}

const endAt = (text: string, end: number): number => (end === -1 ? text.length : end);
