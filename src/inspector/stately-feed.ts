/**
 * What the bridge page is told: which inspector to open, and every call in that inspector's words, from its beginning.
 */
import type { Flow } from '../flow/load-flow.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { EventStream } from './event-stream.ts';
import { forgetBeyond } from './forget-beyond.ts';
import type { Hub, NewSteps } from './hub.ts';
import { statelyDefinition } from './stately-definition.ts';
import { registrations, stepMessages } from './stately-messages.ts';

/** How the Stately Inspector is reached and how much it is told. */
export interface StatelyOptions {
  /** The inspector's page. */
  readonly url: string;
  /** Context, payloads and params too. */
  readonly full: boolean;
}

/** What a feed reads. */
export interface StatelyParts {
  readonly runtime: Runtime;
  readonly hub: Hub;
  readonly server: string;
  readonly stately: StatelyOptions;
}

// An inspector with more actors than that can be read by nobody.
const mostCalls = 50;
// A call that is over and moves once more is not begun again.
const mostEnded = 1_000;

/** Feeds a stream as long as it is open: one call, or all that are open and those that begin. */
export async function feedStately(
  { runtime, hub, server, stately }: StatelyParts,
  stream: EventStream,
  callId: string | undefined,
): Promise<void> {
  stream.send('bridge', { inspector: stately.url, full: stately.full, server });
  const followed = new Map<string, { stop: () => void; isOver: boolean }>();
  const ended = new Map<string, true>();
  stream.onEnd(() => {
    for (const { stop } of followed.values()) stop();
  });
  const end = (id: string): void => {
    followed.get(id)?.stop();
    followed.delete(id);
    ended.set(id, true);
    forgetBeyond(ended, mostEnded);
  };
  const follow = (id: string): void => {
    if (followed.has(id) || ended.has(id) || !stream.isOpen) return;
    // A call that waits for its late webhooks only makes room for one that begins.
    const [over] = followed.size < mostCalls ? [] : ([...followed].find(([, { isOver }]) => isOver) ?? []);
    if (over !== undefined) end(over);
    if (followed.size >= mostCalls) return;
    let isRegistered = false;
    const following = { stop: () => {}, isOver: false };
    followed.set(id, following);
    const stepped = ({ call, entries, contextAfter }: NewSteps): void => {
      if (call === undefined) return;
      const flow = runtime.flows().find(({ hash }) => hash === call.flow.hash);
      const begin = isRegistered ? [] : registrations(call, flow && definitionOf(flow), stately);
      isRegistered = true;
      const steps = entries.flatMap((entry) => stepMessages(entry, contextAfter(entry.seq), stately));
      if (begin.length + steps.length > 0) stream.send('message', [...begin, ...steps]);
      following.isOver = call.phase === 'late' || call.phase === 'closed';
      if (call.phase === 'closed' && entries.at(-1)?.seq === call.step) end(id);
    };
    following.stop = hub.watch({ callId: id, after: 0, moved: () => {}, stepped });
  };
  if (callId !== undefined) return follow(callId);
  stream.onEnd(hub.watch({ callId: undefined, after: 0, moved: follow, stepped: () => {} }));
  const open = await runtime.calls({ open: true, limit: mostCalls });
  for (const call of open.toReversed()) follow(call.callId);
}

const definitions = new WeakMap<Flow, string>();

function definitionOf(flow: Flow): string {
  const known = definitions.get(flow) ?? JSON.stringify(statelyDefinition(flow.machine));
  definitions.set(flow, known);
  return known;
}
