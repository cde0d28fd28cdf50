/**
 * The simulated carrier: one deterministic model of Telnyx Call Control behind the API's fetch and the webhooks it
 * sends. It knows no flow and no runtime; how webhooks travel is given, or is in process.
 */
import type { KeyObject } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import { signWebhook } from '../telnyx/signature.ts';
import { Api } from './api.ts';
import type { Carrier } from './commands/command.ts';
import type { DialLimits } from './commands/dial-command.ts';
import { Conferences } from './conference.ts';
import type { DialListener, DialMatch, FarEndLike } from './far-end.ts';
import type { Faults } from './faults.ts';
import { type IncomingCall, ring } from './incoming.ts';
import type { LadderEntry } from './ladder.ts';
import { type LegView, viewLeg } from './leg-view.ts';
import { partyOf, type SimulatedParty } from './party.ts';
import { privateKeyFromSeed, publicKeyText } from './signing-key.ts';
import { type Timing, timingPresets } from './timing.ts';
import { defaultVariants, type Variants } from './variants.ts';
import { WaitingQueues } from './waiting-queue.ts';
import { type MediaFate, World } from './world.ts';

/** What a simulation is made of. */
export interface SimulatorOptions {
  /** Time: a `VirtualClock` in tests, `systemClock` beside a real server. */
  readonly clock: Clock;
  /** The same seed and the same inputs give the same ladder. */
  readonly seed: number | string;
  /** The application, in process. Either this or `webhookUrl`. */
  readonly onWebhook?: (request: Request) => Promise<Response>;
  /** The application's URL; webhooks are POSTed to it with fetch. */
  readonly webhookUrl?: string;
  /** Where webhooks go after two failures in a row. */
  readonly failoverUrl?: string;
  /** How Telnyx behaves where it is undocumented; what is left out has its default. */
  readonly variants?: Partial<Variants>;
  /** `instant` (default): small fixed delays, strict order. `realistic`: distributions, no order, some duplicates. */
  readonly timing?: 'instant' | 'realistic' | Timing;
  /** Ed25519 key that signs the webhooks, as an object or PEM. Default: derived from the seed. */
  readonly privateKey?: KeyObject | string;
  /** Whether webhooks are signed. Default true; in process nobody may care, and it takes time. */
  readonly signed?: boolean;
  /** The Call Control application. */
  readonly connectionId?: string;
  /** The API key that the API insists on. Default: any bearer key. */
  readonly apiKey?: string;
  /** The account's numbers: the first one is called by default, and dials from others fail (D60). Default: any. */
  readonly numbers?: readonly string[];
  /** Limits of the account. */
  readonly limits?: Omit<DialLimits, 'numbers'>;
  /** What becomes of audio files and stream URLs: a length in milliseconds, or why they fail. */
  readonly media?: Readonly<Record<string, MediaFate>>;
  /** Whether `call.cost` is sent (`call_cost_in_webhooks`). Default false. */
  readonly callCost?: boolean;
}

/** A simulated carrier. */
export interface Simulator {
  /**
   * The Telnyx API: any host, with or without `/v2`. Rejects, as fetch does, when no answer comes. It can be passed
   * wherever a fetch is wanted.
   */
  readonly fetch: (input: Request | URL | string, init?: RequestInit) => Promise<Response>;
  /** Somebody rings our number. */
  incomingCall(call?: IncomingCall): SimulatedParty;
  /** How far ends behave when they are dialled; the newest rule or listener that fits decides. */
  onDial(match: DialMatch, farEnd: FarEndLike | readonly FarEndLike[]): () => void;
  onDial(listener: DialListener): () => void;
  /** The far end of a leg, by its call_control_id or its name (`A`, `B` …). */
  party(leg: string): SimulatedParty;
  readonly faults: Faults;
  /** The ladder so far. */
  readonly log: readonly LadderEntry[];
  /** Calls `watcher` for every rung of the ladder from now on; the answer ends that. */
  watch(watcher: (entry: LadderEntry) => void): () => void;
  /** Every leg there was, in order of creation, with what its party hears and how long it heard nothing. */
  legs(): LegView[];
  /** Whether nothing is under way: no live leg, nothing waiting, nothing on its way. */
  readonly idle: boolean;
  /**
   * How many requests and webhooks are on their way and do not wait for the clock: while it is not 0, a virtual clock
   * should not be turned.
   */
  readonly inFlight: number;
  /** The key to verify the webhooks with, as Mission Control shows it: for TELNYX_PUBLIC_KEY. */
  readonly publicKey: string;
  readonly connectionId: string;
  readonly clock: Clock;
  /** What the `recording_urls` of recordings begin with; `serveSimulator` sets it to its own address. */
  recordingsUrl: string;
  /** Nothing happens any more. */
  close(): void;
}

