/**
 * Which states a transition leaves and enters, by XState's rules (its domain, its initial states, history by default).
 * It knows nodes and no calls.
 */
import type { AnyStateNode } from 'xstate';
import { toList } from '../../flow/load/machine-reading.ts';

/** What a transition does to the configuration. */
export interface Passage {
  /** The nodes that are left, the deepest first, as seen from the leaf that was active. */
  readonly left: readonly AnyStateNode[];
  /** The nodes that are entered, outermost first. */
  readonly entered: readonly AnyStateNode[];
}

/** Whether a node lies within another, or is it. */
export function isWithin(node: AnyStateNode | undefined, ancestor: AnyStateNode): boolean {
  for (let one = node; one !== undefined; one = one.parent) if (one === ancestor) return true;
  return false;
}

/** A node and all that it lies in, itself first. */
export function chainOf(node: AnyStateNode): readonly AnyStateNode[] {
  const chain: AnyStateNode[] = [];
  for (let one: AnyStateNode | undefined = node; one !== undefined; one = one.parent) chain.push(one);
  return chain;
}

/** Whether a state has no states within: what a call can be in. */
export const isLeaf = (node: AnyStateNode): boolean => node.type === 'atomic' || node.type === 'final';

/** What a transition from `source`, taken while `leaf` is active, leaves and enters. */
export function passage(
  leaf: AnyStateNode,
  source: AnyStateNode,
  targets: readonly AnyStateNode[],
  reenter: boolean,
): Passage {
  if (targets.length === 0) return { left: [], entered: [] };
  const domain = domainOf(source, targets, reenter);
  const left = chainOf(leaf).filter((node) => node !== domain && (domain === undefined || isWithin(node, domain)));
  return { left, entered: enteredBy(targets, domain) };
}

/** The nodes that are entered with a machine. */
export const enteredAtStart = (root: AnyStateNode): readonly AnyStateNode[] => enteredBy([root], undefined);

function domainOf(source: AnyStateNode, targets: readonly AnyStateNode[], reenter: boolean): AnyStateNode | undefined {
  if (!reenter && targets.every((target) => isWithin(target, source))) return source;
  return chainOf(source)
    .slice(1)
    .find((node) => targets.every((target) => target !== node && isWithin(target, node)));
}

function enteredBy(targets: readonly AnyStateNode[], domain: AnyStateNode | undefined): readonly AnyStateNode[] {
  const entered = new Set<AnyStateNode>();
  for (const target of targets.flatMap((one) => settled(one))) {
    const above = chainOf(target).filter((node) => node !== domain && (domain === undefined || isWithin(node, domain)));
    for (const node of above.toReversed()) enter(node, entered, targets);
    descend(target, entered, targets);
  }
  return [...entered];
}

/** Enters a node; the other regions of a parallel one are entered as well. */
function enter(node: AnyStateNode, entered: Set<AnyStateNode>, targets: readonly AnyStateNode[]): void {
  if (entered.has(node)) return;
  entered.add(node);
  if (node.type !== 'parallel') return;
  for (const region of childrenOf(node)) {
    if (targets.some((target) => isWithin(target, region))) continue;
    enter(region, entered, targets);
    descend(region, entered, targets);
  }
}

function descend(node: AnyStateNode, entered: Set<AnyStateNode>, targets: readonly AnyStateNode[]): void {
  if (node.type !== 'compound') return;
  for (const first of initialOf(node)) {
    for (const one of chainOf(first).toReversed())
      if (one !== node && isWithin(one, node)) enter(one, entered, targets);
    descend(first, entered, targets);
  }
}

/** The states that a compound one begins in. */
export function initialOf(node: AnyStateNode): readonly AnyStateNode[] {
  const { initial } = node as unknown as { readonly initial?: { readonly target?: readonly AnyStateNode[] } };
  return (initial?.target ?? []).flatMap((target) => settled(target));
}

/** A history node stands for its default: what was active before is one of the states that are reached anyway. */
function settled(node: AnyStateNode): readonly AnyStateNode[] {
  if (node.type !== 'history') return [node];
  const { parent } = node;
  if (parent === undefined) return [];
  const named = toList((node.config as { readonly target?: unknown }).target).flatMap((target) =>
    typeof target === 'string' ? (resolve(parent, target) ?? []) : [],
  );
  return named.length > 0 ? named : parent.type === 'parallel' ? [parent] : initialOf(parent);
}

function resolve(parent: AnyStateNode, target: string): AnyStateNode | undefined {
  if (target.startsWith('#')) {
    try {
      return parent.machine.getStateNodeById(target.slice(1)) as AnyStateNode;
    } catch {
      return undefined;
    }
  }
  let node: AnyStateNode | undefined = parent;
  for (const key of target.split('.')) node = node?.states[key] as AnyStateNode | undefined;
  return node;
}

/** The states right within a state. */
export const childrenOf = (node: AnyStateNode): readonly AnyStateNode[] =>
  Object.values(node.states as Readonly<Record<string, AnyStateNode>>);
