/**
 * What the bridge page is told: which inspector to open, and every call in that inspector's words, from its beginning.
 */
import type { Flow } from '../flow/load-flow.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { EventStream } from './event-stream.ts';
import { FollowedCalls, mostFollowed } from './followed-calls.ts';
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

// How many calls were left out is told now and then.
const tellMs = 500;

/** Feeds a stream as long as it is open: one call, or all that are open and those that begin. */
export async function feedStately(
  { runtime, hub, server, stately }: StatelyParts,
  stream: EventStream,
  callId: string | undefined,
): Promise<void> {
  stream.send('bridge', { inspector: stately.url, full: stately.full, server });
  const followed = new FollowedCalls(() => performance.now());
  stream.onEnd(() => followed.stop());
  const watch = (id: string): (() => void) => {
    let isRegistered = false;
    const stepped = ({ call, entries, contextAfter }: NewSteps): void => {
      if (call === undefined) return;
      const flow = runtime.flows().find(({ hash }) => hash === call.flow.hash);
      const begin = isRegistered ? [] : registrations(call, flow && definitionOf(flow), stately);
      isRegistered = true;
      const steps = entries.flatMap((entry) => stepMessages(entry, contextAfter(entry.seq), stately));
      if (begin.length + steps.length > 0) stream.send('message', [...begin, ...steps]);
      if (call.phase === 'late') followed.isOver(id);
      if (call.phase === 'closed' && entries.at(-1)?.seq === call.step) followed.end(id);
    };
    return hub.watch({ callId: id, after: 0, moved: () => {}, stepped });
  };
  if (callId !== undefined) return followed.begin(callId, () => watch(callId));
  const moved = (id: string): void => followed.begin(id, () => watch(id));
  stream.onEnd(hub.watch({ callId: undefined, after: 0, moved, stepped: () => {} }));
  let told = 0;
  const telling = setInterval(() => {
    if (followed.leftOut === told) return;
    told = followed.leftOut;
    stream.send('left out', told);
  }, tellMs);
  stream.onEnd(() => clearInterval(telling));
  const open = await runtime.calls({ open: true, limit: mostFollowed });
  for (const call of open.toReversed()) moved(call.callId);
}

const definitions = new WeakMap<Flow, string>();

function definitionOf(flow: Flow): string {
  const known = definitions.get(flow) ?? JSON.stringify(statelyDefinition(flow.machine));
  definitions.set(flow, known);
  return known;
}
