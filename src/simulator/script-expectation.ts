/**
 * What a script expects, held against a simulation. It changes nothing.
 */
import type { Heard } from './hearing.ts';
import type { LadderEntry } from './ladder.ts';
import type { LegView } from './leg-view.ts';
import { durationMs, type ScriptStep } from './script.ts';
import type { Simulator } from './simulator.ts';

type Expectation = Extract<ScriptStep, { expect: unknown }>['expect'];

/** What is not the case, in words. */
export function unmetExpectations(
  simulator: Simulator,
  ladder: readonly LadderEntry[],
  leg: LegView | undefined,
  expected: Expectation,
): string[] {
  const names = (direction: LadderEntry['direction']): string[] =>
    ladder.filter((entry) => entry.direction === direction).map((entry) => entry.name);
  const unmet = [
    missing('Commands', expected.commands, names('command')),
    missing('Webhooks', expected.webhooks, names('webhook')),
    forbidden(expected['no commands'], names('command')),
    expected.over === undefined ? undefined : overIs(expected.over, simulator.legs()),
    ...unmetOfLeg(leg, expected),
  ];
  return unmet.filter((message) => message !== undefined);
}

function unmetOfLeg(leg: LegView | undefined, expected: Expectation): (string | undefined)[] {
  const { hears, state, cause, bridged } = expected;
  const silence = expected['silence at most'];
  if ([hears, state, cause, bridged, silence].every((each) => each === undefined)) return [];
  if (!leg) return [`There is no leg ${expected.leg ?? 'caller'}.`];
  const isBridged = leg.attachment.kind === 'bridged';
  return [
    hears !== undefined && !inWords(leg.hears).toLowerCase().includes(hears.toLowerCase())
      ? `${leg.name} hears ${inWords(leg.hears)}, not ${hears}.`
      : undefined,
    state !== undefined && leg.signalling !== state ? `${leg.name} is ${leg.signalling}, not ${state}.` : undefined,
    cause !== undefined && leg.hangup?.cause !== cause
      ? `${leg.name} ended with ${leg.hangup?.cause ?? 'nothing yet'}, not ${cause}.`
      : undefined,
    bridged !== undefined && isBridged !== bridged ? `${leg.name} is ${isBridged ? '' : 'not '}bridged.` : undefined,
    silence !== undefined && leg.longestDeadAirMs > durationMs(silence)
      ? `${leg.name} heard nothing for ${leg.longestDeadAirMs} ms, longer than ${durationMs(silence)} ms.`
      : undefined,
  ];
}

function missing(what: string, expected: readonly string[] | undefined, actual: readonly string[]): string | undefined {
  if (!expected) return undefined;
  let from = 0;
  for (const name of expected) {
    const index = actual.indexOf(name, from);
    if (index === -1) return `${what}: ${name} is missing or out of order; there were ${actual.join(', ') || 'none'}.`;
    from = index + 1;
  }
  return undefined;
}

function forbidden(names: readonly string[] | undefined, actual: readonly string[]): string | undefined {
  const sent = names?.filter((name) => actual.includes(name)) ?? [];
  return sent.length > 0 ? `${sent.join(', ')} should not have been sent.` : undefined;
}

function overIs(expected: boolean, legs: readonly LegView[]): string | undefined {
  const alive = legs.filter((leg) => leg.signalling !== 'ended').map((leg) => leg.name);
  if ((alive.length === 0) === expected) return undefined;
  return expected ? `Still alive: ${alive.join(', ')}.` : 'Every leg has ended.';
}

/** What a party hears, in words. */
export function inWords(heard: Heard): string {
  switch (heard.kind) {
    case 'speak':
      return `"${heard.text}"`;
    case 'playback':
      return heard.media;
    case 'peer':
      return `leg ${heard.leg}`;
    case 'queue':
      return `queue ${heard.queue}`;
    case 'conference':
      return `conference ${heard.conference}`;
    case 'nothing':
    case 'ringback':
    case 'assistant':
    case 'stream':
      return heard.kind;
    default:
      return heard;
  }
}
