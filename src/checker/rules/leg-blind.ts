/**
 * Rule: where several legs share a role, the end of one of them is not the end of all. Of a ring group the losers hang
 * up as well.
 */
import type { Found, Rule } from '../finding.ts';
import { legsMade, roleMade } from '../model/command-use.ts';
import { type FlowModel, pathOf, type Way } from '../model/flow-model.ts';
import { keyOf } from '../model/leg-changes.ts';
import { FIRST } from '../model/leg-facts.ts';
import { readEventName } from '../model/event-names.ts';

/** The rule. */
export const legBlind: Rule = {
  code: 'leg-blind',
  severity: 'error',
  reason: 'Of several phones that ring, the first one to give up would end the call of all.',
  advice:
    'Handle `legs.ended.<role>`, which comes when the last leg of the role is over, instead of `<role>.call.hangup`.',
  bad: `{
  initial: 'ringing',
  states: {
    ringing: {
      entry: dial({ as: 'agent', to: ['+15550101', '+15550102'], timeout_secs: 20 }),
      on: { 'agent.call.answered': 'joining', 'agent.call.hangup': 'refused', 'command.failed.dial': 'refused' },
      after: { 40_000: 'refused' },
    },
    joining: {
      entry: [hangup({ leg: others('agent') }), bridge({ call_control_id: leg('agent') })],
      on: { 'call.bridged': 'connected', 'legs.ended.agent': 'refused', 'command.failed.bridge': 'refused' },
      after: { 10_000: 'refused' },
    },
    connected: { on: { 'legs.ended.agent': 'refused' } },
    refused: { entry: reject({ cause: 'USER_BUSY' }), on: { 'call.hangup': 'done' }, after: { 10_000: 'done' } },
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'ringing',
  states: {
    ringing: {
      entry: dial({ as: 'agent', to: ['+15550101', '+15550102'], timeout_secs: 20 }),
      on: { 'agent.call.answered': 'joining', 'legs.ended.agent': 'refused' },
      after: { 40_000: 'refused' },
    },
    joining: {
      entry: [hangup({ leg: others('agent') }), bridge({ call_control_id: leg('agent') })],
      on: { 'call.bridged': 'connected', 'legs.ended.agent': 'refused', 'command.failed.bridge': 'refused' },
      after: { 10_000: 'refused' },
    },
    connected: { on: { 'legs.ended.agent': 'done' } },
    refused: { entry: reject({ cause: 'USER_BUSY' }), on: { 'call.hangup': 'done' }, after: { 10_000: 'done' } },
    done: { type: 'final' },
  },
}`,
  find: ({ model }) => {
    const many = rolesOfMany(model);
    const found = model.ways.filter((way) => model.reachable.has(way.from)).flatMap((way) => blindOn(way, many, model));
    return [...new Map(found.map((one) => [`${one.state} ${one.message}`, one] as const)).values()];
  },
};

/** Roles of which one dial makes several legs. */
function rolesOfMany({ commands }: FlowModel): ReadonlySet<string> {
  return new Set(
    commands.flatMap(({ use }) => {
      const role = roleMade(use);
      return use.command === 'dial' && role !== undefined && (legsMade(use) ?? 1) > 1 ? [role] : [];
    }),
  );
}

function blindOn({ event, candidate }: Way, many: ReadonlySet<string>, model: FlowModel): Found[] {
  const name = readEventName(event);
  if (name.kind !== 'telnyx' || name.type !== 'call.hangup' || name.role === undefined) return [];
  if (!many.has(name.role) || keyOf(name.role, model) === FIRST) return [];
  if (candidate.guard !== undefined || candidate.targets.length === 0) return [];
  return [
    {
      state: pathOf(candidate.source),
      message: `"${candidate.descriptor}" leaves the state when one leg of several ends, though others may still ring or talk.`,
    },
  ];
}
