/**
 * Rule: nothing is started that runs already. A failure that leads back to a state whose entry dials or records does it
 * all again, beside what is there.
 */
import type { Found, Rule } from '../finding.ts';
import { roleMade } from '../model/command-use.ts';
import type { CommandInFacts } from '../model/fixpoint.ts';
import { pathOf } from '../model/flow-model.ts';
import { addressedLeg, keyOf } from '../model/leg-changes.ts';
import { Is, legOf, only, Sig } from '../model/leg-facts.ts';
import { onceEach } from './once-each.ts';

/** The rule. */
export const double: Rule = {
  code: 'double',
  severity: 'error',
  reason: 'The same phone rings twice, or the same call is recorded twice.',
  advice: 'Lead the failure to a state that does not dial again, or hang up and wait for `legs.ended.<role>` first.',
  bad: `{
  initial: 'ringing',
  states: {
    ringing: {
      entry: dial({ as: 'agent', to: '+15550101', timeout_secs: 20 }),
      on: { 'agent.call.answered': 'joining', 'legs.ended.agent': 'refused' },
      after: { 40_000: 'refused' },
    },
    joining: {
      entry: bridge({ call_control_id: leg('agent') }),
      on: { 'call.bridged': 'connected', 'command.failed.bridge': 'again', 'legs.ended.agent': 'refused' },
      after: { 9_000: 'refused' },
    },
    again: {
      entry: dial({ as: 'agent', to: '+15550101', timeout_secs: 20 }), // the first one is still there
      on: { 'agent.call.answered': 'refused', 'legs.ended.agent': 'refused' },
      after: { 40_000: 'refused' },
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
      entry: dial({ as: 'agent', to: '+15550101', timeout_secs: 20 }),
      on: { 'agent.call.answered': 'joining', 'legs.ended.agent': 'second' },
      after: { 40_000: 'refused' },
    },
    second: {
      entry: dial({ as: 'agent', to: '+15550101', timeout_secs: 20 }), // the first one is over
      on: { 'agent.call.answered': 'joining', 'legs.ended.agent': 'refused' },
      after: { 40_000: 'refused' },
    },
    joining: {
      entry: bridge({ call_control_id: leg('agent') }),
      on: { 'call.bridged': 'connected', 'command.failed.bridge': 'refused', 'legs.ended.agent': 'refused' },
      after: { 9_000: 'refused' },
    },
    connected: { on: { 'legs.ended.agent': 'done' } },
    refused: { entry: reject({ cause: 'USER_BUSY' }), on: { 'call.hangup': 'done' }, after: { 10_000: 'done' } },
    done: { type: 'final' },
  },
}`,
  find: ({ facts }) => onceEach(facts.commands.flatMap((command) => doubled(command))),
};

function doubled({ use, before, scene, node, isVague }: CommandInFacts): Found[] {
  if (isVague) return [];
  const found = (message: string): Found[] => [{ state: pathOf(node), message }];
  if (use.command === 'dial') {
    const role = roleMade(use);
    // A number that is computed may be the next one of a list.
    if (role === undefined || typeof use.params['to'] !== 'string') return [];
    const { sig } = legOf(before, keyOf(role, scene));
    if (sig === 0 || !only(sig, Sig.ringing | Sig.answered)) return [];
    return found(`dial makes another leg "${role}" while one is alive.`);
  }
  if (use.command !== 'startRecording') return [];
  const key = addressedLeg(use, scene);
  if (key === undefined || !only(legOf(before, key).recording, Is.yes)) return [];
  return found('startRecording is sent while the leg is recorded already.');
}
