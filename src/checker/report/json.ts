/**
 * Reports as data for other programs: as they are, as SARIF 2.1.0 (OASIS) for code scanners, and as workflow commands
 * that GitHub shows beside the lines of a change.
 */
import type { RuleFacts, CheckFinding } from '../finding.ts';
import { type CheckReport, isSafe } from '../check-report.ts';
import { ladderLines } from './ladder-text.ts';

/** The reports as they are. */
export function jsonReport(reports: readonly CheckReport[]): string {
  return `${JSON.stringify({ safe: reports.every((report) => isSafe(report)), reports }, null, 2)}\n`;
}

/** The reports as SARIF. */
export function sarifReport(reports: readonly CheckReport[], rules: readonly RuleFacts[], version: string): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'callchart check',
            version,
            rules: rules.map(({ code, reason, advice, severity }) => ({
              id: code,
              shortDescription: { text: reason },
              help: { text: advice },
              defaultConfiguration: { level: severity },
            })),
          },
        },
        results: reports.flatMap((report) => report.findings.map((finding) => sarifResult(finding, report))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function sarifResult(finding: CheckFinding, { flow }: CheckReport): object {
  const { code, severity, state, place, allowed } = finding;
  const uri = place?.file ?? flow.file;
  return {
    ruleId: code,
    level: severity,
    message: { text: sentence(finding) },
    locations: [
      {
        logicalLocations: [{ fullyQualifiedName: `${flow.id}/${state}`, kind: 'member' }],
        ...(uri !== undefined && {
          physicalLocation: {
            artifactLocation: { uri: uri.replaceAll('\\', '/') },
            ...(place?.line !== undefined && { region: { startLine: place.line } }),
          },
        }),
      },
    ],
    partialFingerprints: { 'callchart/v1': `${flow.id}/${state}/${code}` },
    ...(allowed !== undefined && { suppressions: [{ kind: 'inSource', justification: allowed }] }),
  };
}

/** The reports as GitHub's workflow commands (GitHub docs: workflow commands). */
export function githubReport(reports: readonly CheckReport[]): string {
  return reports
    .flatMap((report) =>
      report.findings
        .filter(({ allowed }) => allowed === undefined)
        .map((finding) => {
          const { severity, place, code, state } = finding;
          const kind = severity === 'note' ? 'notice' : severity;
          const file = place?.file ?? report.flow.file;
          const where = [
            ...(file === undefined ? [] : [`file=${property(file)}`]),
            ...(place?.line === undefined ? [] : [`line=${place.line}`]),
            `title=${property(`${code} in ${state}`)}`,
          ];
          return `::${kind} ${where.join(',')}::${data(sentence(finding))}\n`;
        }),
    )
    .join('');
}

function sentence(finding: CheckFinding): string {
  const { message, advice, ladder, variant, state } = finding;
  const behaves = variant === undefined ? '' : ` Where Telnyx behaves so: ${variant}.`;
  const way = ladder === undefined ? '' : `\n${ladderLines(ladder).join('\n')}`;
  return `${state}: ${message}${behaves} ${advice}${way}`;
}

const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
