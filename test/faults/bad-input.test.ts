/**
 * What a port on the Internet receives: bodies that are cut off, nested without end, enormous, of wrong types, with
 * doubled and poisoned keys, broken text and numbers beyond measure, over real HTTP and properly signed, as if Telnyx had
 * gone mad. Never a crash, never a 5xx, and what is refused is not stored.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MemoryStore, signWebhook } from 'callchart';
import { Random } from '../../src/simulator/random.ts';
import { eventBody, incoming, key, postWebhook, serve, type Served, signed } from '../server/served.ts';
import { WatchedStore } from '../runtime/watched-store.ts';

const seeds = Number(process.env['CALLCHART_FAULT_SEEDS'] || 300);

let store: WatchedStore;
let server: Served;
beforeEach(async () => {
  store = new WatchedStore(new MemoryStore());
  server = await serve({ store });
});
afterEach(async () => {
  await server.close();
  await store.close();
});

type Body = string | Uint8Array;

/** Posts a body with a signature that fits. */
async function post(body: Body, headers = signedBytes(body)): Promise<number> {
  const response = await fetch(`${server.url}/webhooks/telnyx`, { method: 'POST', body: body as string, headers });
  await response.arrayBuffer();
  return response.status;
}

const signedBytes = (body: Body): Record<string, string> => ({
  ...signWebhook(key.privateKey, Date.now() / 1_000, body),
});

/** Is answered with one of these; and unless it is 200, nothing is stored. */
async function expectAnswer(body: Body, allowed: readonly number[], what: string): Promise<void> {
  const before = storedWebhooks();
  const status = await post(body);
  expect(allowed, what).toContain(status);
  const added = storedWebhooks() - before;
  expect(status === 200 ? 0 : added, what).toBe(0);
}

/** How many webhooks are in journals: what is answered to commands is stored at any time. */
const storedWebhooks = (): number =>
  store.transactions
    .flat()
    .flatMap(({ entries }) => entries)
    .filter(({ input }) => input.kind === 'webhook').length;

/** The server still does what it is there for. */
async function expectAtWork(id: string): Promise<void> {
  expect((await postWebhook(server.url, incoming({ id, leg: `v3:${id}` }))).status).toBe(200);
}

const types = [
  'call.initiated',
  'call.answered',
  'call.dtmf.received',
  'call.speak.ended',
  'call.novel',
  'call.hangup',
];
const payloadOf = { digit: '1', status: 'completed', client_state: null, hangup_cause: 'normal_clearing' };

/** An event of a call that is under way, or of none. */
const eventOf = (random: Random, type = types[random.between(0, types.length - 1)] ?? ''): string => {
  const facts = { id: random.text(8, 'abc'), leg: random.chance(0.7) ? 'v3:leg-1' : random.text(2, 'ab') };
  return type === 'call.initiated' ? incoming(facts) : eventBody(type, { ...payloadOf, ...facts });
};

const oddities: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  'x',
  '\u0000',
  '\ud800',
  [],
  {},
  [[]],
  JSON.parse('{"then":"x"}'),
  { toJSON: 1, constructor: {}, hasOwnProperty: null },
];

/** The JSON with one value, anywhere in it, replaced. */
function withOddity(value: unknown, random: Random): unknown {
  if (typeof value !== 'object' || value === null || random.chance(0.25))
    return oddities[random.between(0, oddities.length - 1)];
  const entries = Object.entries(value);
  const at = random.between(0, entries.length - 1);
  const changed = entries.map(([name, one], place) => [name, place === at ? withOddity(one, random) : one] as const);
  return Array.isArray(value) ? changed.map(([, one]) => one) : Object.fromEntries(changed);
}

/** The paths to all values in a JSON value. */
function* pathsIn(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) yield* pathsIn(inner, [...path, name]);
}

/** The JSON with the value at a path replaced. */
function replaced(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  const whole = value as Readonly<Record<string, unknown>>;
  return { ...whole, [name]: replaced(whole[name], rest, by) };
}

