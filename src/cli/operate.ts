/**
 * What an operator may do to a call of a running server: hang it up, send it an event, have a command sent once more.
 * Who did it stands in the call's journal.
 */
import { randomUUID } from 'node:crypto';
import { textOf } from './arguments.ts';
import { onlyCall } from './only-call.ts';
import { serverOf } from './open-book.ts';
import { ask } from './server-book.ts';
import type { GivenArguments, OptionsConfig, Subcommand, Surroundings } from './subcommand.ts';
import { UsageError } from './usage-error.ts';

const options = {
  server: { type: 'string' },
  token: { type: 'string' },
  by: { type: 'string' },
  key: { type: 'string' },
} satisfies OptionsConfig;

const help = `  --by <who>       who does it, for the journal. Default USER
  --key <key>      the same key twice does nothing twice. Default: a new one
  --server <url>   the running server. Default CALLCHART_SERVER, else http://127.0.0.1:3000
  --token <token>  its token. Default CALLCHART_TOKEN`;

/** `callchart hangup`. */
export const hangup: Subcommand = {
  name: 'hangup',
  summary: 'Hangs up every leg of a call',
  help: `\nUsage: callchart hangup <callId> [options]\n\n${help}\n`,
  options,
  run: (given, surroundings) => post(given, surroundings, onlyCall(given, 'hangup'), 'hangup', {}),
};

/** `callchart send`. */
export const send: Subcommand = {
  name: 'send',
  summary: 'Sends a call an event of the application',
  help: `
Usage: callchart send <callId> <event> [--payload <json>] [options]

The event is one that the flow declares in its options.

  --payload <json> default {}
${help}
`,
  options: { ...options, payload: { type: 'string' } },
  run(given, surroundings) {
    const { callId, what } = twoOf(given, 'send', 'event');
    const payload = payloadOf(textOf(given, 'payload') ?? '{}');
    return post(given, surroundings, callId, 'events', { type: what, payload });
  },
};

/** `callchart resend`. */
export const resend: Subcommand = {
  name: 'resend',
  summary: 'Sends a command of a call once more, as a new one',
  help: `
Usage: callchart resend <callId> <command id> [options]

callchart show <callId> --json lists the commands of a call with their ids.

${help}
`,
  options,
  run(given, surroundings) {
    const { callId, what } = twoOf(given, 'resend', 'command id');
    return post(given, surroundings, callId, 'resend', { command: what });
  },
};

async function post(
  given: GivenArguments,
  { out, env }: Surroundings,
  callId: string,
  verb: 'hangup' | 'events' | 'resend',
  body: Readonly<Record<string, unknown>>,
): Promise<number> {
  const token = textOf(given, 'token') ?? env['CALLCHART_TOKEN'];
  const server = serverOf(given, env) ?? { url: 'http://127.0.0.1:3000', token };
  const by = textOf(given, 'by') ?? env['USER'] ?? env['USERNAME'] ?? 'command line';
  const path = `/calls/${encodeURIComponent(callId)}/${verb}`;
  const key = textOf(given, 'key') ?? randomUUID();
  const { receipt } = JSON.parse(await ask(server, 'POST', path, { ...body, by }, key)) as { receipt: string };
  const told = receipt === 'duplicate' ? 'It was taken in before, with the same key' : 'It is taken in';
  out(`${told}. What it did: callchart show ${callId}\n`);
  return 0;
}

function twoOf({ positionals }: GivenArguments, command: string, second: string): { callId: string; what: string } {
  const [callId, what, more] = positionals;
  if (callId === undefined || what === undefined || more !== undefined)
    throw new UsageError(
      `callchart ${command} takes a call and one ${second}: callchart ${command} <callId> <${second}>.`,
    );
  return { callId, what };
}

function payloadOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below.
  }
  throw new UsageError(`--payload must be a JSON object, not ${text}.`);
}
