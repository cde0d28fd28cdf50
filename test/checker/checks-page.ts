/** docs/checks.md, made from the rules themselves. */
import type { RuleFacts } from '../../src/checker/finding.ts';

/** The page. */
export function checksPage(rules: readonly RuleFacts[]): string {
  const list = rules.map(({ code, severity, reason }) => `| [\`${code}\`](#${code}) | ${severity} | ${reason} |`);
  const entries = rules.map(
    ({ code, severity, reason, advice, bad, good }) =>
      `## ${code}\n\n${reason} (${severity})\n\n${advice}\n${bad === '' ? '' : `\nBreaks it:\n\n\`\`\`js\n(${bad})\n\`\`\`\n\nDoes not:\n\n\`\`\`js\n(${good})\n\`\`\`\n`}`,
  );
  return `# The rules of callchart check

One entry per code, as \`callchart check --explain <code>\` prints it. The fragments are what stands in \`createMachine\` beside \`id\` and \`version\`; the suite runs each of them. How to use the command: [check.md](check.md).

| Code | Severity | What goes wrong |
| --- | --- | --- |
${list.join('\n')}

${entries.join('\n')}`;
}
