/**
 * What the examples have in place of a Telnyx account: the simulated carrier on a loopback port, the environment that
 * makes a server use it, and what happens on the line, printed. An application of yours needs nothing of it.
 */
import { styleText } from 'node:util';
import { systemClock, type Clock } from 'callchart';
import { createSimulator, serveSimulator, timingPresets, type LadderEntry, type Simulator } from 'callchart/simulator';

/** A carrier that runs. */
export interface ExampleCarrier {
  readonly simulator: Simulator;
  /** For the server too, where the time of day matters. */
  readonly clock: Clock;
  /** For `startServer({ env })`, or for a process of its own. */
  readonly env: Readonly<Record<string, string>>;
  /** Where webhooks are sent from now on: the server's public URL. */
  webhooksGoTo(serverUrl: string): void;
  /** Resolves when that command or webhook was seen, on that leg (`A`, `B` …), once more than it was asked for. */
  happens(name: string, leg?: string): Promise<LadderEntry>;
  close(): Promise<void>;
}

/** How it behaves. */
export interface ExampleCarrierOptions {
  /** ISO 8601: when it all happens. Default: now. */
  readonly startAt?: string;
  /** Whether what people wait for is skipped. Default: whether the process was started with `--quick`. */
  readonly quick?: boolean;
  /** Default: standard output. */
  readonly print?: (line: string) => void;
}

// As long as on the phone, but in order and with short ringing.
const steady = { ...timingPresets.realistic, webhooksInOrder: true, duplicateShare: 0, ring: [2_000, 2_000] } as const;

/** Starts it. */
export async function startCarrier(options: ExampleCarrierOptions = {}): Promise<ExampleCarrier> {
  const { startAt, quick = process.argv.includes('--quick'), print = console.log } = options;
  let webhookUrl = '';
  const laterMs = startAt === undefined ? 0 : Date.parse(startAt) - Date.now();
  const clock: Clock = { ...systemClock, now: () => systemClock.now() + laterMs };
  const simulator = createSimulator({
    clock,
    seed: 1,
    timing: quick ? timingPresets.instant : steady,
    onWebhook: async (request) =>
      fetch(webhookUrl, { method: 'POST', headers: request.headers, body: await request.text() }),
  });
  const api = await serveSimulator(simulator);
  const startedAt = clock.now();
  const waiting = new Set<() => void>();
  const asked = new Map<string, number>();
  simulator.watch((rung) => {
    print(lineOf(rung, startedAt));
    for (const look of waiting) look();
  });
  return {
    simulator,
    clock,
    env: {
      TELNYX_API_KEY: 'KEY_SIMULATED',
      TELNYX_BASE_URL: api.url,
      TELNYX_PUBLIC_KEY: simulator.publicKey,
      TELNYX_CONNECTION_ID: simulator.connectionId,
    },
    webhooksGoTo: (serverUrl) => void (webhookUrl = `${serverUrl}/webhooks/telnyx`),
    happens: (name, leg) => {
      const key = `${name} ${leg}`;
      const nth = asked.get(key) ?? 0;
      asked.set(key, nth + 1);
      return new Promise((resolve) => {
        const look = (): void => {
          const found = simulator.log.filter((rung) => rung.name === name && rung.leg === (leg ?? rung.leg))[nth];
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      });
    },
    close: async () => {
      simulator.close();
      await api.close();
    },
  };
}

const arrows = { command: '←', webhook: '→', party: '☎' } as const;
const colours = { command: 'green', webhook: 'cyan', party: 'yellow' } as const;

function lineOf({ at, direction, leg = ' ', name, detail }: LadderEntry, startedAt: number): string {
  const seconds = ((at - startedAt) / 1_000).toFixed(1).padStart(6);
  return styleText(colours[direction], `${seconds}  ${leg} ${arrows[direction]} ${name} ${detail}`.trimEnd());
}
