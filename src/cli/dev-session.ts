/**
 * The real runtime beside a simulated carrier, joined by real HTTP on loopback: commands go to the carrier's API,
 * webhooks come back signed and are verified. It prints nothing and knows no keyboard.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTelnyxClient } from '../carrier/telnyx-client.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import type { Flow } from '../flow/load-flow.ts';
import type { Log } from '../runtime/log.ts';
import { createRuntime, type Runtime } from '../runtime/runtime.ts';
import { type InspectorOptions, startInspector } from '../inspector/start-inspector.ts';
import { createHandlers, webhookPath } from '../server/handlers.ts';
import { listen } from '../server/node-server.ts';
import { serveSimulator } from '../simulator/server.ts';
import { createSimulator, type Simulator } from '../simulator/simulator.ts';
import { openSqliteStore } from '../stores/sqlite/open-sqlite-store.ts';
import { createVerifier } from '../telnyx/signature.ts';
import { type CallTiming, callTimings } from './call-timing.ts';
import { PacedClock } from './paced-clock.ts';

/** What a session is made of. */
export interface DevSessionOptions {
  readonly flow: Flow;
  /** `sqlite:<file>`; default a file that is gone with the session. */
  readonly store: string | undefined;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly seed: number;
  readonly timing: CallTiming;
  /** How many times faster than real time passes while nothing is under way. */
  readonly pace: number;
  /** The inspector's port, and which Stately Inspector it feeds. */
  readonly inspect: Pick<InspectorOptions, 'port' | 'statelyUrl' | 'statelyFull'>;
  readonly log: Log;
}

/** A session that runs. */
export interface DevSession {
  readonly runtime: Runtime;
  readonly simulator: Simulator;
  readonly clock: PacedClock;
  /** Where webhooks are taken in. */
  readonly url: string;
  /** Where the call routes are. */
  readonly controlUrl: string;
  /** The carrier's API. */
  readonly carrierUrl: string;
  /** The page that shows the calls. */
  readonly inspectorUrl: string;
  /** New calls take this flow; running calls keep theirs. */
  use(flow: Flow): void;
  close(): Promise<void>;
}

/** Starts a session. @throws CallchartError `server.port`, `store.*` */
export async function startDevSession(options: DevSessionOptions): Promise<DevSession> {
  const { log } = options;
  const closing: (() => void | Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const clock = new PacedClock(options.pace);
    let webhookUrl = '';
    const simulator = startCarrier(options, clock, () => webhookUrl);
    closing.push(() => simulator.close());
    const carrier = await serveSimulator(simulator);
    closing.push(() => carrier.close());
    const store = await openSqliteStore({ file: storeFile(options.store, closing) });
    closing.push(() => store.close());
    let current = options.flow;
    const runtime = createRuntime({
      store,
      carrier: createTelnyxClient({
        apiKey: 'KEYsimulated',
        baseUrl: carrier.url,
        env: {},
        fetch: (input, init) => clock.during(() => fetch(input, init)),
      }),
      flows: [current],
      routes: () => current.id,
      environment: () => ({ connectionId: simulator.connectionId }),
      clock,
      log,
    });
    await runtime.start();
    closing.push(() => runtime.stop());
    const verifiers = createVerifier({ publicKey: simulator.publicKey, now: () => clock.now() });
    const handlers = createHandlers({ runtime, verifiers, log });
    const server = await listen(handlers.public, { port: options.port, log });
    closing.push(() => server.close());
    webhookUrl = server.url + webhookPath;
    const control = await listen(handlers.control, { port: 0, log });
    closing.push(() => control.close());
    const inspector = await startInspector({
      runtime,
      simulator,
      clock,
      ...options.inspect,
      log,
    });
    closing.push(() => inspector.close());
    return {
      runtime,
      simulator,
      clock,
      url: server.url,
      controlUrl: control.url,
      carrierUrl: carrier.url,
      inspectorUrl: inspector.url,
      use(flow) {
        runtime.addFlow(flow);
        current = flow;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function startCarrier({ seed, timing }: DevSessionOptions, clock: PacedClock, url: () => string): Simulator {
  return createSimulator({
    clock,
    seed,
    timing: callTimings[timing],
    privateKey: generateKeyPairSync('ed25519').privateKey,
    // The carrier is there before the application has a port; its webhooks go over HTTP all the same.
    onWebhook: (request) => clock.during(() => fetch(new Request(url(), request))),
  });
}

function storeFile(name: string | undefined, closing: (() => void)[]): string {
  if (name !== undefined) {
    const file = /^sqlite:(.+)$/.exec(name)?.[1];
    if (file !== undefined) return file;
    throw new CallchartError('server.store', `"${name}" is no store for dev. Write --store sqlite:<file>.`);
  }
  const folder = mkdtempSync(join(tmpdir(), 'callchart-dev-'));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'calls.db');
}
