/**
 * The step in which a call goes on with another version of its flow. What is under way was asked for by its new state.
 */
import type { Outcome } from './journal.ts';
import type { Migrated } from './migration.ts';
import type { Turn } from './turn.ts';

/** Puts the machine where the plan says. */
export function takeMigration(turn: Turn, migrated: Migrated): Outcome {
  if (turn.phase !== 'active') return 'late';
  const { to, value, context, timers, tasks, generation, origin } = migrated;
  const { order: _order, children: _children, ...machine } = turn.machine;
  const children = tasks.map(({ id }) => id);
  turn.identity = to;
  turn.machine = {
    ...machine,
    value,
    ...(context !== undefined && { context }),
    ...(children.length > 0 && { children }),
  };
  turn.timers = timers;
  turn.tasks = tasks;
  turn.generation = generation;
  turn.commands = turn.commands.map((command) => ({ ...command, origin }));
  return 'applied';
}
