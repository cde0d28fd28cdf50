/** How the suite runs. Tests import the public name (`callchart`) and hit `src` through the `source` export condition. */
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const wholeCalls = ['examples/**/*.test.ts', 'test/machines/*.test.ts'];

const inCI = process.env['CI'] === 'true';

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  test: {
    // Whole calls are played twice: the second time the process dies after every step, and another one goes on.
    projects: [
      { extends: true, test: { name: 'suite', include: ['test/**/*.test.ts', 'examples/**/*.test.ts'] } },
      { extends: true, test: { name: 'restarted', include: wholeCalls, env: { CALLCHART_RESTART_EACH_STEP: '1' } } },
    ],
    // Half of the suite waits for processes of its own: on two cores one worker, the default, leaves one idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // A hung test is a failed test; two shared cores make wall time vary, so the bound is wide.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // `.ci/run` reads the tally from the file.
    ...(inCI && { reporters: ['default', 'json'], outputFile: { json: 'node_modules/.cache/vitest-results.json' } }),
  },
});
