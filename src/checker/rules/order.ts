/**
 * Rule: nothing waits for what may have come already. A leg that is put through is answered and bridged within a moment,
 * and Telnyx keeps no order between the webhooks that tell so. Other pairs the exploration tries.
 */
import type { Found, Rule } from '../finding.ts';
import { roleMade } from '../model/command-use.ts';
import { readEventName } from '../model/event-names.ts';
import { pathOf, type Way } from '../model/flow-model.ts';
import { doesSomething, type Subject } from '../model/subject.ts';
import { onceEach } from './once-each.ts';

/** The rule. */
export const order: Rule = {
  code: 'order',
  severity: 'warning',
  reason: 'Two webhooks come in the other order, and the flow waits for one that it has passed over already.',
  advice: 'Take the later one in the state before as well, or wait for it alone: Telnyx keeps no order.',
  bad: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'sales' } },
    sales: {
      entry: transfer({ as: 'sales', to: '+15550100', timeout_secs: 20 }),
      on: { 'sales.call.answered': 'joining', 'legs.ended.sales': 'nobody', 'command.failed.transfer': 'nobody' },
      after: { 30_000: 'nobody' },
    },
    joining: { on: { 'sales.call.bridged': 'connected', 'legs.ended.sales': 'nobody' }, after: { 5_000: 'nobody' } },
    connected: { on: { 'legs.ended.sales': 'done' } },
    nobody: {
      entry: [hangup({ leg: 'sales' }), speak({ payload: 'Nobody is free.' })],
      on: { 'call.speak.ended': 'done' },
      after: { 9_000: 'done' },
    },
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'answering',
  states: {
    answering: { entry: answer(), on: { 'call.answered': 'sales' } },
    sales: {
      entry: transfer({ as: 'sales', to: '+15550100', timeout_secs: 20 }),
      on: {
        'sales.call.answered': 'joining',
        'sales.call.bridged': 'connected', // whichever comes first
        'legs.ended.sales': 'nobody',
        'command.failed.transfer': 'nobody',
      },
      after: { 30_000: 'nobody' },
    },
    joining: { on: { 'sales.call.bridged': 'connected', 'legs.ended.sales': 'nobody' }, after: { 5_000: 'nobody' } },
    connected: { on: { 'legs.ended.sales': 'done' } },
    nobody: {
      entry: [hangup({ leg: 'sales' }), speak({ payload: 'Nobody is free.' })],
      on: { 'call.speak.ended': 'done' },
      after: { 9_000: 'done' },
    },
    done: { type: 'final' },
  },
}`,
  find: (subject) =>
    onceEach(
      subject.model.ways.filter(({ from }) => subject.resting.includes(from)).flatMap((way) => missedOn(way, subject)),
    ),
};

/** What is bridged as soon as it is answered, and the state in between that waits for the bridge alone. */
function missedOn(way: Way, { model }: Subject): Found[] {
  const name = readEventName(way.event);
  const { role } = name.kind === 'telnyx' && name.type === 'call.answered' ? name : { role: undefined };
  if (role === undefined || way.commands.some(({ use }) => use.command === 'bridge')) return [];
  const isPutThrough = model.commands.some(
    ({ use }) => roleMade(use) === role && (use.command === 'transfer' || use.params['bridge_on_answer'] !== undefined),
  );
  if (!isPutThrough) return [];
  return [`${role}.call.bridged`, 'call.bridged'].flatMap((bridged) =>
    way.to
      .filter((leaf) => leaf !== way.from && model.candidatesFor(leaf, bridged).some((one) => doesSomething(one)))
      .filter(() => !model.candidatesFor(way.from, bridged).some((one) => doesSomething(one)))
      .map((leaf) => ({
        state: pathOf(leaf),
        message: `It waits for "${bridged}", which may come before "${way.event}" and is passed over then.`,
      })),
  );
}
