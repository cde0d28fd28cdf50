/** Every flow that is shipped, and every example, is clean, or says why what is found is meant. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type FlowModule, loadFlow } from 'callchart';
import { checkFlow, isFailing } from 'callchart/checker';

const files = [
  ...readdirSync('machines')
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `machines/${name}`),
  ...readdirSync('examples', { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?:flow|hello)\.ts$/.test(name))
    .map((name) => `examples/${name.replaceAll('\\', '/')}`),
];

// A tenth of what the command explores: the rest is for `npm run check:machines`.
const mostStates = Number(process.env['CALLCHART_CHECK_STATES'] ?? 3_000);

test.each(files)('%s', { timeout: 240_000 }, async (file) => {
  const module = (await import(/* @vite-ignore */ `../../${file}`)) as FlowModule;
  const { findings } = checkFlow(loadFlow(module, file), { explore: { mostStates } });
  const failing = findings.filter((finding) => isFailing(finding));
  expect(failing.map(({ code, state, message, ladder }) => ({ code, state, message, ladder }))).toEqual([]);
});
