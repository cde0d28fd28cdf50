/**
 * Whether a flow depends on the order of two webhooks: the later one came first, in a state that takes no notice of it,
 * and then the earlier one leads to a state that waits for just that. Telnyx keeps no order. It moves nothing.
 */
import type { AnyStateNode } from 'xstate';
import type { CallState } from '../../engine/call-state.ts';
import type { JournalEntry } from '../../engine/journal.ts';
import type { Flow } from '../../flow/load-flow.ts';
import { memberOf } from '../../flow/load/machine-reading.ts';
import { commands as registry } from '../../telnyx/commands/registry.ts';
import type { Webhook } from '../carrier/carrier-state.ts';
import { stateName, type Violation } from './violation.ts';
import type { World } from './world.ts';

/** Two webhooks, the earlier of which arrived right after the later. */
interface Swapped {
  readonly earlier: Webhook;
  readonly later: Webhook;
  /** What became of the later one. */
  readonly passedOver: JournalEntry | undefined;
}

// Ninety-nine of a hundred webhooks arrive within it (the simulator's realistic delays): further apart they keep order.
const closeMs = 1_500;

/** Judges the moment at which both have arrived. */
export function judgeOrder(flow: Flow, world: World, { earlier, later, passedOver }: Swapped): Violation[] {
  const { call, carrier } = world;
  const isClose = later.emittedAt - earlier.emittedAt <= closeMs;
  if (call === undefined || call.phase !== 'active' || passedOver === undefined || !isClose) return [];
  // That a leg is over the engine tells in its own way; a key that nobody waits for is lost in any order.
  if (/^call\.(?:hangup|dtmf\.received)$/.test(later.event)) return [];
  // What has begun and is over at once hardly said anything.
  if (earlier.event.endsWith('.started')) return [];
  const missed = passedOver.events.find(({ type, handled }) => !handled && type.endsWith(later.event));
  if (missed === undefined || !waitsFor(flow, call.machine.value, missed.type)) return [];
  if (isAskedForAnew(call, later)) return [];
  const state = stateName(call.machine.value);
  const message = `It waits for "${missed.type}", which may come before "${earlier.event}" and is passed over then.`;
  return [{ code: 'order', state, message, atMs: carrier.now }];
}

/** What the flow has just asked for brings such a webhook of its own: the prompt before it was not what it waits for. */
function isAskedForAnew({ commands, legs, step }: CallState, { event, payload }: Webhook): boolean {
  const leg = legs.find(({ callControlId }) => callControlId === payload['call_control_id']);
  return commands.some(
    (command) =>
      command.step === step &&
      command.legId === leg?.id &&
      registry[command.command].webhooks.some((expected) => expected.event === event),
  );
}

/** Whether an active state leads elsewhere on that event, whatever else is the case. */
function waitsFor({ machine }: Flow, value: unknown, type: string): boolean {
  const isWaiting = (node: AnyStateNode, within: unknown): boolean => {
    const candidates = (node.transitions as Map<string, readonly unknown[]>).get(type) ?? [];
    const leads = candidates.some(
      (one) => memberOf(one, 'guard') === undefined && memberOf(one, 'target') !== undefined,
    );
    if (leads) return true;
    if (typeof within === 'string') return isWaiting(node.states[within] as AnyStateNode, undefined);
    if (typeof within !== 'object' || within === null) return false;
    return Object.entries(within).some(([name, rest]) => isWaiting(node.states[name] as AnyStateNode, rest));
  };
  return isWaiting(machine.root as AnyStateNode, value);
}