/**
 * Makes a simulated carrier.
 *
 * @throws CallchartError `simulator.webhooks` if there is not exactly one way for webhooks to go.
 *
 * @example
 * ```ts
 * import { createSimulator, VirtualClock } from 'callchart/simulator';
 *
 * const clock = new VirtualClock();
 * const simulator = createSimulator({
 *   clock,
 *   seed: 1,
 *   onWebhook: async (request) => {
 *     console.log(await request.json());
 *     return new Response();
 *   },
 * });
 * simulator.onDial('+15550100', 'busy');
 * const caller = simulator.incomingCall({ from: '+15550111' });
 * await clock.advance(1_000);
 * caller.hangUp();
 * await clock.runToRest(60_000);
 * ```
 */
export function createSimulator(options: SimulatorOptions): Simulator {
  const { clock, seed } = options;
  if ((options.onWebhook === undefined) === (options.webhookUrl === undefined)) {
    throw new CallchartError(
      'simulator.webhooks',
      'createSimulator needs either onWebhook (in process) or webhookUrl (over HTTP), and not both.',
    );
  }
  const privateKey = (): KeyObject | string => options.privateKey ?? privateKeyFromSeed(seed);
  const signingKey = options.signed === false ? undefined : privateKey();
  const timing = typeof options.timing === 'object' ? options.timing : timingPresets[options.timing ?? 'instant'];
  const connectionId = options.connectionId ?? '1000000000000000001';
  const world: World = new World({
    clock,
    seed,
    timing,
    variants: { ...defaultVariants, ...options.variants },
    webhookUrl: options.webhookUrl ?? 'https://application.example/webhooks/telnyx',
    failoverUrl: options.failoverUrl,
    connectionId,
    callCost: options.callCost ?? false,
    media: options.media ?? {},
    post: (url, body) => post(world, url, body, signingKey, options.onWebhook ?? ((request) => fetch(request))),
  });
  const carrier: Carrier = { world, queues: new WaitingQueues(), conferences: new Conferences() };
  const api = new Api(carrier, {
    ...options.limits,
    apiKey: options.apiKey,
    ...(options.numbers && { numbers: options.numbers }),
  });
  return {
    // A request made of a request streams its body through: that takes as long as the answer.
    fetch: (input, init) =>
      api.fetch(input instanceof Request && init === undefined ? input : new Request(input, init)),
    incomingCall: (call = {}) => partyOf(carrier, ring(world, { ...call, to: call.to ?? options.numbers?.[0] })),
    onDial: (match: DialMatch | DialListener, farEnd?: FarEndLike | readonly FarEndLike[]) =>
      farEnd === undefined
        ? world.farEnds.listen(match as DialListener)
        : world.farEnds.rule(match as DialMatch, farEnd),
    party: (id) => {
      const leg = world.leg(id) ?? world.legNamed(id);
      if (!leg) throw new CallchartError('simulator.leg', `The simulation has no leg ${id}.`, { details: { leg: id } });
      return partyOf(carrier, leg);
    },
    faults: world.faults,
    log: world.ladder.entries,
    watch: (watcher) => world.ladder.watch(watcher),
    legs: () => world.legs.map(viewLeg),
    get idle() {
      return world.idle && api.underWay === 0;
    },
    get inFlight() {
      return world.postsUnderWay + api.inProgress;
    },
    get publicKey() {
      return publicKeyText(privateKey());
    },
    connectionId,
    clock,
    get recordingsUrl() {
      return world.recordingsUrl;
    },
    set recordingsUrl(url) {
      world.recordingsUrl = url;
    },
    close: () => world.close(),
  };
}

/** Carries a webhook to the application; no answer within the time counts as none. */
async function post(
  world: World,
  url: string,
  body: string,
  signingKey: KeyObject | string | undefined,
  send: (request: Request) => Promise<Response>,
): Promise<number | undefined> {
  const abort = new AbortController();
  const request = new Request(url, {
    method: 'POST',
    body,
    // Telnyx docs, Voice API webhooks: the headers of a webhook.
    headers: {
      'content-type': 'application/json',
      'user-agent': 'telnyx-webhooks',
      ...(signingKey && signWebhook(signingKey, world.now() / 1_000, body)),
    },
    redirect: 'manual',
    signal: abort.signal,
  });
  const answer = async (): Promise<number | undefined> => {
    try {
      const response = await send(request);
      await response.body?.cancel();
      return response.status;
    } catch {
      return undefined;
    }
  };
  let cancel = (): void => {};
  const tooLate = new Promise<undefined>((resolve) => {
    cancel = world.schedule(world.timing.webhookTimeoutMs, () => {
      resolve(undefined);
      abort.abort();
    });
  });
  const status = await Promise.race([answer(), tooLate]);
  cancel();
  return status;
}
