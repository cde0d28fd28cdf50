/**
 * The rules of the house that are about one file at a time: its name, its length, its opening comment, its exports,
 * its purity, its test. Each takes facts and answers with complaints, so that it can be tried on made-up sources.
 */
import { layerOf } from './layers.ts';
import { packageOf, type SourceFacts } from './source-facts.ts';

/** Longest file, in lines. */
const MAX_LINES = 300;

/** Files that may be longer, each with its reason. */
const LONGER: Readonly<Record<string, string>> = {
  'src/index.ts': 'the list of public names, one a line; nothing to understand',
};

/** Names that say nothing about what a file or folder holds. */
const EMPTY_NAME = /^(?:utils?|helpers?|common|misc|types?|shared|stuff)$/;

/** Folders without a clock, chance, I/O or `node:*`: time and ids arrive with the event. */
const PURE = new Set(['errors', 'telnyx', 'flow', 'engine']);

/** Single files in pure folders that may use one built-in, with its reason. */
const PURE_BUT: Readonly<Record<string, { readonly builtin: string; readonly reason: string }>> = {
  'src/telnyx/signature.ts': { builtin: 'node:crypto', reason: 'Ed25519: same bytes in, same answer out' },
};

/** Folders under `src` whose every file with behaviour has a mirrored test, in force from the day each is complete. */
const MIRRORED = new Set([
  'errors',
  'clock',
  'telnyx',
  'flow',
  'engine',
  'stores',
  'carrier',
  'runtime',
  'simulator',
  'checker',
  'replay',
  'server',
  'testing',
]);

/** Files with behaviour that another test covers (a whole folder, with a slash at its end), and the reason. */
const TESTED_ELSEWHERE: Readonly<Record<string, { readonly test: string; readonly reason: string }>> = {
  'src/telnyx/commands/': {
    test: 'test/telnyx/commands/params.test.ts',
    reason: 'one table of examples and refusals for all schemas',
  },
  'src/checker/rules/': {
    test: 'test/checker/rules/rules.test.ts',
    reason: 'every rule has a flow that breaks it and one that nearly does: one table',
  },
  'src/checker/model/': {
    test: 'test/checker/rules/rules.test.ts',
    reason: 'what rules see of a flow, seen through all of them',
  },
  'src/checker/carrier/': {
    test: 'test/checker/carrier/same-as-simulator.test.ts',
    reason: 'one model, held against the simulator call by call',
  },
  'src/checker/explore/': {
    test: 'test/checker/explore/replay.test.ts',
    reason: 'whatever is found has to happen in the simulator too',
  },
  'src/checker/check-flow.ts': {
    test: 'test/checker/shipped-flows.test.ts',
    reason: 'every flow that is shipped, and each rule, goes through it',
  },
  'src/checker/check-report.ts': { test: 'test/testing/safe-matcher.test.ts', reason: 'what passes, what is refused' },
  'src/checker/report/ladder-text.ts': { test: 'test/checker/report/json.test.ts', reason: 'part of every report' },
  'src/checker/report/terminal.ts': { test: 'test/testing/safe-matcher.test.ts', reason: 'what the matcher says' },
  'src/simulator/leg.ts': { test: 'test/simulator/hearing.test.ts', reason: 'seen only through what it is part of' },
  'src/simulator/leg-view.ts': {
    test: 'test/simulator/hearing.test.ts',
    reason: 'seen only through what it is part of',
  },
  'src/simulator/world.ts': {
    test: 'test/simulator/simulator.test.ts',
    reason: 'seen only through what it is part of',
  },
  'src/simulator/incoming.ts': {
    test: 'test/simulator/simulator.test.ts',
    reason: 'seen only through what it is part of',
  },
  'src/simulator/signing-key.ts': {
    test: 'test/simulator/simulator.test.ts',
    reason: 'seen only through what it is part of',
  },
  'src/simulator/problem.ts': {
    test: 'test/simulator/param-problem.test.ts',
    reason: 'seen only through what it is part of',
  },
  'src/simulator/script-expectation.ts': {
    test: 'test/simulator/script-player.test.ts',
    reason: 'seen only through what it is part of',
  },
  'src/simulator/commands/media-commands.ts': {
    test: 'test/simulator/media-queue.test.ts',
    reason: 'seen only through what it is part of',
  },
  'src/simulator/commands/gather-commands.ts': {
    test: 'test/simulator/gather.test.ts',
    reason: 'seen only through what it is part of',
  },
  'src/simulator/commands/recording-commands.ts': {
    test: 'test/simulator/recording.test.ts',
    reason: 'seen only through what it is part of',
  },
  'src/simulator/commands/queue-commands.ts': {
    test: 'test/simulator/waiting-queue.test.ts',
    reason: 'seen only through what it is part of',
  },
  'src/simulator/commands/conversation-commands.ts': {
    test: 'test/simulator/conversation.test.ts',
    reason: 'seen only through what it is part of',
  },
  'src/simulator/commands/stream-commands.ts': {
    test: 'test/simulator/media-stream.test.ts',
    reason: 'seen only through what it is part of',
  },
  'src/simulator/commands/conference-commands.ts': {
    test: 'test/simulator/conference.test.ts',
    reason: 'seen only through what it is part of',
  },
  'src/simulator/commands/delivery-params.ts': {
    test: 'test/simulator/webhook-channel.test.ts',
    reason: 'seen only through what it is part of',
  },
  'src/simulator/commands/detection-params.ts': {
    test: 'test/simulator/detection.test.ts',
    reason: 'seen only through what it is part of',
  },
  'src/simulator/commands/command.ts': {
    test: 'test/simulator/commands/table.test.ts',
    reason: 'every command goes through it',
  },
  'src/server/server-config.ts': { test: 'test/cli/serve.test.ts', reason: 'a config file is what it is for' },
  'src/testing/crashable.ts': {
    test: 'test/faults/simulation/simulation.test.ts',
    reason: 'processes that die are what it is for',
  },
  'src/stores/postgres/': {
    test: 'test/stores/postgres/postgres-store.test.ts',
    reason: 'it takes a real server to run',
  },
};

