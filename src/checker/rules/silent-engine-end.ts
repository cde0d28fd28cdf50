/**
 * Rule: who hands the caller to an assistant, a relay or a stream notices when it is over. It ends without ending the
 * call, and then the leg is answered and silent (Telnyx docs: conversation relay).
 */
import type { AnyStateNode } from 'xstate';
import type { CommandName } from '../../telnyx/commands/registry.ts';
import type { Found, Rule } from '../finding.ts';
import { type CommandUse, hasParam } from '../model/command-use.ts';
import type { CommandInFacts } from '../model/fixpoint.ts';
import { pathOf } from '../model/flow-model.ts';
import { addressedLeg } from '../model/leg-changes.ts';
import { FIRST } from '../model/leg-facts.ts';
import type { Subject } from '../model/subject.ts';
import { onceEach } from './once-each.ts';

/** The rule. */
export const silentEngineEnd: Rule = {
  code: 'silent-engine-end',
  severity: 'error',
  reason: 'The assistant is done, or its connection broke, and the caller stays on the line with nobody.',
  advice: 'Handle `call.conversation.ended`; for a stream `streaming.stopped` and `streaming.failed`.',
  bad: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'talking' } },
    talking: {
      entry: startAIAssistant({ assistant: { id: 'assistant-1' } }),
      on: { 'command.failed.startAIAssistant': 'done' },
    },
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'answering',
  on: { 'call.conversation.ended': '.done' },
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'talking' } },
    talking: {
      entry: startAIAssistant({ assistant: { id: 'assistant-1' } }),
      on: { 'command.failed.startAIAssistant': 'done' },
    },
    done: { type: 'final' },
  },
}`,
  find: (subject) => onceEach(subject.facts.commands.flatMap((command) => unheard(command, subject))),
};

/** What tells of its end, all of it. */
function endsOf(use: CommandUse): readonly string[] {
  const own = ENDS[use.command];
  if (own !== undefined) return own;
  if (use.command === 'startStreaming' && hasParam(use, 'stream_bidirectional_mode')) {
    return ['streaming.stopped', 'streaming.failed'];
  }
  const converses = hasParam(use, 'assistant') || hasParam(use, 'conversation_relay_config');
  return use.command === 'answer' && converses ? ['call.conversation.ended'] : [];
}

const ENDS: Readonly<Partial<Record<CommandName, readonly string[]>>> = {
  startAIAssistant: ['call.conversation.ended'],
  joinAIAssistant: ['call.conversation.ended'],
  startConversationRelay: ['call.conversation.ended'],
  gatherUsingAI: ['call.ai_gather.ended'],
};

function unheard({ use, leaves, scene, node }: CommandInFacts, subject: Subject): Found[] {
  const key = addressedLeg(use, scene);
  const ends = endsOf(use).map((type) => (key === FIRST ? type : `${String(key)}.${type}`));
  if (key === undefined || ends.length === 0) return [];
  const waiting = use.command === 'answer' ? afterAnswer(leaves, subject) : leaves;
  const lacking = waiting
    .filter((leaf) => leaf.type !== 'final')
    .flatMap((leaf) => ends.filter((event) => !subject.handles(leaf, event)));
  const [one] = lacking;
  if (one === undefined) return [];
  return [{ state: pathOf(node), message: `${use.command} may end by itself, and nothing takes "${one}".` }];
}

/** What is answered with starts when the call is answered. */
function afterAnswer(leaves: readonly AnyStateNode[], { model }: Subject): readonly AnyStateNode[] {
  const next = leaves.flatMap((leaf) =>
    model
      .waysFrom(leaf)
      .filter(({ event }) => event === 'call.answered')
      .flatMap(({ to }) => to),
  );
  return next.length === 0 ? leaves : next;
}
