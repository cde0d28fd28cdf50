/**
 * `npm run bench [part…]`: runs the parts of the benchmark, prints what they found, and, when all of them ran, writes it
 * to docs/benchmarks.md.
 */
import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { parts } from './parts/index.ts';
import { machineLine, toMarkdown } from './report.ts';

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}

const intro = `# Benchmarks

Written by \`npm run bench\`; \`npm run bench -- <part>\` runs one part and prints it. Contestants of a table take turns in one run, so its ratios carry over to other machines; its absolute figures do not.

${machineLine()}`;

const texts: string[] = [];
for (const [name, run] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.error(`${name} …`);
  const text = toMarkdown(await run());
  console.log(`${text}\n`);
  texts.push(text);
}
if (asked.length === 0)
  writeFileSync(
    new URL('../docs/benchmarks.md', import.meta.url),
    await format([intro, ...texts].join('\n\n'), { parser: 'markdown' }),
  );
