/**
 * The flow as the static rules see it: its states with the commands that they ask for, and every way from one leaf to
 * another. Guards that are not known may hold or not. The machine is not run.
 */
import type { AnyStateNode } from 'xstate';
import type { Flow } from '../../flow/load-flow.ts';
import { readLegAddress } from '../../flow/leg-address.ts';
import { type MachineReading, memberOf, readMachine, toList } from '../../flow/load/machine-reading.ts';
import { surveyRoles, type Roles } from '../../flow/load/roles.ts';
import { checkMetaOf } from './check-meta.ts';
import { type CommandUse, commandsIn, roleMade } from './command-use.ts';
import { chainOf, childrenOf, enteredAtStart, isLeaf, passage } from './entering.ts';
import { vocabularyOf } from './event-names.ts';

/** One candidate of a transition. */
export interface Candidate {
  readonly source: AnyStateNode;
  /** As written: `call.*`; `always` for eventless ones. */
  readonly descriptor: string;
  readonly index: number;
  readonly guard: unknown;
  readonly targets: readonly AnyStateNode[];
  readonly reenter: boolean;
  readonly actions: readonly unknown[];
  readonly commands: readonly CommandUse[];
}

/** A command with the state and the place in it where it stands. */
export interface PlacedCommand {
  readonly use: CommandUse;
  readonly node: AnyStateNode;
  /** `entry`, `exit`, or the descriptor of a transition. */
  readonly place: string;
}

/** A way from a leaf: on this event, by this candidate. */
export interface Way {
  readonly from: AnyStateNode;
  /** The event's name; `always` for eventless transitions. */
  readonly event: string;
  readonly candidate: Candidate;
  /** The leaves that are active afterwards; the leaf itself when there is no target. */
  readonly to: readonly AnyStateNode[];
  /** What is asked for on the way, in order. */
  readonly commands: readonly PlacedCommand[];
}

/** The flow, read. */
export interface FlowModel {
  readonly flow: Flow;
  readonly reading: MachineReading;
  readonly roles: Roles;
  /** Whether the first leg is one that rings at us. */
  readonly incoming: boolean;
  /** The role whose events have bare names beside `caller`: of an outbound flow the first that it dials. */
  readonly firstRole: string;
  readonly nodes: readonly AnyStateNode[];
  readonly leaves: readonly AnyStateNode[];
  /** What is entered and asked for at the start. */
  readonly start: { readonly leaves: readonly AnyStateNode[]; readonly commands: readonly PlacedCommand[] };
  readonly ways: readonly Way[];
  /** The leaves that some way leads to. */
  readonly reachable: ReadonlySet<AnyStateNode>;
  /** Every command, wherever it stands. */
  readonly commands: readonly PlacedCommand[];
  readonly entryOf: (node: AnyStateNode) => readonly CommandUse[];
  readonly waysFrom: (leaf: AnyStateNode) => readonly Way[];
  /** The names of the events that lead on from a leaf. */
  readonly eventsFrom: (leaf: AnyStateNode) => readonly string[];
  /** The candidates of a leaf and its ancestors for an event, up to the first that always applies. */
  readonly candidatesFor: (leaf: AnyStateNode, event: string) => readonly Candidate[];
}

/** The path of a state as findings name it. */
export const pathOf = (node: AnyStateNode): string => (node.path.length === 0 ? '(machine)' : node.path.join('.'));

