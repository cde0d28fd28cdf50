/**
 * Rule: who has a leg made notices when it does not come to be. A transfer that nobody answers ends with that leg's
 * hangup and leaves the caller parked, in silence.
 */
import type { AnyStateNode } from 'xstate';
import type { Found, Rule } from '../finding.ts';
import { numberParam, roleMade } from '../model/command-use.ts';
import { isWithin } from '../model/entering.ts';
import { type PlacedCommand, pathOf } from '../model/flow-model.ts';
import { keyOf } from '../model/leg-changes.ts';
import { FIRST } from '../model/leg-facts.ts';
import type { Subject } from '../model/subject.ts';
import { silenceLimitMs } from './dead-air.ts';

const defaultRingSecs = 30;

/** The rule. */
export const lostLeg: Rule = {
  code: 'lost-leg',
  severity: 'error',
  reason: 'When nobody answers, the new leg ends and the caller stays behind, parked and in silence.',
  advice: 'Handle `legs.ended.<role>` where the leg is waited for: it also tells of dials that failed.',
  bad: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'sales' } },
    sales: {
      entry: transfer({ as: 'sales', to: '+15550100' }),
      on: { 'sales.call.bridged': 'connected', 'command.failed.transfer': 'done' },
    },
    connected: { on: { 'legs.ended.sales': 'done' } },
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'sales' } },
    sales: {
      entry: transfer({ as: 'sales', to: '+15550100' }),
      on: { 'sales.call.bridged': 'connected', 'legs.ended.sales': 'done', 'command.failed.transfer': 'done' },
      after: { 45_000: 'done' },
    },
    connected: { on: { 'legs.ended.sales': 'done' } },
    done: { type: 'final' },
  },
}`,
  find: (subject) =>
    subject.resting.flatMap((leaf) => subject.model.commands.flatMap((placed) => lostIn(leaf, placed, subject))),
};

function lostIn(leaf: AnyStateNode, { use, node, place }: PlacedCommand, subject: Subject): Found[] {
  const role = roleMade(use);
  const waits = place === 'entry' && isWithin(leaf, node);
  if (role === undefined || !waits) return [];
  const isFirst = keyOf(role, subject.model) === FIRST;
  const ends = isFirst ? ['call.hangup', `legs.ended.${role}`] : [`legs.ended.${role}`, `${role}.call.hangup`];
  // An outbound flow whose only leg ends is over: the engine sees to that.
  if (isFirst || ends.some((event) => subject.handles(leaf, event))) return [];
  const ringMs = (numberParam(use, 'timeout_secs') ?? defaultRingSecs) * 1_000;
  const deadlineMs = subject.deadlineOf(leaf);
  const isBounded = deadlineMs !== undefined && (use.command === 'dial' || deadlineMs <= ringMs + silenceLimitMs);
  if (isBounded) return [];
  return [
    {
      state: pathOf(leaf),
      message: `${use.command} makes the leg "${role}", and nothing here handles its end (legs.ended.${role}).`,
    },
  ];
}
