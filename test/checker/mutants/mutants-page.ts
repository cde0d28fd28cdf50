/** docs/check-mutants.md, made from what campaigns found, as it is kept in figures.json. */
import { type Campaign, type Effort, type Judged, noMore } from './campaign.ts';
import { operators } from './mutations.ts';

/** How many of some mutants became what. */
interface Count {
  readonly mutants: number;
  /** They do harm. */
  readonly harmful: number;
  /** They do harm and are found. */
  readonly found: number;
  /** Their harm shows on the phone: they do not only lead past a state. Not counted in older campaigns. */
  readonly onPhone?: number;
  /** That, and they are found. */
  readonly onPhoneFound?: number;
  /** They are found, and were not seen to do harm. */
  readonly beside: number;
  /** Of the rest: nobody at a phone can tell them from the flow itself; no difference was seen; they are told apart. */
  readonly same: number;
  readonly alike: number;
  readonly different: number;
}

/** What became of the mutants of one flow. */
interface FlowFigures extends Effort {
  readonly ofAll: number;
  readonly counts: Readonly<Record<string, Count>>;
  readonly survivors: readonly Pick<Judged, 'operator' | 'what' | 'harms'>[];
}

/** The figures of all flows, by their files. */
export type Figures = Record<string, FlowFigures>;

/** What is kept of a campaign. */
export function figuresOf({ ofAll, judged }: Campaign, effort: Effort): FlowFigures {
  const counts = operators.map((operator) => [operator, countOf(judged.filter((one) => one.operator === operator))]);
  const survivors = judged
    .filter(({ harms, isCaught }) => harms.length > 0 && !isCaught)
    .map(({ operator, what, harms }) => ({ operator, what, harms }));
  return { ...effort, ofAll, counts: Object.fromEntries(counts) as FlowFigures['counts'], survivors };
}

/** The figures with some of the survivors found by a later check. */
export function withFound(figures: FlowFigures, found: readonly FlowFigures['survivors'][number][]): FlowFigures {
  const counts = Object.entries(figures.counts).map(([operator, count]) => {
    const more = found.filter((one) => one.operator === operator);
    const onPhone = more.filter(({ harms }) => isOnPhone(harms)).length;
    const told = count.onPhoneFound === undefined ? {} : { onPhoneFound: count.onPhoneFound + onPhone };
    return [operator, { ...count, found: count.found + more.length, ...told }];
  });
  const survivors = figures.survivors.filter((one) => !found.includes(one));
  return { ...figures, counts: Object.fromEntries(counts) as FlowFigures['counts'], survivors };
}

/** Somebody at a phone suffers from it. */
const isOnPhone = (harms: readonly string[]): boolean => harms.some((harm) => !harm.startsWith(noMore));

function countOf(judged: readonly Judged[]): Count {
  const many = (fits: (one: Judged) => boolean): number => judged.filter((one) => fits(one)).length;
  return {
    mutants: judged.length,
    harmful: many(({ harms }) => harms.length > 0),
    found: many(({ harms, isCaught }) => harms.length > 0 && isCaught),
    onPhone: many(({ harms }) => isOnPhone(harms)),
    onPhoneFound: many(({ harms, isCaught }) => isOnPhone(harms) && isCaught),
    beside: many(({ harms, isCaught }) => harms.length === 0 && isCaught),
    same: many(({ likeness }) => likeness === 'same'),
    alike: many(({ likeness }) => likeness === 'alike'),
    different: many(({ likeness }) => likeness === 'different'),
  };
}

const sum = (counts: readonly Count[]): Count => {
  const add = (key: keyof Count): number => counts.reduce((total, one) => total + (one[key] ?? 0), 0);
  return {
    mutants: add('mutants'),
    harmful: add('harmful'),
    found: add('found'),
    onPhone: add('onPhone'),
    onPhoneFound: add('onPhoneFound'),
    beside: add('beside'),
    same: add('same'),
    alike: add('alike'),
    different: add('different'),
  };
};