/** Reads a flow. */
export function modelOf(flow: Flow): FlowModel {
  const reading = readMachine(flow.machine);
  const roles = surveyRoles(reading);
  const nodes = reading.states.map(({ node }) => node);
  const entries = new Map(nodes.map((node) => [node, commandsAt(node, 'entry', reading)] as const));
  const exits = new Map(nodes.map((node) => [node, commandsAt(node, 'exit', reading)] as const));
  const candidates = new Map(nodes.map((node) => [node, candidatesOf(node, reading)] as const));
  const leaves = nodes.filter((node) => isLeaf(node));
  const vocabulary = vocabularyOf(
    [...candidates.values()].flatMap((map) => [...map.keys()]),
    roles,
    Object.keys(flow.options.events),
  );
  const entryOf = (node: AnyStateNode): readonly CommandUse[] => entries.get(node) ?? [];
  const place = (uses: readonly CommandUse[] | undefined, node: AnyStateNode, where: string): PlacedCommand[] =>
    (uses ?? []).map((use) => ({ use, node, place: where }));
  const initialCommands = (node: AnyStateNode): PlacedCommand[] =>
    place(commandsIn(toList(memberOf(node.config.initial, 'actions')), reading.implementations), node, 'initial');
  const entering = (entered: readonly AnyStateNode[]): PlacedCommand[] =>
    entered.flatMap((node) => [...place(entryOf(node), node, 'entry'), ...initialCommands(node)]);

  const candidatesFor = (leaf: AnyStateNode, event: string): Candidate[] => {
    const found: Candidate[] = [];
    for (const node of chainOf(leaf)) {
      for (const descriptor of matchingDescriptors(event, [...(candidates.get(node)?.keys() ?? [])])) {
        for (const candidate of candidates.get(node)?.get(descriptor) ?? []) {
          found.push(candidate);
          if (candidate.guard === undefined) return found;
        }
      }
    }
    return found;
  };
  const wayOf = (from: AnyStateNode, event: string, candidate: Candidate): Way => {
    const { left, entered } = passage(from, candidate.source, candidate.targets, candidate.reenter);
    const commands = [
      ...left.flatMap((node) => place(exits.get(node), node, 'exit')),
      ...place(candidate.commands, candidate.source, candidate.descriptor),
      ...entering(entered),
    ];
    const to = candidate.targets.length === 0 ? [from] : entered.filter((node) => isLeaf(node));
    return { from, event, candidate, to, commands };
  };
  const waysOf = (leaf: AnyStateNode): Way[] => {
    const events = new Set(
      chainOf(leaf).flatMap((node) =>
        [...(candidates.get(node)?.keys() ?? [])].flatMap((descriptor) => vocabulary.get(descriptor) ?? []),
      ),
    );
    const next = doneEvent(leaf, candidates.get(leaf.parent as AnyStateNode));
    return [...events]
      .filter((event) => (next === undefined ? mayHappenIn(leaf, event) : event === next))
      .flatMap((event) =>
        candidatesFor(leaf, event)
          .filter(({ guard }) => mayHaveResult(leaf, guard))
          .map((candidate) => wayOf(leaf, event, candidate)),
      );
  };
  const enteredFirst = enteredAtStart(flow.machine.root as AnyStateNode);
  const start = { leaves: enteredFirst.filter((node) => isLeaf(node)), commands: entering(enteredFirst) };
  const byLeaf = new Map(leaves.map((leaf) => [leaf, waysOf(leaf)] as const));
  const commands = nodes.flatMap((node) => [
    ...place(entryOf(node), node, 'entry'),
    ...initialCommands(node),
    ...place(exits.get(node), node, 'exit'),
    ...[...(candidates.get(node)?.values() ?? [])].flatMap((list) =>
      list.flatMap((one) => place(one.commands, node, one.descriptor)),
    ),
  ]);
  const incoming = isIncoming(flow, commands, start.commands);
  return {
    flow,
    reading,
    roles,
    incoming,
    firstRole: incoming ? 'caller' : firstRoleOf(start.commands, commands),
    nodes,
    leaves,
    start,
    ways: [...byLeaf.values()].flat(),
    reachable: reachableFrom(start.leaves, byLeaf),
    commands,
    entryOf,
    waysFrom: (leaf) => byLeaf.get(leaf) ?? [],
    eventsFrom: (leaf) => [...new Set((byLeaf.get(leaf) ?? []).map(({ event }) => event))],
    candidatesFor,
  };
}

function commandsAt(node: AnyStateNode, place: 'entry' | 'exit', reading: MachineReading): readonly CommandUse[] {
  return commandsIn(toList((node.config as Readonly<Record<string, unknown>>)[place]), reading.implementations);
}

function candidatesOf(node: AnyStateNode, reading: MachineReading): Map<string, readonly Candidate[]> {
  const read = (descriptor: string, candidate: unknown, index: number): Candidate => {
    const { target, guard, actions, reenter } = candidate as {
      readonly target?: readonly AnyStateNode[];
      readonly guard?: unknown;
      readonly actions?: unknown;
      readonly reenter?: boolean;
    };
    const list = toList(actions);
    return {
      source: node,
      descriptor,
      index,
      guard,
      targets: target ?? [],
      reenter: reenter === true,
      actions: list,
      commands: commandsIn(list, reading.implementations),
    };
  };
  const found = new Map<string, readonly Candidate[]>();
  for (const [descriptor, list] of node.transitions as Map<string, readonly unknown[]>) {
    found.set(
      descriptor,
      list.map((one, index) => read(descriptor, one, index)),
    );
  }
  const always = toList(node.always).map((one, index) => read('always', one, index));
  if (always.length > 0) found.set('always', always);
  return found;
}

