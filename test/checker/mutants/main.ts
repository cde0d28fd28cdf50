/**
 * `npm run check:mutants [file…]`: puts small mistakes into the shipped flows, and prints how many of those that do harm
 * on the phone `callchart check` finds. What became of each flow's is kept in figures.json, and docs/check-mutants.md is
 * made of all that is in there.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { foundNow, judge, type Judged } from './campaign.ts';
import { type Figures, figuresOf, mutantsPage, withFound } from './mutants-page.ts';
import { shipped, shippedFiles } from './shipped.ts';

const kept = new URL('figures.json', import.meta.url);
const figures = JSON.parse(readFileSync(kept, 'utf8')) as Figures;
const given = process.argv.slice(2);
const effort = {
  mutants: Number(process.env['CALLCHART_MUTANTS'] ?? 300),
  seed: process.env['CALLCHART_MUTANT_SEED'] ?? 'mutants',
  calls: Number(process.env['CALLCHART_MUTANT_CALLS'] ?? 12),
  mostStates: 20_000,
};

const onlySurvivors = given.includes('--survivors');
for (const [file, one] of onlySurvivors ? Object.entries(figures) : []) {
  const found = foundNow((await shipped(file)).module, one.survivors, effort.mostStates);
  figures[file] = withFound(one, found);
  console.error(`${file}: ${found.length} of ${one.survivors.length} are found now`);
  for (const { operator, what } of found) console.error(`  found: ${operator}, ${what}`);
}
if (onlySurvivors) writeFileSync(kept, `${JSON.stringify(figures, undefined, 2)}\n`);

for (const file of onlySurvivors ? [] : given.length === 0 ? shippedFiles() : given) {
  const { module, calling } = await shipped(file);
  const began = Date.now();
  const told = ({ operator, what, harms, isCaught }: Judged): void => {
    if (harms.length > 0 && !isCaught) console.error(`  survives: ${operator}, ${what} (${harms.join('; ')})`);
  };
  console.error(`${file} …`);
  const campaign = await judge(module, calling, effort, told);
  figures[file] = figuresOf(campaign, effort);
  writeFileSync(kept, `${JSON.stringify(figures, undefined, 2)}\n`);
  const harmful = campaign.judged.filter(({ harms }) => harms.length > 0);
  const found = harmful.filter(({ isCaught }) => isCaught).length;
  console.error(`  ${found} of ${harmful.length} that do harm are found`);
  console.error(`  ${campaign.judged.length} mutants in ${Math.round((Date.now() - began) / 1_000)} s`);
}
const page = mutantsPage(figures);
console.log(page);
writeFileSync(new URL('../../../docs/check-mutants.md', import.meta.url), page);
