/**
 * Plays a script, or for want of one a plain call, and says what came of it. It prints nothing.
 */
import type { Clock } from '../clock/clock.ts';
import { VirtualClock } from '../clock/virtual-clock.ts';
import { runScript, type ScriptFailure } from '../simulator/script-player.ts';
import type { Simulator } from '../simulator/simulator.ts';
import type { ScriptFile } from './script-file.ts';

/** What came of it. */
export interface PlayResult {
  readonly passed: boolean;
  /** What was not as expected, in words. */
  readonly failures: readonly string[];
}

// What a hangup ends is reported within this time, a recording's file included.
const endingsMs = 4_000;

/**
 * Plays to the end, and lets what the end brings come in.
 *
 * @param failuresOf why flows failed meanwhile: a script during which the fallback took over has not passed
 */
export async function playScript(
  simulator: Simulator,
  clock: Clock,
  file: ScriptFile | undefined,
  failuresOf: () => readonly string[],
): Promise<PlayResult> {
  const before = failuresOf().length;
  const failures = file === undefined ? await playPlainCall(simulator, clock) : await playFile(simulator, clock, file);
  await pause(clock, endingsMs);
  const fallbacks = failuresOf().slice(before);
  const all = [
    ...failures,
    ...fallbacks.map((why) => `The flow failed and the fallback took over: ${why.replaceAll(/\s+/g, ' ')}`),
  ];
  return { passed: all.length === 0, failures: all };
}

/** Somebody calls, listens, presses 1, listens, hangs up. */
async function playPlainCall(simulator: Simulator, clock: Clock): Promise<readonly string[]> {
  const caller = simulator.incomingCall();
  await pause(clock, 6_000);
  caller.press('1');
  await pause(clock, 10_000);
  caller.hangUp();
  return [];
}

async function playFile(simulator: Simulator, clock: Clock, file: ScriptFile): Promise<readonly string[]> {
  const { failures } = await runScript(simulator, file.script, clock);
  return failures.map(({ step, message }: ScriptFailure) => `${file.source}, step ${step}: ${message}`);
}

async function pause(clock: Clock, ms: number): Promise<void> {
  if (clock instanceof VirtualClock) await clock.advance(ms);
  else await new Promise<void>((resolve) => void clock.schedule(ms, resolve));
}
