/**
 * A violation as a test in Vitest: the same call in the simulator, at the same times, and the expectation that is not
 * met as long as the flow is as it is.
 */
import { legName } from '../carrier/carrier-state.ts';
import type { Act } from './moves.ts';
import type { FoundViolation } from './explored.ts';
import { startOf } from './start-times.ts';
import type { Limits } from './violation.ts';
import type { WalkedStep } from './walk.ts';

/** What happens at a time of the call. */
interface Deed {
  readonly atMs: number;
  readonly line: string;
}

/** A violation that is written down. */
export interface WrittenViolation {
  readonly title: string;
  /** How the call begins, options of the simulator, and what happens in it: statements with `line` in scope. */
  readonly variants: string;
  /** When the call begins, ISO 8601; undefined: whenever the simulator begins. */
  readonly startAt: string | undefined;
  readonly tasks: readonly string[];
  readonly body: readonly string[];
}

/** What people do, and what goes wrong, at which times: statements with `line` in scope, and the time of the last. */
export function writeWay(
  steps: readonly WalkedStep[],
  given: { readonly incoming: boolean; readonly flowId: string; readonly input: unknown },
): { readonly body: string[]; readonly nowMs: number } {
  const call = given.incoming
    ? `line.call({ from: '+15550100010', to: '+15550100011' });`
    : `await line.runtime.startCall({ flow: ${JSON.stringify(given.flowId)}, key: 'call', input: ${JSON.stringify(given.input)} });`;
  const body = [`line.simulator.onDial(/./, 'no answer'); // who answers does so below`, call];
  let nowMs = 0;
  for (const { atMs, line } of steps.flatMap((step) => deedsOf(step, steps))) {
    if (atMs > nowMs) body.push(`await line.advance(${ms(atMs - nowMs)});`);
    nowMs = Math.max(nowMs, atMs);
    body.push(line);
  }
  return { body, nowMs };
}

/** Writes a violation down. */
export function writeViolation(
  found: FoundViolation,
  steps: readonly WalkedStep[],
  given: { readonly incoming: boolean; readonly flowId: string; readonly input: unknown; readonly limits: Limits },
): WrittenViolation {
  const { violation, variant } = found;
  const { body, nowMs } = writeWay(steps, given);
  body.push(...endOf(found, nowMs, steps, given.limits));
  return {
    title: `${violation.code} in ${violation.state}: ${violation.message}`,
    variants: variant === undefined ? '' : `${variant.name}: ${JSON.stringify(variant.value)}`,
    startAt: startOf(found.node),
    tasks: steps.flatMap(({ node }) => {
      const act = node.move?.act;
      if (act?.kind !== 'task') return [];
      return [
        `[${JSON.stringify(act.id)}, ${typeof act.end === 'string' ? JSON.stringify(act.end) : `{ output: ${JSON.stringify(act.end.output)} }`}]`,
      ];
    }),
    body,
  };
}

const ms = (value: number): string => String(value).replaceAll(/\B(?=(\d{3})+$)/g, '_');

function deedsOf({ node, from, reached, webhook }: WalkedStep, steps: readonly WalkedStep[]): Deed[] {
  const { move, commandFault, webhookFault } = node;
  const { now } = reached.world.carrier;
  const deeds: Deed[] = [];
  const armedAt = Math.max(from.carrier.now, now - 1);
  if (commandFault !== undefined) {
    const { name, leg } = reached.commands[commandFault.site] ?? { name: '', leg: undefined };
    const before = reached.commands.slice(0, commandFault.site);
    const nth = before.filter((one) => one.name === name && one.leg === leg).length + 1;
    const match = [`name: '${name}'`, ...(leg === undefined || name === 'dial' ? [] : [`leg: '${legName(leg)}'`])];
    const status = commandFault.kind === 'refused' ? 422 : 503;
    const which = commandFault.kind === 'refused' ? [`nth: ${nth}`] : [`times: ${attemptsOf(steps)}`];
    deeds.push({
      atMs: armedAt,
      line: `line.simulator.faults.command({ ${[...match, ...which].join(', ')} }, { status: ${status} });`,
    });
  }
  if (webhook !== undefined && webhookFault !== undefined) {
    const same = reached.webhooks.filter(({ event, leg }) => event === webhook.event && leg === webhook.leg);
    const nth = same.indexOf(webhook) + 1;
    const fault = webhookFault.kind === 'lost' ? 'drop' : 'reorder';
    deeds.push({
      atMs: armedAt,
      line: `line.simulator.faults.webhook({ name: '${webhook.event}', leg: '${legName(webhook.leg)}', nth: ${nth} }, '${fault}');`,
    });
  }
  if (move?.act !== undefined) {
    const line = lineOf(move.act);
    if (line !== undefined) deeds.push({ atMs: now, line });
  }
  return deeds;
}

