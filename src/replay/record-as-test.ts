/**
 * A recorded call as the text of a Vitest file: the same people, the same faults, virtual time. It writes no file.
 */
import { callFacts } from './call-facts.ts';
import { commandsOf } from './drive.ts';
import type { RecordedCall } from './recorded-call.ts';
import { type Act, type Scene, sceneOf } from './scene.ts';

/** The text of the test. `flowFile` is what it imports, as written in an import. */
export function recordAsTest(record: RecordedCall, flowFile: string): string {
  const scene = sceneOf(record);
  const { callId, flow, createdAt, journal } = record;
  const commands = journal.flatMap((entry) => commandsOf(entry)).map(({ command }) => command);
  const facts = record.state && callFacts(record.state, record.state.at);
  const how =
    facts === undefined
      ? ''
      : ` It ${wentHow(facts.outcome)}${facts.failure === undefined ? '' : `: ${oneLine(facts.failure)}`}.`;
  return `/**
 * Call ${callId} of ${new Date(createdAt).toISOString()}, on ${flow.id}@${flow.version}.${how}
 * It says what happened. Change it to what should have happened, and then the flow until it passes.
 */
import { simulate } from 'callchart/testing';
import { expect, test } from 'vitest';
import * as flow from ${quoted(flowFile)};

test(${quoted(`call ${callId}`)}, async () => {
  const line = await simulate(flow);
${faults(scene)}${farEnds(scene)}${begin(scene)}${acts(scene, createdAt)}  await line.advance(60_000);
  expect(line.commands.filter((name) => !name.startsWith('GET '))).toEqual(${JSON.stringify(commands)});
${ending(record)}  await line.close();
});
`;
}

const wentHow = (outcome: string): string =>
  ({ failed: 'ended in the fallback', done: 'came to the end of its flow', ended: 'ended before its flow did' })[
    outcome
  ] ?? 'was still going on';

function faults({ commandFaults, webhookFaults }: Scene): string {
  return [
    ...commandFaults.map(({ match, fault }) => `line.simulator.faults.command(${literal(match)}, ${literal(fault)});`),
    ...webhookFaults.map(({ match, fault }) => `line.simulator.faults.webhook(${literal(match)}, ${literal(fault)});`),
  ]
    .map((text) => `  ${text}\n`)
    .join('');
}

/** Several calls to one number are answered in turn. */
function farEnds({ farEnds: all }: Scene): string {
  const byNumber = new Map<string, unknown[]>();
  for (const { to, farEnd } of all) byNumber.set(to, [...(byNumber.get(to) ?? []), farEnd]);
  return [...byNumber]
    .map(([to, ends]) => `  line.simulator.onDial(${quoted(to)}, ${literal(ends.length === 1 ? ends[0] : ends)});\n`)
    .join('');
}

function begin({ from, to, started }: Scene): string {
  if (started === undefined) return `  const caller = line.call(${literal({ from, to })});\n`;
  const { trigger: _trigger, ...input } = started;
  return `  await line.runtime.startCall({ flow: flow.default.id, input: ${literal(input)}, key: 'the call' });\n`;
}

function acts({ acts: all, started }: Scene, createdAt: number): string {
  let now = createdAt;
  return all
    .map((act) => {
      const wait = Math.max(0, act.at - now);
      now = Math.max(now, act.at);
      const first = act.leg === 'caller#1' && started === undefined;
      const party = first ? 'caller' : `line.simulator.party(${quoted(letterOf(act))})`;
      const does = act.does === 'press' ? `press(${quoted(act.keys ?? '')})` : 'hangUp()';
      const note = act.isPrivate === true ? ' // the keys were private: put in what leads where the call went' : '';
      return `${wait === 0 ? '' : `  await line.advance(${wait});\n`}  ${party}.${does};${note}\n`;
    })
    .join('');
}

/** The carrier names legs in the order in which they came to be. */
const letterOf = ({ leg }: Act): string => String.fromCharCode(leg === 'caller#1' ? 65 : 66);

function ending({ state }: RecordedCall): string {
  if (state === undefined) return '';
  return `  expect(await line.value()).toEqual(${JSON.stringify(state.machine.value)});\n`;
}

const quoted = (text: string): string =>
  `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`;

/** A value as people write it in TypeScript. */
function literal(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return `{ ${entries.map(([key, part]) => `${/^[a-z_]\w*$/i.test(key) ? key : quoted(key)}: ${literal(part)}`).join(', ')} }`;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll('*/', '* /');
