/**
 * `callchart dev`: one flow, the real runtime, a simulated carrier, and a person at the keyboard or a script.
 */
import { basename } from 'node:path';
import { numberOf, oneOf, onlyFile, portOf, seedOf, textOf } from './arguments.ts';
import { callTimingNames } from './call-timing.ts';
import { type DevSession, startDevSession } from './dev-session.ts';
import { FlowWatcher } from './flow-watcher.ts';
import { Keypad, keypadHelp } from './keypad.ts';
import { LadderFeed } from './ladder-feed.ts';
import { LadderScreen } from './ladder-screen.ts';
import { type FlowFile, loadFlowFile } from './load-flow-file.ts';
import { forgetModuleFiles } from './load-module-file.ts';
import { createPaint, type Paint } from './paint.ts';
import { playScript } from './play-script.ts';
import { legend } from './print-rung.ts';
import { findScriptBeside, readScriptFile, type ScriptFile } from './script-file.ts';
import type { GivenArguments, Keyboard, Subcommand, Surroundings } from './subcommand.ts';
import { maskLine } from '../runtime/log.ts';
import { UsageError } from './usage-error.ts';

const fastest = 50;

/** The subcommand. */
export const dev: Subcommand = {
  name: 'dev',
  summary: 'Runs a flow with a simulated carrier beside it: your keyboard is the phone',
  help: `
Usage: callchart dev <flow file> [options]

Everything is real but the carrier: HTTP, signatures, the store. In a terminal
${keypadHelp}Saving the flow reloads it; calls that run keep theirs. Without a terminal a
script is played and its result is the exit code.

  --script <file>   the script: JSON, or a module with a default export. Default: <flow>.script.json
                    (.ts, .js) beside the flow, else somebody calls, presses 1 and hangs up
  --play            in a terminal too, play the script first and then hand over the keyboard
  --speed <n>       how many times faster than real waiting passes while the script plays, 1 to ${fastest}. Default 1
  --timing <name>   ${callTimingNames.join(', ')}. Default steady: as long as on the phone, webhooks in order
  --seed <n>        what chance at the carrier is drawn from. Default 1
  --store <name>    sqlite:<file>, kept. Default: a file that is gone afterwards
  --port <n>        where webhooks are taken in. Default: the system chooses
  --inspect-port <n>  where the page with the calls is, on this machine only. Default: the system chooses
  --inspect-url <url>  the Stately Inspector to open from there. Default https://stately.ai/inspect
  --inspect-full    tell it context, payloads and params too, not only names and states
  --input <json>    what a call that s starts receives as input
  --verbose         also show that the carrier accepted a command, and what the runtime logs

NO_COLOR turns colours off.
`,
  options: {
    script: { type: 'string' },
    play: { type: 'boolean' },
    speed: { type: 'string' },
    timing: { type: 'string' },
    seed: { type: 'string' },
    store: { type: 'string' },
    port: { type: 'string' },
    'inspect-port': { type: 'string' },
    'inspect-url': { type: 'string' },
    'inspect-full': { type: 'boolean' },
    input: { type: 'string' },
  },
  run,
};

async function run(given: GivenArguments, surroundings: Surroundings): Promise<number> {
  const { cwd, keyboard } = surroundings;
  const path = onlyFile(given, 'dev');
  const speed = numberOf(given, 'speed', { least: 1, most: fastest }) ?? 1;
  const input = inputOf(given);
  const timing = oneOf(given, 'timing', callTimingNames) ?? 'steady';
  const port = portOf(given, 'port') ?? 0;
  const isVerbose = given.values['verbose'] === true;
  const loaded = await loadFlowFile(path, cwd);
  const plays = keyboard === undefined || given.values['play'] === true || textOf(given, 'script') !== undefined;
  const script = plays ? await scriptOf(given, loaded, cwd) : undefined;
  const session = await startDevSession({
    flow: loaded.flow,
    store: textOf(given, 'store'),
    port,
    inspect: {
      port: portOf(given, 'inspect-port'),
      statelyUrl: textOf(given, 'inspect-url'),
      statelyFull: given.values['inspect-full'] === true,
    },
    seed: seedOf(given),
    timing,
    pace: plays ? speed : 1,
    log: (line) => {
      if (line.level === 'error' || isVerbose) surroundings.err(`${line.level}: ${JSON.stringify(maskLine(line))}\n`);
    },
  });
  const stage = new Stage(session, loaded, surroundings, isVerbose);
  const interrupted = new Promise<number>((resolve) => void surroundings.onStop(() => resolve(130)));
  const acts = async (): Promise<number> => {
    stage.introduce();
    const played = plays ? await stage.play(script, speed) : true;
    if (keyboard !== undefined) await stage.handOver(keyboard, input);
    return played ? 0 : 1;
  };
  try {
    return await Promise.race([acts(), interrupted]);
  } finally {
    stage.close();
    await session.close();
  }
}

