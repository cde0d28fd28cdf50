/**
 * Over everything that can happen to a call of a flow, breadth-first, with the fewest people doing anything first: to
 * begin with, nothing goes wrong; then, from every moment of that in its order, with each undocumented behaviour of Telnyx that the flow comes to meet and with one
 * fault. What is found is kept with the shortest way to it; what was not looked at is counted.
 */
import { defaultVariants, type Variants, variantValues } from '../../simulator/variants.ts';
import type { FlowModel } from '../model/flow-model.ts';
import { ByActs } from './by-acts.ts';
import { ContextValues } from './context-values.ts';
import { Coverage } from './coverage.ts';
import { findCircles } from './circles.ts';
import type { Bounds, Explored, FoundViolation, Node, Step, VariantFlip } from './explored.ts';
import { firstWorld, rulesFor } from './first-world.ts';
import { type Move, Moves } from './moves.ts';
import { actsOf, isPlainer } from './plainer.ts';
import { startTimesOf } from './start-times.ts';
import { hashOf, stateKey } from './state-key.ts';
import { isBeforeTimer, type Listener, makeMove, type Rules, withWebhookFault } from './transition.ts';
import { judgeStep, type Violation } from './violation.ts';
import type { World } from './world.ts';

// The rest is for what goes wrong.
const fairShare = 0.6;
const faultShare = 0.01;

/** One exploration. */
export class Explorer {
  readonly #rules: Rules;
  readonly #model: FlowModel;
  readonly #bounds: Bounds;
  readonly #moves: Moves;
  readonly #context = new ContextValues();
  readonly #coverage: Coverage;
  readonly #seen = new Map<number, number>();
  readonly #plain = new Set<number>();
  readonly #nodes: Node[] = [];
  readonly #fair = new ByActs();
  /** In the order in which they were explored. */
  readonly #fairOrder: Node[] = [];
  readonly #wrong = new ByActs();
  readonly #found = new Map<string, FoundViolation>();
  readonly #met = new Map<string, VariantFlip>();
  readonly #consulted = new Set<keyof Variants>();
  #transitions = 0;
  #depth = 0;
  #unexplored = 0;
  #isEnough = false;

  constructor(model: FlowModel, bounds: Bounds) {
    const { flow } = model;
    this.#model = model;
    this.#bounds = bounds;
    this.#moves = new Moves(model);
    this.#coverage = new Coverage(model);
    this.#rules = rulesFor(flow, bounds.limits);
  }

  /** How moves are made, for those who go a way once more. */
  get rules(): Rules {
    return this.#rules;
  }

