/**
 * What can happen next in an explored call: time goes on, somebody at a phone does something, a task ends, an event of
 * the application comes. What goes wrong on top of it is decided elsewhere.
 */
import type { AnyStateNode } from 'xstate';
import { memberOf } from '../../flow/load/machine-reading.ts';
import { type CarrierLeg, controlId, type PickedUp } from '../carrier/carrier-state.ts';
import { checkMetaOf, type CheckMeta } from '../model/check-meta.ts';
import type { FlowModel } from '../model/flow-model.ts';
import { type DigitClasses, digitClassesOf } from './digit-classes.ts';
import type { World } from './world.ts';

/** What somebody does. */
export type Act =
  | { readonly kind: 'hangs up'; readonly leg: number }
  | { readonly kind: 'answers'; readonly leg: number; readonly by: PickedUp }
  | { readonly kind: 'rejects'; readonly leg: number; readonly how: 'busy' | 'decline' }
  | { readonly kind: 'presses'; readonly leg: number; readonly keys: string }
  | { readonly kind: 'ends conversation'; readonly leg: number; readonly reason: 'customer_disconnect' | null }
  | { readonly kind: 'tells'; readonly leg: number }
  | { readonly kind: 'drops streams'; readonly leg: number }
  | { readonly kind: 'task'; readonly id: string; readonly end: 'fails' | 'times out' | { readonly output: unknown } }
  | { readonly kind: 'event'; readonly type: string; readonly payload: unknown };

/** One way on. */
export interface Move {
  /** What somebody does; undefined: time goes on. */
  readonly act: Act | undefined;
  /** It is done at the last moment before a timer of the flow fires. */
  readonly isLast?: true;
}

// How many people act before the application has heard of it; where something goes wrong as well, one at a time.
const mostAtOnce = 2;

/** Whether somebody may do something at this moment. */
export function isOpen(world: World): boolean {
  return world.isOpen && world.acts.length < (world.fault === undefined ? mostAtOnce : 1);
}

/** What is known of a flow that makes moves. */
export class Moves {
  readonly #model: FlowModel;
  readonly #digits: DigitClasses;
  readonly #meta: CheckMeta;
  readonly #rejects: readonly ('busy' | 'decline')[];
  readonly #handlers = new Map<string, ReadonlySet<string>>();

  constructor(model: FlowModel) {
    this.#model = model;
    this.#digits = digitClassesOf(model);
    this.#meta = checkMetaOf(model.flow);
    const causes = JSON.stringify(guardParams(model, 'cause'));
    this.#rejects = causes.includes('call_rejected') ? ['busy', 'decline'] : ['busy'];
  }

  /** Every way on from here. */
  from(world: World, isBeforeTimer: boolean): readonly Move[] {
    const tasks = this.#tasks(world);
    // A task's end is decided on when it starts.
    if (tasks.length > 0) return tasks.map((act) => ({ act }));
    if (!isOpen(world)) return [{ act: undefined }];
    const acts = world.carrier.legs
      .filter((leg) => leg.index >= world.actor && !isTwin(world, leg))
      .flatMap((leg) => this.#actsOn(world, leg));
    const events = this.#events(world).map((act) => ({ act }));
    const now: Move[] = [{ act: undefined }, ...acts.map((act) => ({ act })), ...events];
    if (!isBeforeTimer) return now;
    return [...now, ...acts.map((act) => ({ act, isLast: true as const }))];
  }

  #actsOn(world: World, leg: CarrierLeg): Act[] {
    const { index } = leg;
    if (leg.signalling === 'ended' || world.call === undefined) return [];
    if (leg.direction === 'outgoing' && leg.signalling !== 'answered') {
      if (leg.signalling !== 'alerting') return [];
      return [
        ...pickUps(leg).map((by): Act => ({ kind: 'answers', leg: index, by })),
        ...this.#rejects.map((how): Act => ({ kind: 'rejects', leg: index, how })),
      ];
    }
    const acts: Act[] = [{ kind: 'hangs up', leg: index }];
    if (leg.signalling !== 'answered') return acts;
    for (const keys of this.#keys(world, leg)) acts.push({ kind: 'presses', leg: index, keys });
    if (leg.conversation !== undefined) {
      if (leg.conversation.kind === 'gather') acts.push({ kind: 'tells', leg: index });
      else acts.push({ kind: 'ends conversation', leg: index, reason: null });
      if (leg.conversation.kind === 'relay')
        acts.push({ kind: 'ends conversation', leg: index, reason: 'customer_disconnect' });
    }
    if (leg.streams.some(({ talks }) => talks)) acts.push({ kind: 'drops streams', leg: index });
    return acts;
  }

  #keys(world: World, leg: CarrierLeg): readonly string[] {
    const { gather } = leg;
    if (gather !== undefined)
      return gather.isOffered === gather.phase || gather.pressed ? [] : this.#digits.of(gather.rules);
    if (leg.keyed) return [];
    const first = world.call?.legs.find((one) => one.first)?.callControlId;
    const prefix = first === controlId(leg.index) ? '' : '.';
    const wants = [...this.#handled(world)].some((event) =>
      prefix === '' ? event === 'call.dtmf.received' : event.endsWith('.call.dtmf.received'),
    );
    return wants ? this.#digits.single : [];
  }