/** What may be done to a body, each by chance. */
const mischief: Readonly<Record<string, (text: string, random: Random) => Body>> = {
  'cut off': (text, random) => text.slice(0, random.between(0, text.length - 1)),
  'of wrong types': (text, random) => JSON.stringify(withOddity(JSON.parse(text), random)),
  'with a doubled key': (text) => text.replace('"event_type"', '"event_type":{"event_type":1},"event_type"'),
  'with poisoned keys': (text) =>
    text.replace(
      '"payload":{',
      '"__proto__":{"id":"x"},"payload":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},',
    ),
  'of broken text': (text, random) => {
    const bytes = Buffer.from(text);
    for (let count = 0; count < 3; count++) bytes[random.between(0, bytes.length - 1)] = random.between(128, 255);
    return bytes;
  },
  'with bits turned': (text, random) => {
    const bytes = Buffer.from(text);
    const at = random.between(0, bytes.length - 1);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.between(0, 7));
    return bytes;
  },
  'with numbers beyond measure': (text) =>
    text.replace('"payload":{', `"payload":{"a":${'9'.repeat(5_000)},"b":1e999999,"c":-1e-999999,"state":1e400,`),
  'with a byte order mark': (text) => `\ufeff${text}`,
  'twice over': (text) => text + text,
};

describe('a signed webhook', () => {
  test.each(types)('of the wrong type in every field: %s', { timeout: 120_000 }, async (type) => {
    const random = new Random(`wrong types ${type}`);
    expect(await post(incoming())).toBe(200);
    for (const path of pathsIn(JSON.parse(eventOf(random, type)))) {
      const event: unknown = JSON.parse(eventOf(random, type));
      const oddity = oddities[random.between(0, oddities.length - 1)];
      await expectAnswer(
        JSON.stringify(replaced(event, path, oddity)),
        [200, 400],
        `${path.join('.')}: ${JSON.stringify(oddity)}`,
      );
    }
    await expectAtWork('after');
  });

  test.each(Object.entries(mischief))('%s', { timeout: 120_000 }, async (_what, spoil) => {
    const share = Math.ceil(seeds / Object.keys(mischief).length);
    for (let seed = 1; seed <= share; seed++) {
      const random = new Random(`bad input ${seed}`);
      if (seed % 10 === 1) await expectAtWork(`call ${seed}`);
      const body = spoil(eventOf(random), random);
      await expectAnswer(body, [200, 400], `seed ${seed}: ${Buffer.from(body).toString('latin1').slice(0, 500)}`);
    }
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    await expectAtWork('after');
  });

  test.each([
    ['arrays', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['objects', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000)],
    ['arrays that do not end', '['.repeat(500_000)],
    ['objects with suspicious keys', '{"__proto__":'.repeat(10_000) + '1' + '}'.repeat(10_000)],
  ])('nested without end: %s', { timeout: 60_000 }, async (_what, nested) => {
    await expectAnswer(nested, [400], 'the body');
    for (const type of types) {
      const text = eventBody(type, { id: `deep ${type}`, leg: 'v3:deep', direction: 'incoming', nested: 'HERE' });
      await expectAnswer(text.replace('"HERE"', nested), [200, 400], `in ${type}`);
    }
    await expectAtWork('after');
  });

  test('of 10 MB, or that says so', { timeout: 60_000 }, async () => {
    const large = eventBody('call.transcription', { id: 'large', filling: 'x'.repeat(10_000_000) });
    await expectAnswer(large, [413], '10 MB');
    await expectAnswer(new Uint8Array(10_000_000), [413], '10 MB of nothing');
    await expectAtWork('after');
  });

  test('of nothing at all', async () => {
    for (const body of [
      '',
      ' ',
      'null',
      '0',
      '""',
      '[]',
      '{}',
      '{"data":null}',
      '{"data":{}}',
      '{"data":{"payload":{}}}',
    ])
      await expectAnswer(body, [400], body);
    await expectAtWork('after');
  });
});

