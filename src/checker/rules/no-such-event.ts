/**
 * Rule: what a state listens to can come. An event that nothing under way here sends is waited for in vain; the load
 * check has refused names that no event has at all.
 */
import type { AnyStateNode } from 'xstate';
import type { Found, Rule } from '../finding.ts';
import { readEventName } from '../model/event-names.ts';
import { chainOf } from '../model/entering.ts';
import { pathOf } from '../model/flow-model.ts';
import { keyOf } from '../model/leg-changes.ts';
import { comesUnasked, producedEvents } from '../model/produced-events.ts';
import { roleMade } from '../model/command-use.ts';
import { doesSomething, type Subject } from '../model/subject.ts';
import { FIRST } from '../model/leg-facts.ts';

/** The rule. */
export const noSuchEvent: Rule = {
  code: 'no-such-event',
  severity: 'error',
  reason: 'The flow waits for an event that nothing it has asked for can send, so the caller waits too.',
  advice:
    'Wait for what the command does send: gatherUsingSpeak ends with `call.gather.ended`, premium detection has events of its own.',
  bad: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'menu' } },
    menu: {
      entry: gatherUsingSpeak({ payload: 'Press 1.', maximum_digits: 1, maximum_tries: 1, timeout_millis: 5_000 }),
      on: { 'call.speak.ended': 'done', 'call.gather.ended': 'done' },
      after: { 60_000: 'done' },
    },
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'greeting' } },
    greeting: {
      entry: speak({ payload: 'Hello.' }),
      on: { 'call.speak.started': 'listening' },
      after: { 9_000: 'done' },
    },
    listening: { on: { 'call.speak.ended': 'done' }, after: { 9_000: 'done' } }, // the speak goes on
    done: { type: 'final' },
  },
}`,
  find: (subject) => {
    const produced = producedEvents(subject.model);
    return subject.model.nodes.flatMap((node) => vainIn(node, subject, produced));
  },
};

type Produced = ReturnType<typeof producedEvents>;

/** A node listens in vain to what can come in none of its leaves. */
function vainIn(node: AnyStateNode, subject: Subject, produced: Produced): Found[] {
  const leaves = subject.model.leaves.filter(
    (leaf) => subject.model.reachable.has(leaf) && chainOf(leaf).includes(node),
  );
  if (leaves.length === 0) return [];
  return [...(node.transitions as Map<string, readonly unknown[]>).keys()].flatMap((descriptor) => {
    if (descriptor.includes('*')) return [];
    const takes = subject.model
      .candidatesFor(node, descriptor)
      .some((one) => one.source === node && doesSomething(one));
    if (!takes || leaves.some((leaf) => mayCome(descriptor, leaf, subject, produced))) return [];
    return [{ state: pathOf(node), message: `Nothing that is under way here can send "${descriptor}".` }];
  });
}

function mayCome(descriptor: string, leaf: AnyStateNode, subject: Subject, produced: Produced): boolean {
  const { model, facts } = subject;
  const name = readEventName(descriptor);
  if (name.kind === 'failed' || name.kind === 'succeeded') {
    return model.commands.some(({ use }) => use.command === name.command);
  }
  if (name.kind === 'legs ended') return name.role === 'added' || name.role === 'caller' || makes(name.role, subject);
  if (name.kind !== 'telnyx' || name.role === 'added') return true;
  const key = name.role === undefined ? FIRST : keyOf(name.role, model);
  if (key !== FIRST && !makes(name.role ?? '', subject)) return false;
  if (comesUnasked(name.type) || facts.isVague(leaf)) return true;
  const events = produced(leaf);
  return events === undefined || events.has(`${key} ${name.type}`);
}

/** Whether some command makes a leg of the role, or may. */
function makes(role: string, { model }: Subject): boolean {
  return (
    model.roles.open ||
    model.commands.some(
      ({ use }) => (use.command === 'dial' || use.command === 'transfer') && (roleMade(use) ?? role) === role,
    )
  );
}
