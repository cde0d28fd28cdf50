/**
 * Three processes of `callchart serve` on one PostgreSQL database under load: replicas killed, paused and stopped, the
 * server crashed, at random points, round after round; afterwards what was acknowledged, what arrived at the carrier and
 * what is stored are compared, one by one. `npm run faults` plays two hundred rounds; a seed repeats what is done and
 * after which pauses, though not what the machine was doing then.
 */
import { beforeAll, expect, test } from 'vitest';
import { buildCli } from '../cli/built-cli.ts';
import { complaints } from './comparison.ts';
import { replicaRounds } from './replica-rounds.ts';
import { acts } from './replica-set.ts';

beforeAll(buildCli, 300_000);

const rounds = Number(process.env['CALLCHART_REPLICA_ROUNDS'] ?? 6);
const seed = Number(process.env['CALLCHART_FAULT_SEED'] ?? 1);

test(`${rounds} rounds with three replicas from seed ${seed}`, { timeout: 300_000 + rounds * 30_000 }, async () => {
  const found = await replicaRounds({ seed, rounds, callers: 16 });
  const acknowledged = found.calls.flatMap((call) => call.acknowledged).length;
  const ids = new Set(found.received.map(({ id }) => id)).size;
  const done = acts.map((act) => `${found.acts.filter((one) => one === act).length} × ${act}`);
  console.log(
    `${rounds} rounds (${done.join(', ')}): ${found.calls.length} calls, ${acknowledged} acknowledged events, ` +
      `${ids} commands, ${found.received.length - ids} repeats under the same id`,
  );
  expect(complaints(found)).toEqual([]);
  // Rounds in which nothing was under way would prove nothing; in a few of them it may be so by chance.
  expect(found.calls.length).toBeGreaterThan(rounds);
  expect(found.received.length).toBeGreaterThan(rounds < 50 ? 0 : ids);
});