/** XState's order: exact, then the longer wildcard before the shorter. */
function matchingDescriptors(event: string, descriptors: readonly string[]): readonly string[] {
  const matches = (one: string): boolean =>
    one === event || one === '*' || (one.endsWith('.*') && event.startsWith(one.slice(0, -1)));
  const plain = event !== 'always' && !event.startsWith('xstate.');
  return descriptors.filter((one) => (plain ? matches(one) : one === event)).sort((a, b) => b.length - a.length);
}

/** `onDone` of a state happens where a final state is right within it. */
function mayHappenIn(leaf: AnyStateNode, event: string): boolean {
  const done = /^xstate\.done\.state\.(.+)$/.exec(event)?.[1];
  if (done === undefined) return true;
  return leaf.type === 'final' && chainOf(leaf).some((node) => node.id === done);
}

/** The event by which a final state is left for certain, before anything else can happen: its parent's `onDone`. */
function doneEvent(
  leaf: AnyStateNode,
  ofParent: ReadonlyMap<string, readonly Candidate[]> | undefined,
): string | undefined {
  if (leaf.type !== 'final' || leaf.parent === undefined) return undefined;
  const event = `xstate.done.state.${leaf.parent.id}`;
  const isCertain = ({ guard }: Candidate): boolean =>
    guard === undefined || (memberOf(guard, 'type') === 'result' && mayHaveResult(leaf, guard));
  return ofParent?.get(event)?.some((one) => isCertain(one)) === true ? event : undefined;
}

/** A block's final state says with which result it ends, and the guard `result` of its `onDone` says for which it holds. */
function mayHaveResult(leaf: AnyStateNode, guard: unknown): boolean {
  const result = memberOf(memberOf(leaf.config, 'output'), 'result');
  if (memberOf(guard, 'type') !== 'result' || typeof result !== 'string') return true;
  return toList(memberOf(guard, 'params')).includes(result);
}

function reachableFrom(
  start: readonly AnyStateNode[],
  ways: ReadonlyMap<AnyStateNode, readonly Way[]>,
): ReadonlySet<AnyStateNode> {
  const reached = new Set<AnyStateNode>(start);
  // Regions are entered together, and what is active in one may be left while another moves: each counts for itself.
  for (const leaf of reached) for (const { to } of ways.get(leaf) ?? []) for (const next of to) reached.add(next);
  return reached;
}

/** A flow takes incoming calls unless it begins with a dial and never answers. The `meta` of the machine may say so. */
function isIncoming(flow: Flow, commands: readonly PlacedCommand[], first: readonly PlacedCommand[]): boolean {
  const told = checkMetaOf(flow).direction;
  if (told !== undefined) return told === 'incoming';
  const answers = commands.some(({ use }) => use.command === 'answer' || use.command === 'reject');
  if (answers) return true;
  if (joinsDialled(commands, first)) return true;
  const dials = (list: readonly PlacedCommand[]): boolean => list.some(({ use }) => use.command === 'dial');
  return !dials(first) && !(dials(commands) && !commands.some(({ use }) => use.command === 'transfer'));
}

/** Whether the first leg is bridged with the one that is dialled first, or that one is linked to it: then it is another. */
function joinsDialled(commands: readonly PlacedCommand[], first: readonly PlacedCommand[]): boolean {
  const role = firstRoleOf(first, commands);
  const names = (value: unknown, wanted: string): boolean => readLegAddress(value)?.role === wanted;
  return commands.some(
    ({ use }) =>
      (use.command === 'bridge' && use.params['leg'] === undefined && names(use.params['call_control_id'], role)) ||
      (use.command === 'dial' && names(use.params['link_to'], 'caller') && roleMade(use) === role),
  );
}

function firstRoleOf(first: readonly PlacedCommand[], commands: readonly PlacedCommand[]): string {
  const dialled = [...first, ...commands].find(({ use }) => use.command === 'dial');
  const as = dialled?.use.params['as'];
  return typeof as === 'string' ? as : 'callee';
}

/** The regions of parallel states in which a leaf is not, though they run beside it. */
export function regionsBeside(leaf: AnyStateNode): readonly AnyStateNode[] {
  const chain = chainOf(leaf);
  return chain.flatMap((node) =>
    node.type === 'parallel' ? childrenOf(node).filter((region) => !chain.includes(region)) : [],
  );
}
