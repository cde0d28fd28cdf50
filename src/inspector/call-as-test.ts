/**
 * A call that happened as a test: what the people did, when, and what the flow is to do then. It is a beginning for a
 * person to go on from, and reads the journal alone.
 */
import type { CallState } from '../engine/call-state.ts';
import type { JournalEntry } from '../engine/journal.ts';
import { firstLeg } from '../engine/address.ts';
import { stateName } from '../replay/rung.ts';

/** The test's text. */
export function callAsTest(call: CallState, entries: readonly JournalEntry[]): string {
  const first = firstLeg(call.legs);
  const start = entries[0]?.at ?? call.createdAt;
  const acts = entries.flatMap((entry) => actOf(entry, call));
  const dialled = call.legs.filter(({ first: isFirst, to }) => !isFirst && to !== undefined);
  const commands = entries.flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect.type === 'command' ? [effect.command] : [])),
  );
  const begin =
    call.direction === 'incoming'
      ? [`const caller = line.call({ from: ${text(first?.from ?? '')}, to: ${text(first?.to ?? '')} });`]
      : [
          `// ${call.flow.id} was started from outside: give it the input that it needs.`,
          `await line.runtime.startCall({ flow: ${text(call.flow.id)}, key: 'test', input: {} });`,
        ];
  let at = start;
  const played = acts.flatMap((act) => {
    const waitMs = Math.max(0, act.at - at);
    at = Math.max(at, act.at);
    return [...(waitMs > 0 ? [`await line.advance(${waitMs});`] : []), ...act.lines];
  });
  const body = [
    'const line = await simulate(flow);',
    ...dialled.map(
      (leg) =>
        `line.simulator.onDial(${text(leg.to ?? '')}, ${leg.answeredAt === undefined ? "'no answer'" : "{ does: 'answer', afterMs: 4_000 }"});`,
    ),
    ...begin,
    ...played,
    'await line.untilOver();',
    `expect(line.commands).toEqual(${list(commands)});`,
    'await line.close();',
  ];
  return `import { expect, test } from 'vitest';
import { simulate } from 'callchart/testing';
import flow from './flow.ts'; // ${call.flow.id} version ${call.flow.version}

test(${text(`call of ${new Date(call.createdAt).toISOString()}`)}, async () => {
${body.map((line) => `  ${line}`).join('\n')}
});
`;
}

interface Act {
  readonly at: number;
  readonly lines: readonly string[];
}

/** What somebody did, and the state that it led to. */
function actOf({ at, input, from, to, effects }: JournalEntry, call: CallState): readonly Act[] {
  if (input.kind !== 'webhook') return [];
  const leg = call.legs.find(({ id }) => id === input.leg);
  const payload = (input.payload ?? {}) as Readonly<Record<string, unknown>>;
  const state = to !== undefined && from !== undefined && stateName(to) !== stateName(from) ? stateName(to) : undefined;
  const expected = state === undefined ? [] : [`// then in ${oneLine(state)}`];
  if (leg?.first === true && input.name === 'call.gather.ended' && typeof payload['digits'] === 'string') {
    const digits = payload['digits'];
    if (/^[0-9*#A-D]+$/.test(digits)) return [{ at, lines: [`caller.press(${text(digits)});`, ...expected] }];
    return digits === '' ? [] : [{ at, lines: ['// what was keyed here is private'] }];
  }
  if (leg?.first === true && input.name === 'call.hangup' && payload['hangup_source'] === 'caller')
    return [{ at, lines: ['caller.hangUp();', ...expected] }];
  return effects.some(({ type }) => type === 'phase') && expected.length > 0 ? [{ at, lines: expected }] : [];
}

const oneLine = (words: string): string => words.replaceAll(/\s+/g, ' ');

/** A text as TypeScript. What callers send (names, numbers) must not become code. */
const text = (value: string): string =>
  `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'").replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;

const list = (values: readonly string[]): string => `[${values.map(text).join(', ')}]`;
