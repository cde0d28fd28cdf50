/**
 * The flows of a process: by identity for calls that run, by id for calls that begin, and the routes to them.
 */
import { setup } from 'xstate';
import type { FlowIdentity } from '../engine/call-state.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import { type Flow, loadFlow } from '../flow/load-flow.ts';
import type { IncomingCall, Route, Routes } from './runtime-options.ts';

/** A flow to begin a call on. */
export interface RoutedFlow {
  readonly flow: Flow;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Stands in for a flow that is not there, so that the engine's fallback has something to work with. */
const missing: Flow = loadFlow(
  setup({}).createMachine({ id: 'missing-flow', version: '1', initial: 'missing', states: { missing: {} } }),
);

/** The flows that are loaded. */
export class FlowRegistry {
  readonly #byIdentity = new Map<string, Flow>();
  readonly #newest = new Map<string, Flow>();
  readonly #routes: Routes | undefined;

  constructor(flows: readonly Flow[], routes: Routes | undefined) {
    this.#routes = routes;
    for (const flow of flows) this.add(flow);
    if (typeof routes === 'object') for (const target of Object.values(routes)) this.#assertLoaded(nameOf(target));
  }

  add(flow: Flow): void {
    this.#byIdentity.set(identityKey(flow), flow);
    this.#newest.set(flow.id, flow);
  }

  all(): readonly Flow[] {
    return [...this.#newest.values()];
  }

  /** The flow that is asked for by id. @throws CallchartError `flow.unknown` */
  wanted(id: string): Flow {
    const flow = this.#newest.get(id);
    if (flow !== undefined) return flow;
    const known = [...this.#newest.keys()];
    throw new CallchartError('flow.unknown', `No flow "${id}" is loaded. Loaded: ${known.join(', ') || 'none'}.`, {
      details: { flow: id, loaded: known },
    });
  }

  /** The flow that a call runs on; undefined when it is not loaded any more. */
  of(identity: FlowIdentity): Flow | undefined {
    return identity.id === missing.id ? missing : this.#byIdentity.get(identityKey(identity));
  }

  /** What a call without its flow is brought to an end with. */
  get missing(): Flow {
    return missing;
  }

  /**
   * The flow for an incoming call; undefined when none is meant for it. A function that throws, or names a flow that is
   * not loaded, is a promise that rejects: it is asked again, and somebody hears it ring meanwhile.
   */
  route(call: IncomingCall): RoutedFlow | undefined | Promise<RoutedFlow | undefined> {
    const routes = this.#routes;
    if (routes === undefined) return this.#only();
    if (typeof routes !== 'function') {
      const name = [call.to, call.connectionId, '*'].find((one) => Object.hasOwn(routes, one));
      return name === undefined ? undefined : this.#resolve(routes[name]);
    }
    try {
      const target = routes(call);
      if (typeof target !== 'object' || !('then' in target)) return this.#resolve(target);
      return Promise.resolve(target).then((found) => this.#resolve(found));
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #only(): RoutedFlow | undefined {
    const [flow] = this.all();
    return flow === undefined || this.#newest.size > 1 ? undefined : { flow, input: {} };
  }

  #resolve(target: Route | string | undefined): RoutedFlow | undefined {
    if (target === undefined) return undefined;
    const flow = this.#assertLoaded(nameOf(target));
    return { flow, input: typeof target === 'string' ? {} : (target.input ?? {}) };
  }

  #assertLoaded(id: string): Flow {
    const flow = this.#newest.get(id);
    if (flow !== undefined) return flow;
    const loaded = [...this.#newest.keys()].join(', ') || 'none';
    throw new CallchartError('flow.unknown', `A route leads to flow "${id}", which is not loaded. Loaded: ${loaded}.`, {
      details: { flow: id },
    });
  }
}

const identityKey = ({ id, version, hash }: FlowIdentity): string => JSON.stringify([id, version, hash]);

const nameOf = (target: Route | string): string => (typeof target === 'string' ? target : target.flow);
