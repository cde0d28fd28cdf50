/**
 * What may be the case on every leg in every state: facts are carried along all ways until nothing new is learnt. In a
 * state with parallel regions others act on the same legs, so nothing there is certain (`isVague`).
 */
import type { AnyStateNode } from 'xstate';
import { isWithin } from './entering.ts';
import type { FlowModel, PlacedCommand, Way } from './flow-model.ts';
import { regionsBeside } from './flow-model.ts';
import { readEventName } from './event-names.ts';
import { afterCommand, keyOf, onEvent, type Scene } from './leg-changes.ts';
import { type Facts, FIRST, joined, noLeg, ringingLeg, sameFacts } from './leg-facts.ts';

/** A command with what may be the case when it is asked for. */
export interface CommandInFacts extends PlacedCommand {
  readonly before: Facts;
  readonly scene: Scene;
  /** The leaves that are active once the transition is done. */
  readonly leaves: readonly AnyStateNode[];
  /** Whether other regions act on the same legs. */
  readonly isVague: boolean;
  /** The way on which it is; undefined at the very start. */
  readonly way: Way | undefined;
}

/** The facts of a flow. */
export interface FlowFacts {
  /** What may be the case when a leaf has been entered. */
  readonly at: (leaf: AnyStateNode) => Facts;
  readonly isVague: (leaf: AnyStateNode) => boolean;
  /** Every command on every way by which it is asked for. */
  readonly commands: readonly CommandInFacts[];
  /** The facts on a way once its event has come, before its commands. */
  readonly onWay: (way: Way) => Facts;
}

/** Computes the facts. */
export function factsOf(model: FlowModel): FlowFacts {
  const facts = new Map<AnyStateNode, Facts>();
  const first: Facts = new Map([[FIRST, model.incoming ? ringingLeg : noLeg]]);
  const begun = { firstRole: model.firstRole, eventLeg: FIRST };
  const waiting = new Set<AnyStateNode>();
  const learn = (leaf: AnyStateNode, news: Facts): void => {
    const known = facts.get(leaf);
    const next = known === undefined ? news : joined(known, news);
    if (known !== undefined && sameFacts(known, next)) return;
    facts.set(leaf, next);
    waiting.add(leaf);
  };
  const atStart = model.start.commands.reduce((state, { use }) => afterCommand(state, use, begun), first);
  for (const leaf of model.start.leaves) learn(leaf, atStart);
  for (const leaf of waiting) {
    waiting.delete(leaf);
    for (const way of model.waysFrom(leaf)) {
      const scene = sceneOf(model, way);
      const after = way.commands.reduce(
        (state, { use }) => afterCommand(state, use, scene),
        onEvent(facts.get(leaf) ?? first, way.event, scene, noticesIn(model, leaf)),
      );
      for (const next of way.to)
        if (next !== leaf || way.candidate.targets.length > 0 || way.commands.length > 0) learn(next, after);
    }
  }
  const at = (leaf: AnyStateNode): Facts => facts.get(leaf) ?? new Map();
  const vague = new Map(model.leaves.map((leaf) => [leaf, isVague(model, leaf)] as const));
  const onWay = (way: Way): Facts => onEvent(at(way.from), way.event, sceneOf(model, way), noticesIn(model, way.from));
  return {
    at,
    isVague: (leaf) => vague.get(leaf) === true,
    onWay,
    commands: [
      ...inOrder(model.start.commands, first, begun, { leaves: model.start.leaves, isVague: false, way: undefined }),
      ...model.ways
        .filter((way) => model.reachable.has(way.from))
        .flatMap((way) =>
          inOrder(way.commands, onWay(way), sceneOf(model, way), {
            leaves: way.to,
            isVague: vague.get(way.from) === true || way.to.some((leaf) => vague.get(leaf) === true),
            way,
          }),
        ),
    ],
  };
}

/** Which events make a state be left for certain. */
const noticesIn =
  (model: FlowModel, leaf: AnyStateNode) =>
  (event: string): boolean =>
    model.candidatesFor(leaf, event).some(({ guard, targets }) => guard === undefined && targets.length > 0);

function inOrder(
  commands: readonly PlacedCommand[],
  before: Facts,
  scene: Scene,
  there: Pick<CommandInFacts, 'leaves' | 'isVague' | 'way'>,
): CommandInFacts[] {
  let facts = before;
  return commands.map((placed) => {
    const isVagueHere = there.isVague || placed.use.isConditional;
    const found = { ...placed, ...there, before: facts, scene, isVague: isVagueHere };
    facts = afterCommand(facts, placed.use, scene);
    return found;
  });
}

function sceneOf({ firstRole }: FlowModel, { event }: Way): Scene {
  const name = readEventName(event);
  const role = name.kind === 'telnyx' ? (name.role ?? 'caller') : name.kind === 'legs ended' ? name.role : undefined;
  return { firstRole, eventLeg: role === undefined ? undefined : keyOf(role, { firstRole }) };
}

/** Whether a region beside the leaf asks for anything. */
function isVague(model: FlowModel, leaf: AnyStateNode): boolean {
  const beside = regionsBeside(leaf);
  return beside.length > 0 && model.commands.some(({ node }) => beside.some((region) => isWithin(node, region)));
}
