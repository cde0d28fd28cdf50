/**
 * An event descriptor in the words of a chart. XState's own names for waiting and ends are spelt out.
 */

/** `45 s` for `xstate.after.45000.menu`, `lookup is done` for `xstate.done.actor.lookup`. */
export function eventText(descriptor: string): string {
  if (descriptor === '') return 'always';
  const after = /^xstate\.after\.([^.]+)\./.exec(descriptor)?.[1];
  if (after !== undefined) return /^\d+$/.test(after) ? durationText(Number(after)) : `after ${after}`;
  if (descriptor.startsWith('xstate.done.state.')) return 'done';
  const [, end, id = ''] = /^xstate\.(done|error|snapshot)\.actor\.(.+)$/.exec(descriptor) ?? [];
  // A task without an id of its own is called after the place where it stands.
  const task = /^\d+\./.test(id) ? 'task' : id;
  if (end === 'done') return `${task} is done`;
  if (end === 'error') return `${task} failed`;
  return descriptor;
}

/** `250 ms`, `45 s`, `10 min`. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 120_000) return `${Number((ms / 1_000).toFixed(1))} s`;
  return `${Number((ms / 60_000).toFixed(1))} min`;
}
