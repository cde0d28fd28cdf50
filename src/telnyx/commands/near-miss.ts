/**
 * Which known word a misspelt one was meant to be. It knows nothing of commands: callers bring both words.
 */

/**
 * The known word nearest to `word`, or undefined when none is near enough to be a likely slip.
 * `maximumDigits`, `max_digits` and `maximum_digit` all find `maximum_digits`; `timeout` finds `timeout_millis`.
 */
export function nearMiss(word: string, known: readonly string[]): string | undefined {
  const plain = plainForm(word);
  let best: string | undefined;
  let bestCost = Infinity;
  for (const candidate of known) {
    const cost = costBetween(plain, plainForm(candidate));
    if (cost < bestCost) [best, bestCost] = [candidate, cost];
  }
  return best !== undefined && bestCost <= 0.4 ? best : undefined;
}

// Case and separators are the commonest slips (camelCase for snake_case): they cost nothing.
function plainForm(word: string): string {
  return word.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** 0 for equal words, 1 for words that share nothing. */
function costBetween(word: string, candidate: string): number {
  const longer = Math.max(word.length, candidate.length, 1);
  const cost = editDistance(word, candidate) / longer;
  // A name that was cut short or prolonged (`timeout`, `audio_url_1`) is nearer than its letters say.
  const contained = word.length > 2 && (candidate.startsWith(word) || word.startsWith(candidate));
  return contained ? Math.min(cost, 0.35) : cost;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const replace = (previous[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      row.push(Math.min(replace, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[to.length] ?? 0;
}