  /** The first moment. */
  begin(listener: Listener = {}, startsAtMs?: number): World {
    return firstWorld(this.#model, this.#rules, this.#variants(undefined), listener, startsAtMs);
  }

  /** A moment under another behaviour of the carrier. */
  vary(world: World, flip: VariantFlip): World {
    return { ...world, variant: flip.number, carrier: { ...world.carrier, variants: this.#variants(flip) } };
  }

  /** Explores everything within the bounds. */
  explore(): Explored {
    const starts = startTimesOf(this.#model, this.#rules);
    for (const startsAtMs of starts.times) this.#addFirst(startsAtMs);
    this.#exploreFair();
    this.#exploreWrong();
    for (const circle of findCircles(this.#nodes))
      this.#note({ ...circle, variant: variantOf(circle.node), fault: undefined });
    const found = [...this.#found.values()];
    return {
      found,
      states: this.#nodes.length,
      transitions: this.#transitions,
      depth: this.#depth,
      unexplored: this.#unexplored,
      isCutShort: this.#isEnough,
      variants: [...this.#met.values()].map((flip) => ({
        flip,
        holds: !found.some(({ variant }) => variant?.number === flip.number),
      })),
      widened: this.#context.widened,
      starts,
      coverage: this.#coverage,
    };
  }

  #addFirst(startsAtMs: number): void {
    const found: Violation[] = [];
    const stepped: NonNullable<Listener['stepped']> = (now, before, advanced, input) =>
      void found.push(...judgeStep(now, before, advanced, input));
    this.#add(undefined, { move: undefined, startsAtMs }, this.begin({ stepped }, startsAtMs), false, found);
  }

  /** With nothing going wrong, for as much of what may be explored as leaves the rest some room. */
  #exploreFair(): void {
    for (let node = this.#fair.next(); node !== undefined; node = this.#fair.next()) {
      this.#fairOrder.push(node);
      if (this.#isBeyond(node, this.#bounds.mostStates * fairShare)) continue;
      for (const move of this.#movesFrom(node)) this.#make(node, { move }, node.world as World);
      node.isExpanded = true;
    }
  }

  /** From every moment in which nothing went wrong: what may, and all that comes of it. */
  #exploreWrong(): void {
    for (const node of this.#fairOrder) {
      if (node.isExpanded !== true || this.#isBeyond(node, this.#bounds.mostStates)) this.#unexplored += 1;
      else this.#goWrong(node);
      node.world = undefined;
      // What comes of the first fault shall not take the room of all others.
      this.#exploreOn(this.#bounds.mostStates * faultShare);
    }
    this.#exploreOn(this.#bounds.mostStates);
  }

  /** Goes on from where something went wrong, so many moments further. */
  #exploreOn(most: number): void {
    const end = this.#nodes.length + most;
    while (this.#nodes.length < end) {
      const node = this.#wrong.next();
      if (node === undefined) return;
      if (this.#isBeyond(node, this.#bounds.mostStates)) this.#unexplored += 1;
      else for (const move of this.#movesFrom(node)) this.#make(node, { move }, node.world as World);
      node.world = undefined;
    }
  }

  #isBeyond({ depth }: Node, most: number): boolean {
    return this.#isEnough || this.#nodes.length >= most || depth >= this.#bounds.deepest;
  }

  #movesFrom({ world }: Node): readonly Move[] {
    if (world === undefined) return [];
    return this.#moves.from(world, world.fault === undefined && isBeforeTimer(this.#rules.flow, world));
  }

  #goWrong(node: Node): void {
    const world = node.world as World;
    for (const move of this.#movesFrom(node)) {
      this.#consulted.clear();
      const reached = makeMove(this.#rules, world, move);
      this.#flip(node, move);
      for (const [site] of reached.commands.entries()) {
        for (const kind of ['refused', 'unavailable'] as const)
          this.#make(node, { move, commandFault: { site, kind } }, world);
      }
      for (const webhook of reached.webhooks) {
        for (const kind of ['lost', 'late'] as const) {
          this.#transitions += 1;
          const step = { move, webhookFault: { id: webhook.id, kind } };
          this.#add(node, step, withWebhookFault(reached.world, webhook, kind), reached.isOver, []);
        }
      }
    }
  }

  /**
   * Where Telnyx might behave in another way, it does, from the first thing that happens on. What a call that we start
   * meets before that is its first dial, and no variant of that is left once a flow is loaded.
   */
  #flip(node: Node, move: Move): void {
    for (const { number, name, values } of variantValues) {
      if (!this.#consulted.has(name)) continue;
      const value = values[1];
      if (value === undefined || wasConsulted(node, name)) continue;
      const flip = { number, name, value };
      this.#met.set(number, flip);
      this.#make(node, { move, flip }, this.vary(node.world as World, flip));
    }
    if (this.#consulted.size > 0)
      consultedAt.set(node, new Set([...(consultedAt.get(node) ?? []), ...this.#consulted]));
  }

  #make(node: Node, step: Step, world: World): ReturnType<typeof makeMove> {
    this.#transitions += 1;
    const reached = makeMove(this.#rules, world, step.move as Move, step.commandFault, {
      stepped: (_now, before, { state, entry }) =>
        this.#coverage.note(before?.machine.value, state.machine.value, entry),
    });
    this.#add(node, step, reached.world, reached.isOver, reached.violations);
    return reached;
  }

  #add(parent: Node | undefined, step: Step, world: World, isOver: boolean, violations: readonly Violation[]): void {
    const depth = parent === undefined ? 0 : parent.depth + 1;
    const plainHash = hashOf(stateKey(world, this.#context));
    const mark = (world.fault === undefined ? 0 : world.fault.kind === 'refused' ? 1 : 2) + variantMark(world.variant);
    const hash = mark === 0 ? plainHash : hashOf(`${mark} ${plainHash}`);
    const known = this.#seen.get(hash);
    const isPlainMove =
      step.move?.act === undefined && step.commandFault === undefined && step.webhookFault === undefined;
    const isNew = known === undefined && !(world.fault !== undefined && this.#plain.has(plainHash));
    let node: Node | undefined;
    if (isNew || violations.length > 0) {
      node = {
        index: this.#nodes.length,
        startsAtMs: step.startsAtMs,
        parent,
        move: step.move,
        commandFault: step.commandFault,
        webhookFault: step.webhookFault,
        flip: step.flip,
        depth,
        acts: actsOf(parent, step),
        world,
        next: undefined,
        isHeld: isHeld(world),
        state: JSON.stringify(world.call?.machine.value) ?? '',
        isOver,
      };
      for (const violation of violations) this.#note({ violation, node, variant: variantOf(node), fault: world.fault });
    }
    if (isNew && node !== undefined) {
      this.#nodes.push(node);
      this.#seen.set(hash, node.index);
      if (mark === 0) this.#plain.add(plainHash);
      this.#depth = Math.max(this.#depth, depth);
      if (!isOver && world.call?.phase !== 'closed') (mark === 0 ? this.#fair : this.#wrong).push(node);
      else node.world = undefined;
    }
    if (parent !== undefined && isPlainMove) parent.next = known ?? (isNew ? node?.index : undefined);
  }

  #note(found: FoundViolation): void {
    const { code, state, severity } = found.violation;
    const key = `${code} ${state} ${severity ?? ''}`;
    const known = this.#found.get(key);
    if (known !== undefined && !isPlainer(found, known)) return;
    this.#found.set(key, found);
    this.#isEnough ||= this.#bounds.isEnough?.(found) === true;
  }

  #variants(flip: VariantFlip | undefined): Variants {
    const values: Variants = flip === undefined ? defaultVariants : { ...defaultVariants, [flip.name]: flip.value };
    const consulted = this.#consulted;
    const watched = {};
    for (const name of Object.keys(values) as (keyof Variants)[]) {
      Object.defineProperty(watched, name, {
        enumerable: true,
        get: () => {
          consulted.add(name);
          return values[name];
        },
      });
    }
    return watched as Variants;
  }
}

/** Which undocumented behaviours mattered on the way out of a node. */
const consultedAt = new WeakMap<Node, ReadonlySet<keyof Variants>>();

function wasConsulted(node: Node, name: keyof Variants): boolean {
  for (let one = node.parent; one !== undefined; one = one.parent)
    if (consultedAt.get(one)?.has(name) === true) return true;
  return false;
}

function variantOf(node: Node): VariantFlip | undefined {
  for (let one: Node | undefined = node; one !== undefined; one = one.parent)
    if (one.flip !== undefined) return one.flip;
  return undefined;
}

const variantMark = (variant: string | undefined): number =>
  variant === undefined ? 0 : 10 * (1 + variantValues.findIndex(({ number }) => number === variant));

/** Whether people, a queue or an assistant hold a leg: then it is theirs to end the call. */
function isHeld({ carrier }: World): boolean {
  return carrier.legs.some(
    (leg) =>
      leg.signalling !== 'ended' &&
      (leg.attachment.kind !== 'none' || leg.conversation !== undefined || leg.streams.some(({ talks }) => talks)),
  );
}
