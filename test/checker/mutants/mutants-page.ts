/** docs/check-mutants.md, made from what a campaign found. */
import type { Effort, Judged } from './campaign.ts';
import { operators } from './mutations.ts';

/** The mutants of one flow. */
export interface Tally {
  readonly file: string;
  readonly judged: readonly Judged[];
}

// How such harm begins (campaign.ts).
const cutOff = 'nobody comes to ';

/** The page. */
export function mutantsPage(tallies: readonly Tally[], { calls, mutants }: Effort): string {
  const all = tallies.flatMap(({ judged }) => judged);
  const rows = [
    ...tallies.map(({ file, judged }) => row(`\`${file}\``, judged)),
    ...operators.map((operator) =>
      row(
        operator,
        all.filter((one) => one.operator === operator),
      ),
    ),
    row('**all**', all),
  ];
  const survivors = tallies.flatMap(({ file, judged }) =>
    judged
      .filter(({ harms, isCaught }) => harms.length > 0 && !isCaught)
      .map(({ operator, what, harms }) => `- \`${file}\`, ${operator}: ${what}. Seen: ${harms.join('; ')}.`),
  );
  const missed = all.filter(({ harms, isCaught }) => harms.length > 0 && !isCaught);
  const ledPast = missed.filter(({ harms }) => harms.every((harm) => harm.startsWith(cutOff)));
  return `# Mistakes that callchart check finds

Written by \`npm run check:mutants\`. It puts one mistake at a time into the flows of the table, as many as ${mutants} a flow (\`CALLCHART_MUTANTS\`) drawn by a seed: a target is changed to each of its neighbours, a handler, a timer, a guard or a command is taken away. Whether that does harm is found out without the checker: ${calls} random calls of each mutant (\`CALLCHART_MUTANT_CALLS\`) are played in the simulator, with the runtime and the realistic times, in fair weather, with commands refused, and with webhooks reordered or lost. Harm is what those calls show and the same calls of the flow itself do not: an answered leg hears nothing for more than 10 s, a phone rings on for a caller who is gone, a command is refused as wrong, the flow throws, a call does not end; or a state to which those calls come is not come to any more. Then the flow is checked, with at most 8 000 moments explored.

A mistake that is found without having been seen to do harm is often one that waits for a fault that the random calls did not have.

| Flow, mistake | mutants | do harm | of those found | share | found without harm seen | neither |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}

## Not found

Of ${missed.length}, ${ledPast.length} lead past a state and break no other promise: the flow does something else than was meant, and the check does not know what was meant. They count as harm all the same.

${survivors.length === 0 ? 'None.' : survivors.join('\n')}
`;
}

function row(name: string, judged: readonly Judged[]): string {
  const harmful = judged.filter(({ harms }) => harms.length > 0);
  const others = judged.filter(({ harms }) => harms.length === 0);
  const found = harmful.filter(({ isCaught }) => isCaught).length;
  const alsoFound = others.filter(({ isCaught }) => isCaught).length;
  const share = harmful.length === 0 ? '–' : `${((100 * found) / harmful.length).toFixed(1)} %`;
  return `| ${[name, judged.length, harmful.length, found, share, alsoFound, others.length - alsoFound].join(' | ')} |`;
}
