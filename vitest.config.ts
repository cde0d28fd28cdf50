/** How the suite runs. Tests import the public name (`callchart`) and hit `src` through the `source` export condition. */
import { defineConfig } from 'vitest/config';

const inCI = process.env['CI'] === 'true';

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  test: {
    include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
    // A hung test is a failed test; two shared cores make wall time vary, so the bound is wide.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // `.ci/run` reads the tally from the file.
    ...(inCI && { reporters: ['default', 'json'], outputFile: { json: 'node_modules/.cache/vitest-results.json' } }),
  },
});