/** What happens on the screen during a session. */
class Stage {
  readonly #session: DevSession;
  readonly #surroundings: Surroundings;
  readonly #paint: Paint;
  readonly #feed: LadderFeed;
  readonly #watcher: FlowWatcher;
  readonly #onClose: (() => void)[] = [];
  #loaded: FlowFile;
  #reloading = Promise.resolve();

  constructor(session: DevSession, loaded: FlowFile, surroundings: Surroundings, everything: boolean) {
    const { runtime, simulator } = session;
    this.#session = session;
    this.#loaded = loaded;
    this.#watcher = new FlowWatcher(loaded.files);
    this.#surroundings = surroundings;
    this.#paint = createPaint(surroundings.colour);
    const screen = new LadderScreen(surroundings.out, this.#paint, everything);
    this.#feed = new LadderFeed({ runtime, simulator, show: (rung) => screen.show(rung) });
  }

  introduce(): void {
    const { url, controlUrl, carrierUrl, inspectorUrl } = this.#session;
    const { flow } = this.#loaded;
    this.#say(`${this.#paint('bold', flow.id)} version ${flow.version}, with a simulated carrier: no real call is made.
webhooks ${url}/webhooks/telnyx   calls ${controlUrl}/calls   carrier ${carrierUrl}
watch the calls at ${inspectorUrl}
${legend(this.#paint)}`);
  }

  /** @returns whether everything was as the script expects */
  async play(script: ScriptFile | undefined, speed: number): Promise<boolean> {
    const { simulator, clock } = this.#session;
    const name = script === undefined ? 'a call that presses 1 and hangs up' : (script.script.name ?? script.source);
    const pace = speed === 1 ? '' : `; waiting passes ${speed} times faster than real`;
    this.#say(`\n${this.#paint('bold', 'Script:')} ${name}${pace}\n`);
    const { passed, failures } = await playScript(simulator, clock, script, () => this.#feed.failures);
    clock.setPace(1);
    for (const failure of failures) this.#say(`${this.#paint('red', 'FAILED')} ${failure}\n`);
    if (passed) this.#say(`${this.#paint('green', 'PASSED')} ${name}\n`);
    return passed;
  }

  /** Until somebody quits. */
  async handOver(keyboard: Keyboard, input: Readonly<Record<string, unknown>>): Promise<void> {
    const { simulator } = this.#session;
    this.#say(`\nThe keyboard is the caller's phone now.\n${keypadHelp}`);
    // A dialled phone rings until somebody here answers it.
    simulator.onDial(() => 'no answer');
    this.#watcher.start(() => this.#reloadNext());
    this.#onClose.push(() => this.#watcher.close());
    await new Promise<void>((quit) => {
      const keypad = new Keypad({
        simulator,
        say: (text) => this.#say(text),
        roleOf: (callControlId) => this.#feed.roleOf(callControlId),
        start: () => void this.#start(input),
        quit,
      });
      this.#onClose.push(keyboard.listen((key) => keypad.press(key)));
    });
  }

  /** Gives back what was taken: the keyboard, the files that are watched. */
  close(): void {
    for (const step of this.#onClose.splice(0)) step();
    this.#feed.close();
  }

  /** One after the other: a file may be saved again while it is being loaded. */
  #reloadNext(): void {
    this.#reloading = this.#reloading.then(() => this.#reload());
  }

  async #start(input: Readonly<Record<string, unknown>>): Promise<void> {
    const { runtime } = this.#session;
    try {
      await runtime.startCall({ flow: this.#loaded.flow.id, input, key: crypto.randomUUID() });
    } catch (error) {
      this.#say(`${this.#paint('red', '✗')} ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }

  async #reload(): Promise<void> {
    const { file, flow: before } = this.#loaded;
    try {
      forgetModuleFiles();
      const loaded = await loadFlowFile(file, this.#surroundings.cwd);
      this.#session.use(loaded.flow);
      this.#loaded = loaded;
      const { flow } = loaded;
      const what = flow.hash === before.hash ? 'same structure' : 'new calls take it, running calls keep theirs';
      this.#say(
        `${this.#paint('green', '↻')} ${basename(file)} reloaded: ${flow.id} version ${flow.version}, ${what}\n`,
      );
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#say(`${this.#paint('red', '✗')} ${basename(file)} is not reloaded, the one before stays in use:\n${why}\n`);
    }
    this.#watcher.watch(this.#loaded.files);
  }

  #say(text: string): void {
    this.#surroundings.out(text);
  }
}

async function scriptOf(given: GivenArguments, { file }: FlowFile, cwd: string): Promise<ScriptFile | undefined> {
  const path = textOf(given, 'script');
  return path === undefined ? findScriptBeside(file, cwd) : readScriptFile(path, cwd);
}

function inputOf(given: GivenArguments): Readonly<Record<string, unknown>> {
  const text = textOf(given, 'input') ?? '{}';
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new UsageError(`--input must be a JSON object, such as '{"to":"+15550100"}', not "${text}".`);
}