/** How often the command that nobody answers was tried. */
function attemptsOf(steps: readonly WalkedStep[]): number {
  const sent = steps.flatMap(({ reached }) => reached.world.sending.filter((one) => one.isUnavailable));
  return Math.max(1, ...sent.map(({ attempts }) => attempts)) + 1;
}

function lineOf(act: Act): string | undefined {
  const party = 'leg' in act ? `line.simulator.party('${legName(act.leg)}')` : '';
  switch (act.kind) {
    case 'hangs up':
      return `${party}.hangUp();`;
    case 'answers': {
      const { verdict, beep } = act.by;
      const by = [`verdict: '${verdict}'`, ...(verdict === 'machine' && !beep ? ['beep: false'] : [])];
      return `${party}.answer({ ${by.join(', ')} });`;
    }
    case 'rejects':
      return `${party}.reject('${act.how}');`;
    case 'presses':
      return `${party}.press('${act.keys}');`;
    case 'ends conversation':
      return `${party}.endConversation(${act.reason === null ? '' : `'${act.reason}'`});`;
    case 'tells':
      return `${party}.tell({});`;
    case 'drops streams':
      return `${party}.dropStreams();`;
    case 'event':
      return `await line.runtime.send((await line.state()).callId, { key: String(line.clock.now()), type: '${act.type}', payload: ${JSON.stringify(act.payload)} });`;
    case 'task':
      return undefined;
    default:
      return act satisfies never;
  }
}

/** Turns the clock to where it shows, and says what should be the case. */
function endOf({ violation }: FoundViolation, nowMs: number, steps: readonly WalkedStep[], limits: Limits): string[] {
  const { code, atMs } = violation;
  // What shows while time passes shows before the next thing happens.
  const lastMs = code === 'dead-air' || code === 'caller-gone' ? 0 : (steps.at(-1)?.reached.world.carrier.now ?? 0);
  const endMs = Math.max(atMs, lastMs, nowMs);
  const turn = (ms_: number): string[] => (ms_ > 0 ? [`await line.advance(${ms(ms_)});`] : []);
  const { message } = violation;
  const command = /^(\w+) /.exec(message)?.[1] ?? '';
  switch (code) {
    case 'dead-air': {
      const limitMs = Number(/for ([\d.]+) s\.$/.exec(message)?.[1]) * 1_000 || limits.silenceMs;
      return [
        ...turn(endMs - nowMs),
        `const silences = line.simulator.legs().map((leg) => leg.longestDeadAirMs);`,
        `expect(Math.max(...silences)).toBeLessThan(${ms(limitMs)});`,
      ];
    }
    case 'caller-gone':
      return [
        ...turn(endMs - nowMs),
        `const ringing = line.simulator.legs().filter((leg) => leg.signalling === 'alerting');`,
        `expect(ringing).toEqual([]);`,
      ];
    case 'endless':
      return [
        ...turn(endMs - nowMs + 1_800_000),
        `expect((await line.state()).phase, 'half an hour later').not.toBe('active');`,
      ];
    case 'cut-off':
      return [
        ...turn(endMs - nowMs + 1_000),
        `const [said] = line.sent.filter(({ leg, command }) => leg === 'A' && /^(?:speak|startPlayback|gather.*|enqueue|hangup)$/.test(command)).slice(-2);`,
        'expect(`${said?.command} ${JSON.stringify(said?.body)}`, "before the hangup").toMatch(/^(?:speak|startPlayback) (?!.*infinity)/);',
      ];
    case 'flow-throws':
      return [
        ...turn(endMs - nowMs + 1),
        `const thrown = (await line.journal()).filter((entry) => entry.outcome === 'rolled_back');`,
        `expect(thrown.map((entry) => entry.note)).toEqual([]);`,
      ];
    case 'double':
      return [
        ...turn(endMs - nowMs + 1),
        `expect(line.commands.filter((command) => command === '${command}').length).toBeLessThan(${countOf(command, steps)});`,
      ];
    case 'order':
      return [
        ...turn(endMs - nowMs + 10_001),
        `const passedOver = (await line.journal()).filter((entry) => entry.outcome === 'ignored');`,
        `expect(passedOver.flatMap((entry) => entry.events.map((event) => event.type))).not.toContain('${/^It waits for "([^"]+)"/.exec(message)?.[1]}');`,
      ];
    case 'wrong-state':
      return [
        ...turn(endMs - nowMs + 200),
        `const failed = (await line.journal()).flatMap((entry) => entry.events.map((event) => event.type));`,
        `expect(failed).not.toContain('command.failed.${command}');`,
      ];
    default:
      return code satisfies never;
  }
}

