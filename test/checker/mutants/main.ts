/**
 * `npm run check:mutants [file…]`: puts small mistakes into the shipped flows, and prints how many of those that do harm
 * on the phone `callchart check` finds. When all flows ran, it is written to docs/check-mutants.md.
 */
import { writeFileSync } from 'node:fs';
import { judge, type Judged } from './campaign.ts';
import { mutantsPage, type Tally } from './mutants-page.ts';
import { shipped, shippedFiles } from './shipped.ts';

const given = process.argv.slice(2);
const effort = {
  mutants: Number(process.env['CALLCHART_MUTANTS'] ?? 100),
  calls: Number(process.env['CALLCHART_MUTANT_CALLS'] ?? 18),
  mostStates: 8_000,
};

const tallies: Tally[] = [];
for (const file of given.length === 0 ? shippedFiles() : given) {
  const { module, calling } = await shipped(file);
  const began = Date.now();
  const told = ({ operator, what, harms, isCaught }: Judged): void => {
    if (harms.length > 0 && !isCaught) console.error(`  survives: ${operator}, ${what} (${harms.join('; ')})`);
  };
  console.error(`${file} …`);
  const judged = await judge(module, calling, effort, told);
  tallies.push({ file, judged });
  const harmful = judged.filter(({ harms }) => harms.length > 0);
  const found = harmful.filter(({ isCaught }) => isCaught).length;
  console.error(`  ${found} of ${harmful.length} that do harm are found`);
  console.error(`  ${judged.length} mutants in ${Math.round((Date.now() - began) / 1_000)} s`);
}
const page = mutantsPage(tallies, effort);
console.log(page);
if (given.length === 0) writeFileSync(new URL('../../../docs/check-mutants.md', import.meta.url), page);
