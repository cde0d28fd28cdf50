/**
 * From a flow to what its exploration found, as findings with ladders, and to what it went through, as data for reports.
 */
import type { Flow } from '../../flow/load-flow.ts';
import { allowanceFor } from '../allowances.ts';
import type { Severity } from '../finding.ts';
import type { LadderRung } from '../ladder-rung.ts';
import { type FlowModel, modelOf } from '../model/flow-model.ts';
import { checkMetaOf } from '../model/check-meta.ts';
import type { CoverageCount } from './coverage.ts';
import { saysGoodbye } from './cut-off.ts';
import type { FoundViolation } from './explored.ts';
import { Explorer } from './explorer.ts';
import { LadderWriter } from './ladder.ts';
import type { Limits, Violation } from './violation.ts';
import { type StartTimes, startOf } from './start-times.ts';
import { walk } from './walk.ts';
import { testFile, type WrittenViolation, writeViolation } from './written-test.ts';

/** What an exploration may take, and what it holds a flow to. */
export interface ExploreOptions {
  /** How many moments are explored at most. Default 60 000. */
  readonly mostStates?: number;
  /** How many things that happen one after the other are followed at most. Default 400. */
  readonly deepest?: number;
  /** How long an answered caller may hear nothing, in milliseconds. Default 10 000. */
  readonly silenceMs?: number;
  /** Stop at the first thing that fails the check. */
  readonly firstOnly?: boolean;
}

/** What an exploration went through. Everything that it left out is in here. */
export interface ExplorationReport {
  readonly states: number;
  readonly transitions: number;
  /** Of how many things, one after the other, the longest way consists. */
  readonly depth: number;
  /** Moments that were reached and not gone on from, because a bound was met; 0: everything was explored. */
  readonly unexplored: number;
  /** Where Telnyx' behaviour is undocumented and the flow comes to meet it: whether it holds if Telnyx behaves otherwise. */
  readonly variants: readonly { readonly name: string; readonly holds: boolean }[];
  /** What was taken as alike, or not tried, in words. */
  readonly bounds: readonly string[];
  readonly coverage: CoverageCount;
}

/** Something that an exploration found. */
export interface ExploredFinding extends Violation {
  readonly ladder: readonly LadderRung[];
  readonly variant: string | undefined;
}

/** An exploration of one flow. */
export interface Exploration {
  readonly report: ExplorationReport;
  readonly findings: readonly ExploredFinding[];
  /** A file for Vitest with one test for each of these findings. */
  readonly writeTests: (findings: readonly ExploredFinding[], flowImport: string) => string | undefined;
  /** The same, statement by statement, for those who play them themselves. */
  readonly write: (finding: ExploredFinding) => WrittenViolation | undefined;
}