const countOf = (command: string, steps: readonly WalkedStep[]): number =>
  steps.reduce((sum, { reached }) => sum + reached.commands.filter(({ name }) => name === command).length, 0);

/** A whole test file. `flowImport` is what its flow is imported as: `./front-desk.ts`. */
export function testFile(written: readonly WrittenViolation[], flowImport: string): string {
  const hasTasks = written.some(({ tasks }) => tasks.length > 0);
  const tests = written.map(({ title, variants, startAt, tasks, body }) => {
    const flow = tasks.length === 0 ? 'flow' : `scripted([${tasks.join(', ')}])`;
    const simulator = ['timing: modelTiming', ...(variants === '' ? [] : [`variants: { ${variants} }`])].join(', ');
    return `test(${JSON.stringify(title)}, async () => {
  const line = await simulate(${flow}, { ${startAt === undefined ? '' : `startAt: '${startAt}', `}simulator: { ${simulator} } });
${tasks.length === 0 ? '' : '  clock = line.clock;\n'}${body.map((statement) => `  ${statement}`).join('\n')}
  await line.close();
});
`;
  });
  return `/** Written by \`callchart check --write-test\`: calls that go wrong. Each test passes once the flow is mended. */
${hasTasks ? `import { fromPromise } from 'xstate';\n` : ''}import { expect, test } from 'vitest';
import { modelTiming } from 'callchart/checker';
import { simulate } from 'callchart/testing';
import * as flow from ${JSON.stringify(flowImport)};
${hasTasks ? scripted : ''}
${tests.join('\n')}`;
}

/** Tasks that end as the exploration had them end. */
const scripted = `
let clock: { schedule: (ms: number, run: () => void) => unknown };

/** The flow with tasks that end one after the other as they are listed, by the id of their \`invoke\`. */
function scripted(ends: [string, 'fails' | 'times out' | { output: unknown }][]): typeof flow {
  let next = 0;
  const logic = fromPromise(() => {
    const [, end] = ends[Math.min(next, ends.length - 1)] as (typeof ends)[number];
    if (typeof end === 'object') next += 1;
    return new Promise((resolve, reject) => {
      if (end === 'times out') return;
      const finish = () => (typeof end === 'object' ? resolve(end.output) : reject(new Error('Simulated failure')));
      clock.schedule(300, finish);
    });
  });
  const names = Object.keys(flow.default.implementations.actors);
  const actors = Object.fromEntries(names.map((name) => [name, logic]));
  return { ...flow, default: flow.default.provide({ actors } as never) } as typeof flow;
}
`;
