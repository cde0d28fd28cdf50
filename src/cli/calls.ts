/**
 * `callchart calls`: which calls there were, and which of them went wrong.
 */
import { findCalls } from '../replay/call-book.ts';
import type { CallFacts } from '../replay/call-facts.ts';
import { numberOf } from './arguments.ts';
import { queryHelp, queryOf, queryOptions } from './call-query.ts';
import { bookHelp, bookOptions, withBook } from './open-book.ts';
import { createPaint, type Paint } from './paint.ts';
import type { GivenArguments, Subcommand, Surroundings } from './subcommand.ts';
import { UsageError } from './usage-error.ts';

/** The subcommand. */
export const calls: Subcommand = {
  name: 'calls',
  summary: 'Lists calls, newest first: by flow, number, outcome, time, silence, failed commands',
  help: `
Usage: callchart calls [options]

${queryHelp}
  --limit <n>          at most so many; default 50
  --json               one JSON object a line
${bookHelp}
`,
  options: { ...queryOptions, ...bookOptions, limit: { type: 'string' }, json: { type: 'boolean' } },
  run,
};

async function run(given: GivenArguments, surroundings: Surroundings): Promise<number> {
  const { out, colour } = surroundings;
  if (given.positionals.length > 0)
    throw new UsageError('callchart calls takes options only. For one call: callchart show <callId>.');
  const limit = numberOf(given, 'limit', { least: 1, most: 1_000_000, whole: true }) ?? 50;
  const query = queryOf(given, Date.now());
  const asJson = given.values['json'] === true;
  const paint = createPaint(colour);
  let count = 0;
  await withBook(given, surroundings, async (book) => {
    for await (const facts of findCalls(book, query)) {
      if (count === 0 && !asJson) out(paint('dim', `${head}\n`));
      out(asJson ? `${JSON.stringify(facts)}\n` : line(facts, paint));
      count += 1;
      if (count === limit) break;
    }
  });
  if (count === 0 && !asJson) out('No call fits.\n');
  return 0;
}

const widths = [36, 24, 16, 16, 18, 7] as const;
const row = (...cells: readonly string[]): string =>
  cells.map((cell, place) => cell.padEnd(widths[place] ?? 0)).join(' ');
const head = row('call', 'begun', 'flow', 'from', 'state', 'outcome', 'silence  failed');

function line(facts: CallFacts, paint: Paint): string {
  const {
    callId,
    createdAt,
    flow,
    version,
    from = '',
    state,
    outcome,
    worstSilenceMs,
    failedCommands,
    failure,
  } = facts;
  const silence = `${(worstSilenceMs / 1_000).toFixed(1)} s`;
  const text = row(
    callId,
    new Date(createdAt).toISOString(),
    `${flow}@${version}`,
    from,
    state,
    outcome,
    `${silence.padStart(7)}  ${failedCommands || ''}`,
  );
  const why = failure === undefined ? '' : paint('red', `  ${failure.replaceAll(/\s+/g, ' ')}`);
  return `${outcome === 'failed' ? paint('red', text.trimEnd()) : text.trimEnd()}${why}\n`;
}
