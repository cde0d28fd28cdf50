/**
 * `callchart doctor`: looks at everything that a live call needs, and says what to do about what is amiss.
 */
import { resolveAccounts } from '../carrier/accounts.ts';
import { portOf, textOf } from './arguments.ts';
import { checkAccount, checkPublicKey } from './account-checks.ts';
import { broken, type Finding, ok } from './doctor-finding.ts';
import { loadConfigFile } from './load-config-file.ts';
import { checkNode, checkPort, checkStore, messageOf } from './machine-checks.ts';
import { createPaint, type Paint } from './paint.ts';
import type { GivenArguments, Subcommand, Surroundings } from './subcommand.ts';

/** The subcommand. */
export const doctor: Subcommand = {
  name: 'doctor',
  summary: 'Checks keys, connection, store and port, and says what to do about each',
  help: `
Usage: callchart doctor [options]

Checks Node, the SQLite driver, the port, and of each Telnyx account its keys, that the API can be
reached and accepts them, that the connection (TELNYX_CONNECTION_ID) exists, sends webhooks of API
version 2 to a URL, and that the URL leads to callchart. It changes nothing and calls nobody.
Exit code 1 when something is broken.

  --port <n>       the port that serve will use. Default: the configuration's, PORT, else 3000
  --config <file>  default callchart.config.ts in this folder, if there is one
  --json           print the findings as JSON

The environment is that of callchart serve.
`,
  options: { port: { type: 'string' }, config: { type: 'string' }, json: { type: 'boolean' } },
  run,
};

async function run(given: GivenArguments, { out, env, cwd, colour }: Surroundings): Promise<number> {
  const asked = portOf(given, 'port');
  const { config } = await loadConfigFile(textOf(given, 'config'), cwd);
  const port = asked ?? config.port ?? Number(env['PORT']?.trim() || 3_000);
  const host = config.host ?? (env['CALLCHART_HOST'] || '127.0.0.1');
  const findings = [checkNode(process.versions.node), await checkStore(), await checkPort(port, host)];
  findings.push(checkToken(config.token ?? env['CALLCHART_TOKEN']), ...(await checkAccounts(env, config.accounts)));
  const amiss = findings.filter(({ result }) => result === 'broken').length;
  if (given.values['json'] === true) out(`${JSON.stringify({ ok: amiss === 0, findings }, null, 2)}\n`);
  else out(report(findings, amiss, createPaint(colour)));
  return amiss === 0 ? 0 : 1;
}

async function checkAccounts(
  env: Surroundings['env'],
  accounts: Parameters<typeof resolveAccounts>[0]['accounts'],
): Promise<readonly Finding[]> {
  let resolved: ReturnType<typeof resolveAccounts>;
  try {
    resolved = resolveAccounts({ env, accounts });
  } catch (error) {
    const publicKey = env['TELNYX_PUBLIC_KEY']?.trim() || undefined;
    return [broken('There is no usable Telnyx account', messageOf(error)), checkPublicKey(publicKey)];
  }
  const findings = await Promise.all([...resolved.values()].map((account) => checkAccount(account)));
  return [...resolved.keys()].flatMap((name, at) =>
    (findings[at] ?? []).map((each) => (resolved.size === 1 ? each : { ...each, what: `${name}: ${each.what}` })),
  );
}

// As the server has it: shorter ones can be guessed.
const leastTokenLength = 16;

function checkToken(token: string | undefined): Finding {
  if (token === undefined || token.trim() === '') return ok('The call routes are on a port of this machine only');
  if (token.trim().length >= leastTokenLength) return ok('The call routes are on the public port, behind the token');
  return broken(
    `CALLCHART_TOKEN is shorter than ${leastTokenLength} characters`,
    'Make a longer one: openssl rand -hex 24.',
  );
}

const signs = {
  ok: { sign: '✓', look: 'green' },
  warn: { sign: '!', look: 'yellow' },
  broken: { sign: '✗', look: 'red' },
  skip: { sign: '–', look: 'dim' },
} as const;

function report(findings: readonly Finding[], amiss: number, paint: Paint): string {
  const lines = findings.map(({ result, what, remedy }) => {
    const { sign, look } = signs[result];
    return `${paint(look, sign)} ${what}${remedy === undefined ? '' : `\n    ${remedy}`}`;
  });
  const end = amiss === 0 ? 'Nothing is broken.' : `${amiss} ${amiss === 1 ? 'thing is' : 'things are'} broken.`;
  return `${lines.join('\n')}\n${paint('bold', end)}\n`;
}
