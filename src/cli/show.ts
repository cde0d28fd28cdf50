/**
 * `callchart show`: one call as a ladder, and what it waits for if it goes on.
 */
import { callFacts, waitsFor } from '../replay/call-facts.ts';
import type { RecordedCall } from '../replay/recorded-call.ts';
import { rungsOf } from '../replay/rung.ts';
import { onlyCall } from './only-call.ts';
import { bookHelp, bookOptions, withBook } from './open-book.ts';
import { createPaint } from './paint.ts';
import { legend, printRung } from './print-rung.ts';
import type { GivenArguments, Subcommand, Surroundings } from './subcommand.ts';

/** The subcommand. */
export const show: Subcommand = {
  name: 'show',
  summary: 'Prints a call as a ladder, and what it waits for',
  help: `
Usage: callchart show <callId> [options]

  --json           the facts and the journal as JSON
${bookHelp}
`,
  options: { ...bookOptions, json: { type: 'boolean' } },
  run,
};

async function run(given: GivenArguments, surroundings: Surroundings): Promise<number> {
  const { out, colour } = surroundings;
  const callId = onlyCall(given, 'show');
  const record = await withBook(given, surroundings, (book) => book.record(callId));
  const now = Date.now();
  if (given.values['json'] === true) {
    const facts = record.state && { ...callFacts(record.state, now), waitsFor: waitsFor(record.state, now) };
    out(`${JSON.stringify({ ...facts, journal: record.journal }, null, 2)}\n`);
    return 0;
  }
  const paint = createPaint(colour);
  out(headOf(record, now));
  out(legend(paint));
  const { state } = record;
  for (const entry of state === undefined ? [] : record.journal)
    for (const rung of rungsOf(entry, state as NonNullable<typeof state>))
      if (rung.minor !== true) out(printRung(rung, record.createdAt, paint));
  return 0;
}

function headOf({ callId, flow, createdAt, state }: RecordedCall, now: number): string {
  const begun = `Call ${callId}, flow ${flow.id}@${flow.version}, begun ${new Date(createdAt).toISOString()}`;
  if (state === undefined) return `${begun}\n`;
  const facts = callFacts(state, now);
  const silence = `worst silence ${(facts.worstSilenceMs / 1_000).toFixed(1)} s`;
  const failed = `${facts.failedCommands} failed ${facts.failedCommands === 1 ? 'command' : 'commands'}`;
  const ends = `${facts.from ?? '(unknown)'} to ${facts.to ?? '(unknown)'}`;
  const lines = [begun, `${ends}: ${facts.outcome}, ${silence}, ${failed}`];
  if (facts.failure !== undefined) lines.push(`The fallback took over: ${facts.failure.replaceAll(/\s+/g, ' ')}`);
  if (facts.outcome === 'live') {
    lines.push(`In ${facts.state} since ${new Date(facts.stateSince).toISOString()}. It waits for:`);
    const waits = waitsFor(state, now);
    lines.push(...(waits.length === 0 ? ['  nothing: hang it up'] : waits.map((each) => `  ${each}`)));
  }
  return `${lines.join('\n')}\n\n`;
}
