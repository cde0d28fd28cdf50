/**
 * `callchart serve` ended with SIGTERM under load, round after round, on one SQLite file: each process ends by itself
 * and says so, webhooks that come meanwhile are told to come again, and what was acknowledged is done by that process
 * or by the next, nothing lost and nothing under a second id.
 */
import { beforeAll, expect, test } from 'vitest';
import { buildCli } from '../cli/built-cli.ts';
import { complaints } from './comparison.ts';
import { killRounds } from './kill-rounds.ts';

beforeAll(buildCli, 300_000);

const rounds = Math.ceil(Number(process.env['CALLCHART_FAULT_ROUNDS'] || 40) / 5);
const seed = Number(process.env['CALLCHART_FAULT_SEED'] || 1);

test(`${rounds} rounds of SIGTERM from seed ${seed}`, { timeout: 300_000 + rounds * 30_000 }, async () => {
  const found = await killRounds({ seed, rounds, callers: 32, signal: 'SIGTERM' });
  expect(complaints(found)).toEqual([]);
  expect(found.exits).toEqual(found.exits.map(() => 0));
  expect(found.exits).toHaveLength(rounds);
  const acknowledged = found.calls.flatMap((call) => call.acknowledged).length;
  const ids = new Set(found.received.map(({ id }) => id)).size;
  const repeats = found.received.length - ids;
  console.log(
    `${rounds} rounds: ${found.calls.length} calls, ${acknowledged} acknowledged events, ${ids} commands, ` +
      `${repeats} repeats under the same id; nothing lost, nothing twice`,
  );
  // Processes that ended when nothing was under way would prove nothing.
  expect(found.calls.length).toBeGreaterThan(rounds);
});
