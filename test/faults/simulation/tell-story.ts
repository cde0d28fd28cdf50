/** A story that did not go as promised, as text: what was broken, how to play it again, and the ladder. */
import type { broken, Story } from './invariants.ts';

/** Tells it. */
export function tellStory(seed: number, story: Story, complaints: ReturnType<typeof broken>): string {
  const start = story.rungs[0]?.at ?? 0;
  const moment = (at: number): string => ((at - start) / 1_000).toFixed(3).padStart(10);
  const rungs = story.rungs.map(({ at, direction, leg, name, detail, status, note, body }) => {
    const arrow = { command: '<-', webhook: '->', party: '  ' }[direction];
    const id = (body as { readonly command_id?: string } | undefined)?.command_id;
    return { at, text: `${leg ?? ' '} ${arrow} ${name} ${detail} ${status ?? ''} ${id ?? ''} ${note ?? ''}` };
  });
  const outages = story.outages.flatMap(({ from, until }) => [
    { at: from, text: '*** dies' },
    { at: until, text: '*** starts' },
  ]);
  const lines = [...rungs, ...outages].toSorted((a, b) => a.at - b.at).map(({ at, text }) => `${moment(at)} ${text}`);
  return [
    `Seed ${seed} broke promises:`,
    ...complaints.map(({ promise, how }) => `- ${promise}:\n  ${how.join('\n  ')}`),
    'Play it again: CALLCHART_FAULT_SEEDS=1 ' +
      `CALLCHART_FAULT_SEED=${seed} npx vitest run test/faults/simulation/simulation.test.ts`,
    ...lines,
  ].join('\n');
}
