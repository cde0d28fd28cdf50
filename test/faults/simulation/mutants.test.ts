/** Each promise is checked by something that finds it broken: a broken copy of the system, within a few seeds. */
import { describe, expect, test } from 'vitest';
import type { Trouble } from './faulty-world.ts';
import { broken, type Invariant } from './invariants.ts';
import { type MutantName, mutants } from './mutants.ts';
import { play } from './story.ts';

const seeds = 60;
const patienceMs = 120_000;

describe('is found', () => {
  test.each<[name: MutantName, promise: Invariant, trouble?: Partial<Trouble>]>([
    ['a store that loses a commit', 'an acknowledged event is applied once'],
    ['a store that forgets what it took in', 'an acknowledged event is applied once'],
    ['a store that writes a little later than it says', 'nothing is sent that the stored call does not want'],
    ['a store that drops an entry of the journal', 'the journal is whole'],
    ['a store that forgets what an input said', 'the journal replays to the same state'],
    ['a store that forgets what a machine knew', 'the journal replays to the same state'],
    ['a store that forgets when to wake', 'nobody is left in silence'],
    ['a store that forgets which commands wait', 'what is decided on is sent'],
    ['a server that acknowledges before the commit', 'an acknowledged event is applied once'],
    ['a sender that repeats under a new id', 'a command has one id'],
    ['a sender that says it has sent', 'what is decided on is sent'],
    ['a sender that lets others overtake', 'commands leave in order per leg'],
    ['a sender that hangs nobody up', 'every leg and every call ends'],
    [
      'a process that takes every leg to live',
      'after an outage legs are asked first and nothing bursts',
      { dies: 0.02, downMs: () => 30_000 },
    ],
    [
      'a process that plays again what was played before it',
      'after an outage legs are asked first and nothing bursts',
      { dies: 0.02, downMs: () => 30_000 },
    ],
    ['a clock whose alarms ring late', 'timers ring at their deadline'],
  ])('%s, by: %s', { timeout: patienceMs }, async (name, promise, trouble = {}) => {
    const found = new Map<string, number>();
    for (let seed = 1; seed <= seeds && !found.has(promise); seed++)
      for (const one of broken(await play(seed, { mutant: mutants[name], trouble }))) found.set(one.promise, seed);
    expect([...found.keys()]).toContain(promise);
  });
});
