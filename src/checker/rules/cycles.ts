/**
 * Circles in a graph: the sets of nodes of which each can be reached from each (Tarjan 1972), without those that are a
 * single node which does not lead to itself.
 */

/** The circles, each in the order in which its nodes were given. */
export function cyclesOf<Node>(
  nodes: readonly Node[],
  next: (node: Node) => readonly Node[],
): readonly (readonly Node[])[] {
  const index = new Map<Node, number>();
  const low = new Map<Node, number>();
  const stack: Node[] = [];
  const onStack = new Set<Node>();
  const found: Node[][] = [];
  // Without recursion: an exploration has more states than a stack has frames.
  for (const root of nodes) {
    if (index.has(root)) continue;
    const work: { readonly node: Node; readonly following: readonly Node[]; at: number }[] = [];
    const open = (node: Node): void => {
      index.set(node, index.size);
      low.set(node, index.get(node) ?? 0);
      stack.push(node);
      onStack.add(node);
      work.push({ node, following: next(node), at: 0 });
    };
    open(root);
    for (let top = work.at(-1); top !== undefined; top = work.at(-1)) {
      const { node } = top;
      const following = top.following[top.at++];
      if (following !== undefined) {
        if (!index.has(following)) open(following);
        else if (onStack.has(following)) low.set(node, Math.min(low.get(node) ?? 0, index.get(following) ?? 0));
        continue;
      }
      work.pop();
      const parent = work.at(-1)?.node;
      if (parent !== undefined) low.set(parent, Math.min(low.get(parent) ?? 0, low.get(node) ?? 0));
      if (low.get(node) !== index.get(node)) continue;
      const component: Node[] = [];
      for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
        onStack.delete(one);
        component.push(one);
        if (one === node) break;
      }
      if (component.length > 1 || next(node).includes(node)) found.push(component);
    }
  }
  const order = new Map(nodes.map((node, at) => [node, at] as const));
  return found.map((cycle) => cycle.sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0)));
}
