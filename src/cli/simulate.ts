/**
 * `callchart simulate`: one flow, one script, virtual time, an exit code.
 */
import { type Variants, variantValues } from '../simulator/variants.ts';
import { simulate as startSimulation } from '../testing/simulation.ts';
import { oneOf, onlyFile, seedOf, textOf } from './arguments.ts';
import { callTimingNames, callTimings } from './call-timing.ts';
import { LadderFeed } from './ladder-feed.ts';
import { LadderScreen } from './ladder-screen.ts';
import { loadFlowFile } from './load-flow-file.ts';
import { createPaint } from './paint.ts';
import { playScript } from './play-script.ts';
import type { Rung } from '../replay/rung.ts';
import { findScriptBeside, readScriptFile } from './script-file.ts';
import type { GivenArguments, Subcommand, Surroundings } from './subcommand.ts';
import { UsageError } from './usage-error.ts';
import { nearWord } from './near-word.ts';

/** The subcommand. */
export const simulate: Subcommand = {
  name: 'simulate',
  summary: 'Plays a script on a flow in virtual time, for use in CI',
  help: `
Usage: callchart simulate <flow file> [--script <file>] [options]

Runs in the process, with a simulated carrier and a clock that does not wait. The same
flow, script and seed give the same call. Exit code 1 when an expectation of the script
fails, or when the flow fails and the fallback takes over.

  --script <file>      the script: JSON, or a module with a default export. Default: <flow>.script.json
                       (.ts, .js) beside the flow, else somebody calls, presses 1 and hangs up
  --seed <n>           what chance at the carrier is drawn from. Default 1
  --timing <name>      ${callTimingNames.join(', ')}. Default steady: as long as on the phone, webhooks in order
  --variant <V>=<way>  how the carrier behaves where Telnyx is undocumented; may be repeated:
${variantValues.map(({ number, name, values }) => `                         ${number.padEnd(4)}${name}=${values.join('|')}`).join('\n')}
  --json               print the ladder and the result as JSON
  --verbose            also show that the carrier accepted a command
`,
  options: {
    script: { type: 'string' },
    seed: { type: 'string' },
    timing: { type: 'string' },
    variant: { type: 'string', multiple: true },
    json: { type: 'boolean' },
  },
  run,
};

async function run(given: GivenArguments, { out, cwd, colour }: Surroundings): Promise<number> {
  const path = onlyFile(given, 'simulate');
  const timing = oneOf(given, 'timing', callTimingNames) ?? 'steady';
  const seed = seedOf(given);
  const variants = variantsOf(given);
  const { flow, file } = await loadFlowFile(path, cwd);
  const named = textOf(given, 'script');
  const script = named === undefined ? await findScriptBeside(file, cwd) : await readScriptFile(named, cwd);
  const simulation = await startSimulation(flow, { seed, simulator: { timing: callTimings[timing], variants } });
  const { runtime, simulator, clock } = simulation;
  const paint = createPaint(colour);
  const asJson = given.values['json'] === true;
  const screen = new LadderScreen(out, paint, given.values['verbose'] === true);
  const rungs: Rung[] = [];
  const show = (rung: Rung): void => void (asJson ? rungs.push(rung) : screen.show(rung));
  const feed = new LadderFeed({ runtime, simulator, show });
  const { passed, failures } = await playScript(simulator, clock, script, () => feed.failures);
  feed.close();
  await simulation.close();
  const name = script?.script.name ?? script?.source ?? 'a call that presses 1 and hangs up';
  if (asJson) {
    const result = { flow: { id: flow.id, version: flow.version }, script: name, passed, failures, ladder: rungs };
    out(`${JSON.stringify(result, null, 2)}\n`);
  } else {
    for (const failure of failures) out(`${paint('red', 'FAILED')} ${failure}\n`);
    if (passed) out(`${paint('green', 'PASSED')} ${name}\n`);
  }
  return passed ? 0 : 1;
}

/** `--variant V1=true --variant mediaOnBridge='goes on'`. */
function variantsOf({ values }: GivenArguments): Partial<Variants> {
  const given = values['variant'];
  const all = Array.isArray(given) ? given.map(String) : [];
  return Object.fromEntries(all.map((text) => readVariant(text)));
}

function readVariant(text: string): readonly [name: string, value: string | boolean] {
  const [, word = text, way = ''] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  const found = variantValues.find(({ number, name }) => number === word.toUpperCase() || name === word);
  if (found === undefined) {
    const near = nearWord(
      word,
      variantValues.map(({ name }) => name),
    );
    const hint = near === undefined ? 'callchart simulate --help lists them.' : `Did you mean ${near}?`;
    throw new UsageError(`There is no variant "${word}". ${hint}`);
  }
  const value = found.values.find((each) => String(each) === way);
  if (value !== undefined) return [found.name, value];
  throw new UsageError(`Variant ${found.number} (${found.name}) is ${found.values.join(' or ')}, not "${way}".`);
}
