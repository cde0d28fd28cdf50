/**
 * The oracle: a live XState actor under a clock that stands still, with everything observed from outside (inspection,
 * scheduler, children). It knows nothing of Callchart's step and shares no code with it.
 */
import { createActor, type AnyActorRef, type AnyMachineSnapshot, type AnyStateMachine, type EventObject } from 'xstate';

/** What the two sides are compared by, both as JSON. */
export interface Observation {
  readonly value: unknown;
  readonly context: unknown;
  readonly status: string;
  readonly output: unknown;
  readonly error: unknown;
  readonly children: readonly string[];
  readonly tags: readonly string[];
  readonly actions: readonly unknown[];
  readonly timers: readonly unknown[];
  readonly tasks: readonly string[];
}

interface Scheduled {
  readonly id: string;
  readonly delay: number;
  readonly event: EventObject;
  readonly source: unknown;
}

interface Armed {
  readonly scheduled: Scheduled;
  readonly fire: () => void;
}

export class LiveActor {
  readonly #actor: AnyActorRef;
  #actions: unknown[] = [];
  /** In the order in which they were armed. */
  readonly #armed = new Map<number, Armed>();
  readonly #seen = new Set<Scheduled>();
  #handles = 0;
  failure: unknown;

  constructor(machine: AnyStateMachine, input: unknown) {
    this.#actor = createActor(machine, {
      input: input,
      clock: { setTimeout: (fn) => this.#arm(fn), clearTimeout: (handle) => void this.#armed.delete(handle as number) },
      logger: () => {},
      inspect: (event) => {
        if (event.type === '@xstate.action' && event.actorRef === this.#actor) this.#record(event.action);
      },
    }) as AnyActorRef;
    this.#actor.subscribe({ error: (error: unknown) => (this.failure = error) });
    (this.#actor as unknown as { start: () => void }).start();
  }

  get snapshot(): AnyMachineSnapshot {
    return this.#actor.getSnapshot() as AnyMachineSnapshot;
  }

  send(event: EventObject): void {
    this.#actor.send(event);
  }

  /** Whether some transition would be selected; undefined when a guard throws. */
  wouldHandle(event: EventObject): boolean | undefined {
    const { snapshot } = this;
    try {
      return (snapshot.machine as AnyStateMachine).getTransitionData(snapshot as never, event).length > 0;
    } catch {
      return undefined;
    }
  }

  /** Lets the timer at this place of `timers` run out. */
  fire(index: number): void {
    const [handle, armed] = this.#pending()[index] as [number, Armed];
    this.#armed.delete(handle);
    armed.fire();
  }

  /** Ends a task as its promise would. */
  settle(id: string, event: { type: 'xstate.promise.resolve' | 'xstate.promise.reject'; data: unknown }): void {
    this.#children()[id]?.send(event);
  }

  /** Everything there is to see, and the actions since the last look. */
  observe(): Observation {
    const { snapshot } = this;
    const active = snapshot.status === 'active';
    const children = this.#children();
    const actions = this.#actions;
    this.#actions = [];
    return {
      value: snapshot.value,
      context: snapshot.context,
      status: snapshot.status,
      output: snapshot.output,
      error: snapshot.error,
      children: active ? Object.keys(children) : [],
      tags: active ? [...snapshot.tags].sort() : [],
      actions,
      timers: this.#pending().map(([, { scheduled }]) => timerOf(scheduled)),
      tasks: active
        ? Object.keys(children)
            .filter((id) => isRunning(children[id] as AnyActorRef))
            .sort()
        : [],
    };
  }

  #children(): Record<string, AnyActorRef> {
    return this.snapshot.children as Record<string, AnyActorRef>;
  }

  /**
   * XState keeps a timer that was armed again under the same id running, though nobody can cancel it any more. A
   * durable timer is replaced: so the forgotten one is left out here.
   */
  #pending(): [number, Armed][] {
    const { _scheduledEvents } = this.#actor.system.getSnapshot();
    const current = new Set<unknown>(Object.values(_scheduledEvents));
    return [...this.#armed].filter(([, armed]) => current.has(armed.scheduled));
  }

  #arm(fire: () => void): number {
    const all = Object.values(this.#actor.system.getSnapshot()._scheduledEvents) as unknown as Scheduled[];
    const scheduled = all.find((candidate) => !this.#seen.has(candidate)) as Scheduled;
    this.#seen.add(scheduled);
    this.#armed.set(++this.#handles, { scheduled, fire });
    return this.#handles;
  }

  #record(action: { readonly type: string; readonly params: unknown }): void {
    const entry = this.#entryOf(action.type, action.params as never);
    if (entry !== undefined) this.#actions.push(entry);
  }

  /** An executed action, in words that both sides share. */
  #entryOf(type: string, params: Record<string, unknown> | undefined): unknown {
    switch (type) {
      case 'xstate.raise':
        return params?.['delay'] === undefined ? undefined : ['timer', params['id'], params['delay'], params['event']];
      case 'xstate.sendTo':
        if (params?.['to'] !== this.#actor) throw new Error('A random machine sends to itself only.');
        return params['delay'] === undefined ? undefined : ['timer', params['id'], params['delay'], params['event']];
      case 'xstate.cancel':
        return ['cancel', params?.['sendId']];
      case 'xstate.spawnChild':
        return ['task', params?.['id'], params?.['src'], params?.['input']];
      case 'xstate.stopChild':
        return params === undefined ? undefined : ['stop', params['id']];
      case 'xstate.emit':
        return ['emit', params?.['event']];
      case 'xstate.log':
        return ['log', params?.['label'], params?.['value']];
      default:
        return ['command', type, params];
    }
  }
}

// Ids that XState drew at random name timers that were armed without one.
const drawnAtRandom = /^[a-z0-9]{6,}$/;

const timerOf = ({ id, delay, event }: Scheduled): unknown => [drawnAtRandom.test(id) ? undefined : id, delay, event];

const isRunning = (child: AnyActorRef): boolean => child.getSnapshot().status === 'active';
