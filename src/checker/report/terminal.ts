/**
 * A report for people: what is wrong, where, how it comes about, and what to do. How text is coloured is given.
 */
import type { CheckFinding } from '../finding.ts';
import { type CheckReport, isFailing } from '../check-report.ts';
import { ladderLines } from './ladder-text.ts';

/** Paints a piece of text, or does not. */
export type Paint = (look: 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan', text: string) => string;

/** The report as text. */
export function terminalReport(report: CheckReport, paint: Paint): string {
  const { id, version, file } = report.flow;
  const name = version === '' ? id : `${id} version ${version}`;
  const head = paint('bold', file === undefined ? name : `${name} (${file})`);
  const shown = report.findings.toSorted((a, b) => rank(a) - rank(b));
  const lines = [head, ...shown.flatMap((finding) => describe(finding, paint)), verdict(report, paint)];
  return `${[...lines, ...explored(report).map((line) => paint('dim', `  ${line}`))].join('\n')}\n`;
}

const rank = (finding: CheckFinding): number =>
  finding.allowed !== undefined ? 3 : { error: 0, warning: 1, note: 2 }[finding.severity];

function describe(finding: CheckFinding, paint: Paint): string[] {
  const { code, severity, state, message, advice, place, ladder, variant, allowed } = finding;
  const look = severity === 'error' ? 'red' : severity === 'warning' ? 'yellow' : 'cyan';
  const where =
    place === undefined ? '' : paint('dim', ` ${place.file}${place.line === undefined ? '' : `:${place.line}`}`);
  if (allowed !== undefined) return ['', `  ${paint('dim', `allowed ${code} in ${state}: ${allowed}`)}`];
  // What only might matter shall not bury what does: how it comes about is in the JSON report.
  const rungs = severity === 'note' ? [] : (ladder ?? []);
  return [
    '',
    `  ${paint(look, severity)} ${paint('bold', code)} in ${state}${where}`,
    `    ${message}`,
    ...(variant === undefined ? [] : [`    Where Telnyx behaves so: ${variant}`]),
    ...(rungs.length > 0 ? ladderLines(rungs).map((line) => paint('dim', `    ${line}`)) : []),
    `    ${paint('cyan', advice)}`,
  ];
}

function verdict({ findings }: CheckReport, paint: Paint): string {
  const failing = findings.filter((finding) => isFailing(finding));
  const notes = findings.filter(({ severity, allowed }) => severity === 'note' && allowed === undefined).length;
  const allowed = findings.filter((finding) => finding.allowed !== undefined).length;
  const beside = [notes > 0 ? counted(notes, 'note') : '', allowed > 0 ? `${allowed} allowed` : ''].filter(
    (text) => text !== '',
  );
  const words = beside.length === 0 ? '' : ` (${beside.join(', ')})`;
  if (failing.length === 0) return `\n  ${paint('green', 'nothing found')}${words}`;
  const errors = failing.filter(({ severity }) => severity === 'error').length;
  const counts = [
    errors > 0 ? counted(errors, 'error') : '',
    failing.length > errors ? counted(failing.length - errors, 'warning') : '',
  ];
  return `\n  ${paint(errors > 0 ? 'red' : 'yellow', counts.filter((text) => text !== '').join(', '))}${words}`;
}

/** What the exploration went through, and everything that it did not. */
function explored({ exploration }: CheckReport): string[] {
  if (exploration === undefined) return [];
  const { states, transitions, depth, unexplored, variants, bounds, coverage } = exploration;
  const names = (holds: boolean): string =>
    variants
      .filter((one) => one.holds === holds)
      .map(({ name }) => name)
      .join(', ');
  const missed = [...coverage.missedStates, ...coverage.missedTransitions];
  return [
    `explored: ${states} moments, ${transitions} steps, ${depth} deep${unexplored === 0 ? ', all there are' : ''}; ` +
      `${coverage.states} of ${coverage.ofStates} states, ${coverage.transitions} of ${coverage.ofTransitions} transitions`,
    ...(missed.length === 0
      ? []
      : [
          `not gone through: ${missed.slice(0, 6).join('; ')}${missed.length > 6 ? `; and ${missed.length - 6} more` : ''}`,
        ]),
    ...(variants.length === 0 ? [] : [`holds also if Telnyx behaves so: ${names(true) || 'none'}`]),
    ...(names(false) === '' ? [] : [`does not hold if Telnyx behaves so: ${names(false)}`]),
    ...bounds.map((bound) => `bound: ${bound}`),
  ];
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