describe('a signature', () => {
  test('with any bit turned is none', { timeout: 60_000 }, async () => {
    const random = new Random('signatures');
    for (let count = 0; count < 40; count++) {
      const body = incoming({ id: `e${count}` });
      const headers = signed(body);
      const bytes = Buffer.from(headers['telnyx-signature-ed25519'] ?? '', 'base64');
      const at = random.between(0, bytes.length - 1);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.between(0, 7));
      expect(await post(body, { ...headers, 'telnyx-signature-ed25519': bytes.toString('base64') })).toBe(401);
    }
    expect(store.transactions).toEqual([]);
  });

  test('of another time, or of no time, is none', async () => {
    const body = incoming();
    const now = Math.floor(Date.now() / 1_000);
    for (const at of [now - 301, now - 86_400, now + 310, now + 86_400, 0])
      expect(await post(body, { ...signWebhook(key.privateKey, at, body) }), String(at)).toBe(401);
    const good = signWebhook(key.privateKey, now, body);
    for (const time of ['', 'now', '-1', '1e9', `${now}.5`, `0${now}`, ` ${now} 1`, '9'.repeat(400), `${now + 1}`])
      expect(await post(body, { ...good, 'telnyx-timestamp': time }), time).toBe(401);
    for (const text of ['', 'x', 'a'.repeat(88), 'ü', 'a'.repeat(8_000)])
      expect(await post(body, { ...good, 'telnyx-signature-ed25519': encodeURI(text) }), text).toBe(401);
    expect(store.transactions).toEqual([]);
  });

  test('that was seen before, within its time, is a repeat of the same event', async () => {
    const body = incoming();
    const headers = signed(body);
    expect([await post(body, headers), await post(body, headers)]).toEqual([200, 200]);
    expect(await server.runtime.calls()).toHaveLength(1);
  });
});

describe('the call routes', () => {
  const routes = ['/calls', '/calls/call-1/events', '/calls/call-1/hangup', `/calls/${'x'.repeat(5_000)}/hangup`];

  test.each(routes.map((path) => [path.slice(0, 30), path]))('POST %s', { timeout: 120_000 }, async (_title, path) => {
    const url = `${server.controlUrl}${path}`;
    const bodies: Body[] = ['[', '{', 'null', '[]', '1', '"x"', '\u0000', '['.repeat(100_000), '{"a":'.repeat(10_000)];
    bodies.push('{"flow":' + '['.repeat(10_000) + ']'.repeat(10_000) + '}', '{"__proto__":{"flow":"greeting"}}');
    bodies.push('{"flow":"greeting","input":' + '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000) + '}');
    bodies.push('{"type":"x","payload":' + '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000) + '}');
    bodies.push(JSON.stringify({ flow: 'greeting', input: { to: 'x'.repeat(2_000_000) } }), new Uint8Array(10_000_000));
    for (const oddity of oddities) {
      bodies.push(JSON.stringify({ flow: oddity }), JSON.stringify({ flow: 'greeting', input: oddity }));
      bodies.push(JSON.stringify({ type: oddity, payload: oddity }), JSON.stringify({ by: oddity }));
    }
    const keys = ['', 'x'.repeat(300), '\u00ff'];
    for (const [at, body] of bodies.entries()) {
      const idempotency = keys[at % 10] ?? `key ${at}`;
      const headers = { 'content-type': 'application/json', 'idempotency-key': idempotency };
      const response = await fetch(url, { method: 'POST', headers, body: body as string });
      await response.arrayBuffer();
      expect(response.status, `${idempotency.slice(0, 9)}: ${String(body).slice(0, 60)}`).toBeLessThan(500);
    }
    await expectAtWork('after');
  });

  test.each(['limit', 'since', 'before', 'phase', 'open', 'flow', 'number', 'after', 'x'])('GET ?%s=', async (name) => {
    for (const value of ['', '-1', '1e9', 'NaN', '%00', '%ff', 'x'.repeat(5_000), '1.', '9'.repeat(30)]) {
      for (const path of ['/calls', '/calls/none']) {
        const response = await fetch(`${server.controlUrl}${path}?${name}=${value}`);
        await response.arrayBuffer();
        expect(response.status, `${path} ${value}`).toBeLessThan(500);
      }
    }
  });
});
