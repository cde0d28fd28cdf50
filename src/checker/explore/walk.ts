/**
 * The way to a moment, gone once more: from the first moment by the same moves, so that somebody can listen. Explored
 * moments are not kept; the moves are.
 */
import type { Node } from './explored.ts';
import type { Explorer } from './explorer.ts';
import { type Listener, makeMove, type Reached, withWebhookFault } from './transition.ts';
import type { World } from './world.ts';

/** One step of the way. */
export interface WalkedStep {
  readonly node: Node;
  /** The moment before. */
  readonly from: World;
  readonly reached: Reached;
  /** The webhook that goes wrong. */
  readonly webhook: Reached['webhooks'][number] | undefined;
}

/** The nodes from the first to this one. */
export function wayTo(node: Node): readonly Node[] {
  const way: Node[] = [];
  for (let one: Node | undefined = node; one !== undefined; one = one.parent) way.unshift(one);
  return way;
}

/** Goes the way to a node. */
export function walk(
  explorer: Explorer,
  node: Node,
  listener: Listener & { readonly before?: (node: Node) => void } = {},
): readonly WalkedStep[] {
  const steps: WalkedStep[] = [];
  const way = wayTo(node);
  let world = explorer.begin(listener, way[0]?.startsAtMs);
  for (const one of way) {
    const { move } = one;
    if (move === undefined) continue;
    const from = one.flip === undefined ? world : explorer.vary(world, one.flip);
    listener.before?.(one);
    const reached = makeMove(explorer.rules, from, move, one.commandFault, listener);
    const webhook = reached.webhooks.find(({ id }) => id === one.webhookFault?.id);
    world = reached.world;
    if (webhook !== undefined && one.webhookFault !== undefined)
      world = withWebhookFault(reached.world, webhook, one.webhookFault.kind);
    steps.push({ node: one, from, reached: { ...reached, world }, webhook });
  }
  return steps;
}
