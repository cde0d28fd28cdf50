/**
 * One event into the machine, and what the machine asks for out of it. A flow that throws undoes its step; who then
 * takes the call over is decided by the caller of `deliver`.
 */
import type { EventObject } from 'xstate';
import { commands as registry } from '../telnyx/commands/registry.ts';
import { handoffOf, namesExactly } from './active-nodes.ts';
import type { Effect } from './effect.ts';
import { issueEffect } from './issue.ts';
import type { Leg } from './leg.ts';
import { start, step, type StepResult } from './step.ts';
import type { Turn } from './turn.ts';
import { dropCommand, isUnsent } from './unsent.ts';

/** The machine threw, or ended in error: the step was undone. */
export class FlowFailure extends Error {
  override readonly name = 'FlowFailure';
}

/** Enters the machine's initial state. */
export function enterMachine(turn: Turn, input: unknown): void {
  absorb(
    turn,
    attempt(turn, () => start(turn.flow.machine, input)),
  );
}

/** Gives the machine one event. @returns whether it took it */
export function deliver(turn: Turn, event: EventObject, legId?: string): boolean {
  if (turn.phase === 'fallback' || turn.phase === 'closed' || turn.machine.status !== 'active') return false;
  turn.current = legId ?? turn.current;
  const result = attempt(turn, () => step(turn.flow.machine, turn.machine, event));
  if (result.status === 'error') {
    // XState ends a machine that does not handle a task's error; the call goes to the fallback instead.
    turn.note = `Unhandled error of task "${event.type}": ${JSON.stringify(result.state.error)}`;
    throw new FlowFailure(turn.note);
  }
  turn.events.push({ type: event.type, handled: result.handled });
  absorb(turn, result);
  return result.handled;
}

/** Whether the machine is to be given an event that only an exact descriptor of an active state may take. */
export function mayDeliverExactly(turn: Turn, type: string): boolean {
  if (turn.phase !== 'active' && turn.phase !== 'late') return false;
  return turn.machine.status === 'active' && namesExactly(turn.flow.machine, turn.machine, type);
}

/** A first leg's events have bare names; any other leg's, its role in front. */
export function eventName(leg: Leg | undefined, type: string): string {
  return leg === undefined || leg.first ? type : `${leg.role}.${type}`;
}

function attempt(turn: Turn, run: () => StepResult): StepResult {
  try {
    return run();
  } catch (error) {
    turn.note = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new FlowFailure(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function absorb(turn: Turn, result: StepResult): void {
  turn.machine = result.state;
  expireMedia(turn);
  const active = result.effects.some((effect) => effect.type === 'command') ? turn.activeNodes() : new Set<string>();
  for (const effect of result.effects) perform(turn, settleOrigin(effect, active));
  if (result.status === 'done') {
    turn.stopMachine();
    turn.handoff = handoffOf(turn.flow.machine, turn.machine);
    if (turn.handoff === undefined) turn.enter('finishing', 'the flow reached its final state');
  }
}

/** A media command whose state was left before it was sent is stale: nobody wants to hear the menu before last. */
function expireMedia(turn: Turn): void {
  if (!turn.commands.some((command) => command.by === 'flow' && registry[command.command].media)) return;
  const active = turn.activeNodes();
  for (const command of turn.commands) {
    if (command.by !== 'flow' || command.step === turn.step || !registry[command.command].media) continue;
    if (command.origin.length === 0 || command.origin.some((node) => active.has(node))) continue;
    if (isUnsent(command)) dropCommand(turn, command, 'expired: the state that asked for it was left');
    else turn.changeCommand(command.id, (one) => ({ ...one, stale: true }));
  }
}

/** What a state asked for that was entered and left within one step was asked for on the way: it cannot go stale. */
function settleOrigin(effect: Effect, active: ReadonlySet<string>): Effect {
  if (effect.type !== 'command' || effect.origin.some((node) => active.has(node))) return effect;
  return { ...effect, origin: [] };
}

function perform(turn: Turn, effect: Effect): void {
  switch (effect.type) {
    case 'command':
      issueEffect(turn, effect);
      return;
    case 'timer.set': {
      const dueAt = turn.at + Math.max(0, effect.delayMs);
      const { id, event } = effect;
      const others = id === undefined ? turn.timers : turn.timers.filter((timer) => timer.id !== id);
      const timer = { ...(id !== undefined && { id }), generation: turn.nextGeneration(), dueAt, event };
      turn.timers = [...others, timer];
      turn.effects.push({ type: 'timer.set', id, dueAt });
      return;
    }
    case 'timer.cancel':
      if (!turn.timers.some((timer) => timer.id === effect.id)) return;
      turn.timers = turn.timers.filter((timer) => timer.id !== effect.id);
      turn.effects.push({ type: 'timer.cancel', id: effect.id });
      return;
    case 'task.start': {
      const { id, src, input } = effect;
      const task = { id, generation: turn.nextGeneration(), src, ...(input !== undefined && { input }) };
      turn.tasks = [...turn.tasks.filter((one) => one.id !== effect.id), task];
      turn.effects.push({ type: 'task.start', id: effect.id });
      return;
    }
    case 'task.stop':
      if (!turn.tasks.some((task) => task.id === effect.id)) return;
      turn.tasks = turn.tasks.filter((task) => task.id !== effect.id);
      turn.effects.push({ type: 'task.stop', id: effect.id });
      return;
    case 'emit':
      turn.effects.push({ type: 'emit', event: effect.event });
      return;
    case 'log':
      turn.effects.push({ type: 'log', label: effect.label, value: effect.value });
      return;
    default:
      effect satisfies never;
  }
}
