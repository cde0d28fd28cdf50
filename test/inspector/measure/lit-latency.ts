/** From the webhook on the wire to the lit state on the page, painted, in Chromium. */
import { benchFile, startServerProcess } from '../../../bench/child.ts';
import { quantile } from '../../../bench/measure.ts';
import { webhooksOfCall } from '../../../bench/servers/webhooks.ts';
import { startChromium } from '../browser/chromium.ts';
import { serve, signingKey } from './served.ts';

/** How long it took. */
export interface Latency {
  readonly steps: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly longestMs: number;
}

const keys = 300;
const warmUp = 20;

/** In the page: says, by the machine's clock, when the next state has been lit and painted. */
const untilLit = `new Promise((resolve) => {
  const look = new MutationObserver((changes) => {
    if (!changes.some(({ target }) => target.matches('.state.active'))) return;
    look.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now())));
  });
  look.observe(document.querySelector('#chart'), { subtree: true, attributes: true, attributeFilter: ['class'] });
})`;

const now = (): number => performance.timeOrigin + performance.now();

/** Measures it: one call, key after key, each of which moves it to another state. */
export async function measureLatency(): Promise<Latency> {
  const carrier = await startServerProcess(benchFile('servers/carrier-server.ts'), {});
  const served = await serve(carrier.url, ['--inspect']);
  const browser = await startChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    await page.goto(served.inspectorUrl ?? '');
    await page.locator('.chart').waitFor();
    const webhooks = webhooksOfCall('latency', keys, signingKey, Math.floor(Date.now() / 1_000));
    const [initiated, answered, ...rest] = webhooks;
    const post = async ({ body, headers }: (typeof webhooks)[number]): Promise<void> => {
      const answer = await fetch(`${served.url}/webhooks/telnyx`, { method: 'POST', headers, body });
      if (answer.status !== 200) throw new Error(`the webhook was answered ${answer.status}`);
    };
    if (initiated === undefined || answered === undefined) throw new Error('there are no webhooks');
    await post(initiated);
    await page.locator('.state.active[data-id="bench.answering"]').waitFor();
    await post(answered);
    await page.locator('.state.active[data-id="bench.even"]').waitFor();
    const took: number[] = [];
    for (const webhook of rest.slice(0, keys)) {
      const lit = page.evaluate<number>(untilLit);
      // The page has to be listening before it can be told.
      await page.evaluate('0');
      const began = now();
      await post(webhook);
      took.push((await lit) - began);
    }
    const sorted = took.slice(warmUp).toSorted((one, other) => one - other);
    const longestMs = sorted.at(-1) ?? Number.NaN;
    return { steps: sorted.length, p50Ms: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99), longestMs };
  } finally {
    await browser.close();
    await served.stop();
    await carrier.stop();
  }
}
