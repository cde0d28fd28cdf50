/**
 * The flows of a process: by identity for calls that run, by id for calls that begin, and the routes to them.
 */
import { setup } from 'xstate';
import type { FlowIdentity } from '../engine/call-state.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import { type Flow, loadFlow } from '../flow/load-flow.ts';
import type { IncomingCall, Route, Routes, RuntimeOptions } from './runtime-options.ts';
import { isNotOlder, Shares } from './shares.ts';

/** A flow to begin a call on. */
export interface RoutedFlow {
  readonly flow: Flow;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Stands in for a flow that is not there, so that the engine's fallback has something to work with. */
export const missingFlow: Flow = loadFlow(
  setup({}).createMachine({ id: 'missing-flow', version: '1', initial: 'missing', states: { missing: {} } }),
);

/** The flows that are loaded. */
export class FlowRegistry {
  readonly #byIdentity = new Map<string, Flow>();
  readonly #newest = new Map<string, Flow>();
  readonly #routes: Routes | undefined;
  readonly #shares: Shares;

  constructor(flows: readonly Flow[], routes: Routes | undefined, shares?: RuntimeOptions['shares']) {
    this.#routes = routes;
    for (const flow of flows) this.#load(flow);
    this.#shares = new Shares(shares, (id, version) => this.#ofVersion(id, version));
    if (typeof routes === 'object') for (const target of Object.values(routes)) this.#assertLoaded(nameOf(target));
  }

  /** Of several versions the newest takes new calls, in whatever order they are named. */
  #load(flow: Flow): void {
    const newest = this.#newest.get(flow.id);
    this.#byIdentity.set(identityKey(flow), flow);
    if (newest === undefined || isNotOlder(flow.version, newest.version)) this.#newest.set(flow.id, flow);
  }

  #ofVersion(id: string, version: string): Flow | undefined {
    return [...this.#byIdentity.values()].findLast((flow) => flow.id === id && flow.version === version);
  }

  #loadedOf(id: string): readonly Flow[] {
    return [...this.#byIdentity.values()].filter((flow) => flow.id === id);
  }

  /** A further flow, or another version, which takes new calls from now on. */
  add(flow: Flow): void {
    this.#byIdentity.set(identityKey(flow), flow);
    this.#newest.set(flow.id, flow);
  }

  all(): readonly Flow[] {
    return [...this.#newest.values()];
  }

  /**
   * The flow that is asked for by id.
   * @param lot what its share is drawn with: the same lot gives the same version
   * @throws CallchartError `flow.unknown`
   */
  wanted(id: string, lot = ''): Flow {
    const flow = this.#choose(id, lot);
    if (flow !== undefined) return flow;
    const known = [...this.#newest.keys()];
    throw new CallchartError('flow.unknown', `No flow "${id}" is loaded. Loaded: ${known.join(', ') || 'none'}.`, {
      details: { flow: id, loaded: known },
    });
  }

  /**
   * One version of a flow.
   * @param hash of the machine that is meant, if whoever asks knows it
   * @throws CallchartError `flow.unknown`, `flow.changed`
   */
  version(id: string, version: string, hash?: string): Flow {
    const flow = this.#ofVersion(id, version);
    if (flow === undefined) {
      const loaded = [...this.#byIdentity.values()].map((one) => `${one.id}@${one.version}`);
      throw new CallchartError(
        'flow.unknown',
        `Version ${version} of flow "${id}" is not loaded here; loaded: ${loaded.join(', ') || 'none'}. Serve its file ` +
          'beside the older one: calls go on over a restart.',
        { details: { flow: id, version, loaded } },
      );
    }
    if (hash === undefined || hash === flow.hash) return flow;
    throw new CallchartError(
      'flow.changed',
      `Version ${version} of flow "${id}" that is loaded here is another machine than the one that is meant. Serve the ` +
        'file that is to be moved to.',
      { details: { flow: id, version, hash, loaded: flow.hash } },
    );
  }

  /** The flow that takes a call which another one hands on; undefined when it is not loaded. */
  taking(id: string, callId: string): Flow | undefined {
    return this.#choose(id, callId);
  }

  /** The flow that a call runs on; undefined when it is not loaded any more. */
  of(identity: FlowIdentity): Flow | undefined {
    return identity.id === missingFlow.id ? missingFlow : this.#byIdentity.get(identityKey(identity));
  }

  /** What a call without its flow is brought to an end with. */
  get missing(): Flow {
    return missingFlow;
  }

  /**
   * The flow for an incoming call; undefined when none is meant for it. A function that throws, or names a flow that is
   * not loaded, is a promise that rejects: it is asked again, and somebody hears it ring meanwhile.
   */
  route(call: IncomingCall): RoutedFlow | undefined | Promise<RoutedFlow | undefined> {
    const routes = this.#routes;
    const lot = lotOf(call);
    if (routes === undefined) return this.#only(lot);
    if (typeof routes !== 'function') {
      const name = [call.to, call.connectionId, '*'].find((one) => Object.hasOwn(routes, one));
      return name === undefined ? undefined : this.#resolve(routes[name], lot);
    }
    try {
      const target = routes(call);
      if (typeof target !== 'object' || !('then' in target)) return this.#resolve(target, lot);
      return Promise.resolve(target).then((found) => this.#resolve(found, lot));
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #only(lot: string): RoutedFlow | undefined {
    const [only] = this.all();
    const flow = only === undefined || this.#newest.size > 1 ? undefined : this.#choose(only.id, lot);
    return flow === undefined ? undefined : { flow, input: {} };
  }

  #choose(id: string, lot: string): Flow | undefined {
    const newest = this.#newest.get(id);
    return newest === undefined ? undefined : this.#shares.choose(newest, this.#loadedOf(id), lot);
  }

  #resolve(target: Route | string | undefined, lot: string): RoutedFlow | undefined {
    if (target === undefined) return undefined;
    const newest = this.#assertLoaded(nameOf(target));
    const flow = this.#choose(newest.id, lot) ?? newest;
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

/** What tells one incoming call from the other, each time that it is asked about. */
const lotOf = ({ from, to, payload }: IncomingCall): string => `${from} ${to} ${String(payload['call_session_id'])}`;

const identityKey = ({ id, version, hash }: FlowIdentity): string => JSON.stringify([id, version, hash]);

const nameOf = (target: Route | string): string => (typeof target === 'string' ? target : target.flow);
