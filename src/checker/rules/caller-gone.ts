/**
 * Rule: when the caller is gone, the other phones stop ringing. Left alone the engine sees to that; a flow that handles
 * the first leg's hangup has taken it upon itself.
 */
import type { Found, Rule } from '../finding.ts';
import { memberOf } from '../../flow/load/machine-reading.ts';
import { type FlowModel, pathOf, type PlacedCommand, type Way } from '../model/flow-model.ts';
import { FIRST, Hold, may, only, Sig } from '../model/leg-facts.ts';
import { addressedLeg } from '../model/leg-changes.ts';
import type { Subject } from '../model/subject.ts';
import { onceEach } from './once-each.ts';

/** The rule. */
export const callerGone: Rule = {
  code: 'caller-gone',
  severity: 'error',
  reason: 'The caller has hung up, and somebody else is still rung or left on the line.',
  advice:
    'Hang the other legs up on `call.hangup`, go to a final state, or leave it unhandled: then the engine does it. A flow that means to go on says `meta: { outlivesCaller: true }`.',
  bad: `{
  initial: 'ringing',
  states: {
    ringing: {
      entry: dial({ as: 'agent', to: '+15550101', timeout_secs: 20 }),
      on: { 'agent.call.answered': 'joining', 'legs.ended.agent': 'refused', 'call.hangup': 'gone' },
      after: { 40_000: 'refused' },
    },
    gone: { after: { 60_000: 'done' } }, // the agent's phone rings on
    joining: {
      entry: bridge({ call_control_id: leg('agent') }),
      on: { 'call.bridged': 'connected', 'legs.ended.agent': 'refused', 'command.failed.bridge': 'refused' },
      after: { 10_000: 'refused' },
    },
    connected: { on: { 'legs.ended.agent': 'done' } },
    refused: { entry: reject({ cause: 'USER_BUSY' }), on: { 'call.hangup': 'done' }, after: { 10_000: 'done' } },
    done: { type: 'final' },
  },
}`,
  good: `{
  initial: 'ringing',
  states: {
    ringing: {
      entry: dial({ as: 'agent', to: '+15550101', timeout_secs: 20 }),
      on: {
        'agent.call.answered': 'joining',
        'legs.ended.agent': 'refused',
        'call.hangup': { target: 'gone', actions: hangup({ leg: 'agent' }) },
      },
      after: { 40_000: 'refused' },
    },
    gone: { after: { 60_000: 'done' } },
    joining: {
      entry: bridge({ call_control_id: leg('agent') }),
      on: { 'call.bridged': 'connected', 'legs.ended.agent': 'refused', 'command.failed.bridge': 'refused' },
      after: { 10_000: 'refused' },
    },
    connected: { on: { 'legs.ended.agent': 'done' } },
    refused: { entry: reject({ cause: 'USER_BUSY' }), on: { 'call.hangup': 'done' }, after: { 10_000: 'done' } },
    done: { type: 'final' },
  },
}`,
  find: (subject) =>
    onceEach(
      subject.model.ways
        .filter(({ from, event }) => event === 'call.hangup' && subject.model.reachable.has(from))
        .flatMap((way) => leftAlone(way, subject)),
    ),
};

function leftAlone(way: Way, { model, facts }: Subject): Found[] {
  const isFinal =
    way.to.length > 0 && way.to.every((leaf) => leaf.type === 'final' && leaf.parent === model.flow.machine.root);
  if (isFinal || facts.isVague(way.from) || saysSo(way, model)) return [];
  const before = facts.at(way.from);
  return [...before].flatMap(([key, leg]) => {
    const lives =
      key !== FIRST && leg.sig !== 0 && only(leg.sig, Sig.ringing | Sig.answered) && !may(leg.hold, Hold.bridged);
    if (!lives || way.commands.some((command) => releases(command, key, model))) return [];
    return [
      {
        state: pathOf(way.candidate.source),
        message: `"${way.candidate.descriptor}" is handled while the leg "${key}" lives, and nothing hangs it up.`,
      },
    ];
  });
}

function releases({ use }: PlacedCommand, key: string, { firstRole }: FlowModel): boolean {
  if (use.command !== 'hangup') return false;
  const leg = addressedLeg(use, { firstRole, eventLeg: FIRST });
  return leg === undefined || leg === key;
}

function saysSo(way: Way, { flow }: FlowModel): boolean {
  const nodes = [flow.machine.root, way.candidate.source, way.from, ...way.to];
  return nodes.some((node) => memberOf(node.config.meta, 'outlivesCaller') === true);
}