/** `utils.ts` and its kin, as a file or as a folder. */
export function emptyNames({ path }: SourceFacts): string[] {
  const empty = path.split('/').filter((part) => EMPTY_NAME.test(part.replace(/(?:\.test)?\.ts$/, '')));
  return empty.map((part) => `${path}:1: '${part}' says nothing: name it for the one idea it holds`);
}

/** Files that have grown beyond what fits in a head. */
export function overlongFiles({ path, lineCount }: SourceFacts, longer = LONGER): string[] {
  if (lineCount <= MAX_LINES || path in longer) return [];
  return [`${path}:${MAX_LINES + 1}: ${lineCount} lines, more than ${MAX_LINES}: split it by idea, or give a reason`];
}

/** Files that do not say what they are. */
export function missingOpenings({ path, openingComment }: SourceFacts): string[] {
  const words = openingComment?.replace(/^[\s/*]+/, '') ?? '';
  const says = words.length >= 20 && !/^(?:@ts-|oxlint-|eslint-|prettier-)/.test(words);
  return says ? [] : [`${path}:1: open with a comment: what this file is and what it must not know`];
}

/** Default exports; a flow's own file and a tool's configuration may have one. */
export function defaultExports({ path, defaultExports: places }: SourceFacts): string[] {
  return path.startsWith('src/') ? places.map(({ line, what }) => `${path}:${line}: ${what}: give it a name`) : [];
}

/** Uses of the clock, of chance or of the world in the core. */
export function impurities(file: SourceFacts): string[] {
  if (!PURE.has(layerOf(file.path))) return [];
  const builtins = file.imports.flatMap(({ specifier, line }) => {
    const name = specifier === undefined ? undefined : packageOf(specifier);
    if (!name?.startsWith('node:') || PURE_BUT[file.path]?.builtin === name) return [];
    return [{ line, what: name }];
  });
  return [...file.impurities, ...builtins].map(
    ({ line, what }) => `${file.path}:${line}: ${what}: the core is pure, time and ids arrive with the event`,
  );
}

/** Files with behaviour but without a test where one looks for it. `paths` are all files of the repository. */
export function untested(file: SourceFacts, paths: ReadonlySet<string>, mirrored = MIRRORED): string[] {
  if (!file.hasBehaviour || !mirrored.has(layerOf(file.path))) return [];
  const own = file.path.replace(/^src\//, 'test/').replace(/\.ts$/, '.test.ts');
  if (paths.has(own)) return [];
  const covered = (row: string): boolean => file.path === row || (row.endsWith('/') && file.path.startsWith(row));
  const elsewhere = Object.entries(TESTED_ELSEWHERE).find(([row]) => covered(row))?.[1].test;
  const test = elsewhere ?? own;
  return paths.has(test) ? [] : [`${file.path}:1: has behaviour and no test: write ${test}`];
}

/** Rows of the tables above that speak of files that are gone. */
export function staleExceptions(paths: ReadonlySet<string>): string[] {
  const named = [...Object.keys(LONGER), ...Object.keys(TESTED_ELSEWHERE)];
  const gone = (row: string): boolean =>
    ![...paths].some((path) => path === row || (row.endsWith('/') && path.startsWith(row)));
  return named.filter(gone).map((path) => `${path} is gone: drop its row in house-rules.ts`);
}