/** Explores a flow. */
export function exploreFlow(flow: Flow, options: ExploreOptions = {}, model: FlowModel = modelOf(flow)): Exploration {
  const limits = limitsOf(flow, options);
  const { mostStates = 60_000, deepest = 400 } = options;
  const isEnough = (one: FoundViolation): boolean => {
    const { code, state, severity } = { ...one.violation, ...severityOf(one, model) };
    return severity !== 'note' && allowanceFor(flow, code, state) === undefined;
  };
  const isFirstEnough = options.firstOnly === true ? isEnough : undefined;
  const explorer = new Explorer(model, { mostStates, deepest, limits, isEnough: isFirstEnough });
  const explored = explorer.explore();
  const found = new Map<ExploredFinding, FoundViolation>();
  for (const one of explored.found) {
    const writer = new LadderWriter();
    for (const { webhook, node } of walk(explorer, one.node, writer)) {
      if (webhook !== undefined && node.webhookFault !== undefined)
        writer.fault(webhook.emittedAt, webhook, node.webhookFault.kind);
    }
    const variant = one.variant && `${one.variant.number} ${one.variant.name} = ${String(one.variant.value)}`;
    const startAt = startOf(one.node);
    const begins = (at: string) =>
      ({ atMs: 0, kind: 'party', leg: undefined, text: `the call begins on ${at}` }) as const;
    const ladder = [...(startAt === undefined ? [] : [begins(startAt)]), ...writer.close(one)];
    found.set({ ...one.violation, ...severityOf(one, model), ladder, variant }, one);
  }
  const write = (finding: ExploredFinding): WrittenViolation | undefined => {
    const one = found.get(finding);
    if (one === undefined) return undefined;
    const given = { incoming: model.incoming, flowId: flow.id, input: explorer.rules.input, limits };
    return writeViolation(one, walk(explorer, one.node), given);
  };
  return {
    findings: [...found.keys()],
    report: {
      states: explored.states,
      transitions: explored.transitions,
      depth: explored.depth,
      unexplored: explored.unexplored,
      variants: explored.variants.map(({ flip, holds }) => ({
        name: `${flip.number} ${flip.name} = ${String(flip.value)}`,
        holds,
      })),
      bounds: [
        ...(explored.isCutShort ? ['nothing was looked for after the first finding'] : []),
        ...startsOf(explored.starts),
        ...boundsOf(model, explored.widened, explored.isCutShort ? 0 : explored.unexplored, mostStates, deepest),
      ],
      coverage: explored.coverage.count(),
    },
    write,
    writeTests: (findings, flowImport) => {
      const written = findings.flatMap((finding) => write(finding) ?? []);
      return written.length === 0 ? undefined : testFile(written, flowImport);
    },
  };
}

/**
 * What depends on how Telnyx behaves is a warning; that a queue may be silent is for its owner to know. So is an end
 * without a word in a flow that never says goodbye.
 */
function severityOf({ violation, variant }: FoundViolation, model: FlowModel): { readonly severity?: Severity } {
  if (violation.severity !== undefined) return {};
  if (violation.code === 'cut-off' && !saysGoodbye(model)) return { severity: 'note' };
  if (variant === undefined) return {};
  return { severity: variant.number === 'V13' ? 'note' : 'warning' };
}

function limitsOf(flow: Flow, { silenceMs = 10_000 }: ExploreOptions): Limits {
  // The engine speaks up after its own limit; its apology takes a moment to sound.
  const slowSilenceMs = Math.max(silenceMs, flow.options.limits.silenceMs + 5_000);
  return { silenceMs, slowSilenceMs, ringsOnMs: 10_000 };
}

/** When calls begin, where that is more than one time. */
function startsOf({ times, kinds }: StartTimes): string[] {
  if (times.length < 2) return [];
  const words = times.map((time) => new Date(time).toISOString().replace(':00.000Z', 'Z')).join(', ');
  const left = kinds > times.length ? `, ${times.length} of ${kinds} kinds of time that the flow tells apart` : '';
  return [`calls begin at ${words}${left} (meta.check.startsAt)`];
}

function boundsOf(
  { flow, incoming }: FlowModel,
  widened: readonly string[],
  unexplored: number,
  mostStates: number,
  deepest: number,
): string[] {
  const meta = checkMetaOf(flow);
  const tasks = [...new Set(Object.keys(flow.machine.implementations.actors))].filter(
    (src) => meta.tasks?.[src] === undefined,
  );
  const events = Object.keys(flow.options.events).filter((type) => meta.events?.[type] === undefined);
  return [
    ...(unexplored === 0
      ? []
      : [`${unexplored} moments were not gone on from: at most ${mostStates} are explored, ${deepest} deep`]),
    ...widened.map((place) => `further values of ${place} are taken as alike`),
    ...(incoming || meta.input !== undefined ? [] : ['calls are started with { to } alone (meta.check.input)']),
    ...(tasks.length === 0 ? [] : [`tasks give {}: ${tasks.join(', ')} (meta.check.tasks)`]),
    ...(events.length === 0 ? [] : [`events carry {}: ${events.join(', ')} (meta.check.events)`]),
  ];
}
