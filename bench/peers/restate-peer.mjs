/**
 * Restate on loopback: MODE=object is a virtual object per call with this package's step, MODE=xstate the integration
 * `@restatedev/xstate`. Each webhook is one invocation under its own idempotency key, and is waited for.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { benchMachine, sendAnswer } from './machine.mjs';
import { serveFront } from './front.mjs';

// Node 20 has none, and without it calls are tried again silently for ever.
Promise.withResolvers ??= () => {
  const it = {};
  it.promise = new Promise((resolve, reject) => Object.assign(it, { resolve, reject }));
  return it;
};
const restate = await import('@restatedev/restate-sdk');

const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
const [ingress, admin, node, service] = [await freePort(), await freePort(), await freePort(), await freePort()];

async function object() {
  const { start, step } = await import(process.env.CALLCHART_DIST);
  const machine = benchMachine(() => {});
  return restate.object({
    name: 'bench',
    handlers: {
      take: async (context, event) => {
        const before = await context.get('state');
        const { state, effects } = step(machine, before ?? start(machine).state, event);
        context.set('state', state);
        if (before === null || before === undefined) await context.run('answer', () => sendAnswer(context.key));
        return effects.length;
      },
    },
  });
}

async function machineObject() {
  const { xstate, fromPromise } = await import('@restatedev/xstate');
  void fromPromise;
  return xstate(
    'bench',
    benchMachine(() => {}),
  );
}

const isObject = process.env.MODE === 'object';
await restate.serve({ services: [isObject ? await object() : await machineObject()], port: service });

const binary = createRequire(createRequire(import.meta.url).resolve('@restatedev/restate-server/package.json')).resolve(
  `@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`,
);
const server = spawn(binary, ['--base-dir', process.env.DATABASE_FILE], {
  stdio: 'ignore',
  env: {
    PATH: process.env.PATH,
    RESTATE_BIND_IP: '127.0.0.1',
    RESTATE_DISABLE_TELEMETRY: 'true',
    SCARF_ANALYTICS: 'false',
    RESTATE_BIND_PORT: String(node),
    RESTATE_INGRESS__BIND_PORT: String(ingress),
    RESTATE_ADMIN__BIND_PORT: String(admin),
  },
});
process.on('exit', () => server.kill('SIGKILL'));
process.on('SIGTERM', () => process.exit(0));

const json = { 'content-type': 'application/json' };
for (let attempt = 0; ; attempt += 1) {
  const registered = await fetch(`http://127.0.0.1:${admin}/deployments`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ uri: `http://127.0.0.1:${service}` }),
  }).catch(() => undefined);
  if (registered?.ok) break;
  if (attempt === 200) throw new Error('Restate does not start.');
  await new Promise((resolve) => setTimeout(resolve, 100));
}

async function invoke(id, handler, key, body) {
  const headers = { ...json, 'idempotency-key': key };
  const url = `http://127.0.0.1:${ingress}/bench/${encodeURIComponent(id)}/${handler}`;
  const answered = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answered.text();
  if (!answered.ok) throw new Error(`${handler}: ${answered.status} ${text}`);
}

serveFront(async ({ id, event_type: type, payload }) => {
  const call = payload.call_control_id;
  const event = { type, payload };
  if (isObject) return invoke(call, 'take', id, event);
  if (type === 'call.initiated') {
    await invoke(call, 'create', id, {});
    await sendAnswer(call);
  } else await invoke(call, 'send', id, { event });
});
