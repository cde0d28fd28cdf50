/**
 * Rule: who asks for a connection says what happens without it. Unhandled, the engine's fallback apologises and hangs
 * up, which is safe and seldom what is wanted.
 */
import type { AnyStateNode } from 'xstate';
import type { CommandName } from '../../telnyx/commands/registry.ts';
import type { Found, Rule } from '../finding.ts';
import { roleMade } from '../model/command-use.ts';
import { type PlacedCommand, pathOf } from '../model/flow-model.ts';
import type { CommandInFacts } from '../model/fixpoint.ts';
import type { Subject } from '../model/subject.ts';
import { onceEach } from './once-each.ts';

const CONNECTS: ReadonlySet<CommandName> = new Set<CommandName>([
  'dial',
  'transfer',
  'bridge',
  'enqueue',
  'refer',
  'startAIAssistant',
  'startConversationRelay',
]);

/** The rule. */
export const unhandledFailure: Rule = {
  code: 'unhandled-failure',
  severity: 'warning',
  reason: 'The connection fails, and the caller hears the apology of the fallback instead of a way on.',
  advice: 'Handle `command.failed.<command>`; for dial and transfer `legs.ended.<role>` will do.',
  bad: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'queueing' } },
    queueing: {
      entry: enqueue({ queue_name: 'support', max_wait_time_secs: 300 }),
      on: { 'call.dequeued': 'done' },
    },
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'answering',
  on: { 'command.failed.*': '.done' },
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'queueing' } },
    queueing: {
      entry: enqueue({ queue_name: 'support', max_wait_time_secs: 300 }),
      on: { 'call.dequeued': 'done' },
    },
    done: { type: 'final' },
  },
}`,
  find: (subject) =>
    onceEach(
      subject.facts.commands.filter(({ use }) => CONNECTS.has(use.command)).flatMap((one) => unhandledOf(one, subject)),
    ),
};

function unhandledOf({ use, leaves, node }: CommandInFacts, subject: Subject): Found[] {
  const role = roleMade(use);
  const events = [`command.failed.${use.command}`, ...(role === undefined ? [] : [`legs.ended.${role}`])];
  const resting = restingAfter(leaves, subject);
  const lacking = resting.find((leaf) => !events.some((event) => subject.handles(leaf, event)));
  if (lacking === undefined || isTheOnlyLeg(use, subject)) return [];
  return [{ state: pathOf(node), message: `Nothing in "${pathOf(lacking)}" handles command.failed.${use.command}.` }];
}

/** Where the answer to the command finds the flow: what passes on at once is passed. */
function restingAfter(leaves: readonly AnyStateNode[], { model, resting }: Subject): readonly AnyStateNode[] {
  const seen = new Set(leaves);
  for (const leaf of seen) {
    if (resting.includes(leaf)) continue;
    for (const way of model.waysFrom(leaf)) if (way.event === 'always') for (const next of way.to) seen.add(next);
  }
  return [...seen].filter((leaf) => resting.includes(leaf));
}

/** An outbound flow that reaches nobody has nobody to talk to; but one with an output means to say so. */
const isTheOnlyLeg = (use: PlacedCommand['use'], { model }: Subject): boolean =>
  use.command === 'dial' &&
  !model.incoming &&
  roleMade(use) === model.firstRole &&
  model.flow.machine.config.output === undefined;
