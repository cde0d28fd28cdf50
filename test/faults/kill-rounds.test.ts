/**
 * `callchart serve` killed with SIGKILL at random points under load, round after round, on one SQLite file: afterwards
 * what was acknowledged, what arrived at the carrier and what is stored are compared, one by one. `npm run faults` plays
 * a thousand rounds; a seed repeats the points in time, though not what the machine was doing then.
 */
import { beforeAll, expect, test } from 'vitest';
import { buildCli } from '../cli/built-cli.ts';
import { complaints } from './comparison.ts';
import { killRounds } from './kill-rounds.ts';

beforeAll(buildCli, 300_000);

const rounds = Number(process.env['CALLCHART_FAULT_ROUNDS'] ?? 40);
const seed = Number(process.env['CALLCHART_FAULT_SEED'] ?? 1);
const lanes = 2;

test(`${rounds} rounds of kill -9 from seed ${seed}`, { timeout: 300_000 + rounds * 30_000 }, async () => {
  const perLane = Math.ceil(rounds / lanes);
  const found = await Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      killRounds({ seed: seed + lane, rounds: perLane, callers: 32, signal: 'SIGKILL' }),
    ),
  );
  for (const one of found) expect(complaints(one)).toEqual([]);
  const calls = found.flatMap((one) => one.calls);
  const acknowledged = calls.flatMap((call) => call.acknowledged).length;
  const received = found.flatMap((one) => one.received);
  const ids = new Set(received.map(({ id }) => id)).size;
  console.log(
    `${perLane * lanes} rounds: ${calls.length} calls, ${acknowledged} acknowledged events, ` +
      `${ids} commands, ${received.length - ids} repeats under the same id; nothing lost, nothing twice`,
  );
  expect(calls.length).toBeGreaterThan(0);
  // Rounds in which nothing was under way would prove nothing.
  expect(received.length).toBeGreaterThan(ids);
});