/** The page. */
export function mutantsPage(figures: Figures): string {
  const flows = Object.entries(figures).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const of = (operator: string): Count => sum(flows.flatMap(([, { counts }]) => counts[operator] ?? []));
  const all = sum(flows.flatMap(([, { counts }]) => Object.values(counts)));
  const rows = [
    ...flows.map(([file, { counts, ofAll }]) => row(`\`${file}\``, sum(Object.values(counts)), ofAll)),
    ...operators.map((operator) => row(operator, of(operator))),
    row(
      '**all**',
      all,
      flows.reduce((total, [, { ofAll }]) => total + ofAll, 0),
    ),
  ];
  const survivors = flows.flatMap(([file, one]) =>
    one.survivors.map(({ operator, what, harms }) => `- \`${file}\`, ${operator}: ${what}. Seen: ${harms.join('; ')}.`),
  );
  const ledPast = flows
    .flatMap(([, one]) => one.survivors)
    .filter(({ harms }) => harms.every((harm) => harm.startsWith(noMore)));
  const counted = flows.filter(([, { counts }]) => Object.values(counts).every(({ onPhone }) => onPhone !== undefined));
  const onPhone = sum(counted.flatMap(([, { counts }]) => Object.values(counts)));
  const [[, effort] = [undefined, undefined]] = flows;
  return `# Mistakes that callchart check finds

Of **${all.harmful}** mistakes that do harm the check finds **${all.found}**: **${share(all)}**. Written by \`npm run check:mutants\`; \`npm run check:mutants -- machines/voicemail.ts\` does one flow again, \`npm run check:mutants -- --survivors\` only what is listed below, with the check as it is now.

${onPhoneWords(onPhone, counted.length, flows.length)}

It puts one mistake at a time into the shipped flows, drawn from all that there are by a seed (\`CALLCHART_MUTANT_SEED\`, here "${effort?.seed ?? ''}"), as many as \`CALLCHART_MUTANTS\` a flow: a target is changed to each of its neighbours, a handler, a timer, a guard or a command is taken away. What it does is found out without the checker, by two criteria that a machine decides:

- **It does harm** when ${effort?.calls ?? 0} random calls (\`CALLCHART_MUTANT_CALLS\`) in the simulator, with the runtime and the realistic times, in fair weather, with commands refused, and with webhooks reordered or lost, show what the same calls of the flow itself do not: an answered leg hears nothing for more than 10 s, a phone rings on for a caller who is gone, a command is refused as wrong, the flow throws, a call does not end; or a state to which those calls come three times or more is not come to any more.
- **It is the same for every caller** when flow and mutant, explored in step with the same people doing the same things at the same times and each webhook lost or late and each command refused or unanswered, send the same commands at the same times all the way to the end. Nobody at a phone can tell them apart. ("Not told apart" looked at as much as was to be spent, and saw no difference.)

Then the flow is checked, with at most ${effort?.mostStates ?? 0} moments explored. A mistake that is found without having been seen to do harm is often one that waits for a fault that the random calls did not have. One that is told apart and does no harm is another flow, as good as the first: what was meant, only the flow's own tests can tell.

| Flow, mistake | of | mutants | do harm | of those found | share | found without harm seen | the same for every caller | not told apart | told apart, no harm seen |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}

## Not found

Of ${survivors.length}, ${ledPast.length} lead past a state and break no other promise: the flow does something else than was meant, and the check does not know what was meant. They count as harm all the same.

${survivors.length === 0 ? 'None.' : survivors.join('\n')}
`;
}

/** The same without those that only lead past a state. */
function onPhoneWords(
  { onPhone = 0, onPhoneFound = 0, harmful, found }: Count,
  flows: number,
  ofFlows: number,
): string {
  const part = share({ harmful: onPhone, found: onPhoneFound });
  const past = share({ harmful: harmful - onPhone, found: found - onPhoneFound });
  const where = flows === ofFlows ? '' : ` (counted in ${flows} of the ${ofFlows} flows)`;
  return `Somebody at a phone suffers from ${onPhone} of them, of which ${onPhoneFound} are found: ${part}. One that does not even load counts among these, and as found. The other ${harmful - onPhone} only lead past a state, to another that is harmless; ${found - onPhoneFound} of these are found: ${past}${where}.`;
}

const share = ({ harmful, found }: Pick<Count, 'harmful' | 'found'>): string =>
  harmful === 0 ? '–' : `${((100 * found) / harmful).toFixed(1)} %`;

function row(name: string, count: Count, ofAll?: number): string {
  const { mutants, harmful, found, beside, same, alike, different } = count;
  const cells = [name, ofAll ?? '', mutants, harmful, found, share(count), beside, same, alike, different];
  return `| ${cells.join(' | ')} |`;
}