  #tasks({ call, decided }: World): Act[] {
    const task = call?.tasks.find(({ generation }) => !decided.includes(generation));
    if (task === undefined) return [];
    const samples = this.#meta.tasks?.[task.src] ?? [{}];
    return [
      ...samples.map((output): Act => ({ kind: 'task', id: task.id, end: { output } })),
      { kind: 'task', id: task.id, end: 'fails' },
      { kind: 'task', id: task.id, end: 'times out' },
    ];
  }

  #events(world: World): Act[] {
    const types = Object.keys(this.#model.flow.options.events);
    if (types.length === 0 || world.call === undefined) return [];
    const handled = this.#handled(world);
    return types
      .filter((type) => handled.has(type))
      .flatMap((type) => (this.#meta.events?.[type] ?? [{}]).map((payload): Act => ({ kind: 'event', type, payload })));
  }

  /** What active states name. */
  #handled({ call }: World): ReadonlySet<string> {
    const key = JSON.stringify(call?.machine.value);
    const known = this.#handlers.get(key);
    if (known !== undefined) return known;
    const active = new Set<string>();
    const visit = (node: AnyStateNode, value: unknown): void => {
      for (const descriptor of (node.transitions as Map<string, unknown>).keys()) active.add(descriptor);
      if (typeof value === 'string') {
        const child = node.states[value] as AnyStateNode | undefined;
        if (child !== undefined) visit(child, undefined);
      } else if (typeof value === 'object' && value !== null) {
        for (const [name, inner] of Object.entries(value)) visit(node.states[name] as AnyStateNode, inner);
      }
    };
    visit(this.#model.flow.machine.root as AnyStateNode, call?.machine.value);
    this.#handlers.set(key, active);
    return active;
  }
}

/** Phones of one role that ring alike are tried in their order: which of them it is makes no difference. */
function isTwin({ call, carrier }: World, leg: CarrierLeg): boolean {
  if (leg.direction !== 'outgoing' || leg.signalling !== 'alerting') return false;
  const roleOf = ({ index }: CarrierLeg): string | undefined =>
    call?.legs.find(({ callControlId }) => callControlId === controlId(index))?.role;
  return carrier.legs.some(
    (one) =>
      one.index < leg.index &&
      one.signalling === 'alerting' &&
      one.direction === 'outgoing' &&
      one.joins === leg.joins &&
      roleOf(one) === roleOf(leg),
  );
}

/** Who may pick up: as many as machine detection can tell apart. */
function pickUps({ detection }: CarrierLeg): readonly PickedUp[] {
  const human: PickedUp = { verdict: 'human', beep: true };
  if (detection === undefined) return [human];
  const machines: PickedUp[] = [
    { verdict: 'machine', beep: true },
    { verdict: 'machine', beep: false },
  ];
  const unsure: PickedUp = { verdict: 'not_sure', beep: true };
  if (detection.mode !== 'premium') return [human, ...machines, unsure];
  const premium = (['human_business', 'silence', 'fax_detected'] as const).map((verdict) => ({ verdict, beep: true }));
  return [human, ...machines, unsure, ...premium];
}

/** The params of every guard of a name. */
function guardParams(model: FlowModel, name: string): readonly unknown[] {
  return model.ways.flatMap(({ candidate: { guard } }) =>
    memberOf(guard, 'type') === name ? [memberOf(guard, 'params')] : [],
  );
}
