/**
 * Rule: every event that a state listens to can come. XState takes any descriptor, and TypeScript any beside known
 * ones, so a misspelt one would wait for ever.
 */
import { nearMiss } from '../../telnyx/commands/near-miss.ts';
import { commands } from '../../telnyx/commands/registry.ts';
import { eventSchemas } from '../../telnyx/events/registry.ts';
import { FIRST_LEG_ROLE, isRole } from '../leg-address.ts';
import type { FlowFinding } from './finding.ts';
import { builtInKind, memberOf, namedReference, type MachineReading } from './machine-reading.ts';
import { mayBePrefix, mayBeRole, roleRemedy, type Roles } from './roles.ts';

const TELNYX_EVENTS: readonly string[] = Object.keys(eventSchemas);
const COMMANDS: readonly string[] = Object.keys(commands);

/** First words of names that only Telnyx and the engine give. */
const RESERVED = /^(?:call|conference|streaming|siprec|dialogflow|command|legs|leg|xstate)(?:\.|$)/;

/** All names that an event of this flow can have. */
interface Vocabulary {
  readonly names: ReadonlySet<string>;
  readonly roles: Roles;
  /** The ids of what states invoke. */
  readonly tasks: readonly string[];
  /** Whether events may be raised under computed names. */
  readonly open: boolean;
}

/** A descriptor that no event can match: what is wrong, and what to do. */
type Complaint = Pick<FlowFinding, 'message' | 'remedy'>;

/** Findings about what the states listen to. `applicationEvents` are the types that the options declare. */
export function checkEvents(
  reading: MachineReading,
  roles: Roles,
  applicationEvents: readonly string[],
): FlowFinding[] {
  const raised = surveyRaised(reading);
  const names = new Set([...wellKnownNames(roles), ...applicationEvents, ...raised.names]);
  const tasks = reading.states.flatMap(({ invokes }) => invokes.map(({ id }) => String(id)));
  const vocabulary: Vocabulary = { names, roles, tasks, open: raised.open };
  return reading.states.flatMap(({ state, config }) =>
    Object.keys((config['on'] as object | undefined) ?? {}).flatMap((descriptor) => {
      const complaint = judge(descriptor, vocabulary);
      return complaint === undefined ? [] : [{ state, rule: 'event' as const, ...complaint }];
    }),
  );
}

/** Findings about the names of application events. */
export function checkEventNames(types: readonly string[]): FlowFinding[] {
  return types
    .filter((type) => RESERVED.test(type) || type.includes('*'))
    .map((type) => ({
      state: 'options',
      rule: 'options',
      message: `the application event "${type}" has a name that Telnyx, the engine or a wildcard may have.`,
      remedy: 'Give it another first word, such as "order.ready".',
    }));
}

function wellKnownNames(roles: Roles): string[] {
  return [
    ...TELNYX_EVENTS,
    ...[...roles.prefixes].flatMap((role) => TELNYX_EVENTS.map((type) => `${role}.${type}`)),
    ...[...roles.known].map((role) => `legs.ended.${role}`),
    ...COMMANDS.flatMap((name) => [`command.failed.${name}`, `command.succeeded.${name}`]),
    'leg.silent',
  ];
}

/** The events that the machine raises by itself. */
function surveyRaised({ states, implementations }: MachineReading): { names: string[]; open: boolean } {
  const names: string[] = [];
  let open = false;
  for (const { action } of states.flatMap(({ actions }) => actions)) {
    const reference = namedReference(action);
    const taken = reference === undefined ? action : memberOf(implementations.actions, reference.name);
    const kind = builtInKind(taken);
    const type = kind === 'xstate.raise' ? memberOf(memberOf(taken, 'event'), 'type') : undefined;
    if (typeof type === 'string') names.push(type);
    else open ||= kind === 'xstate.raise' || kind === 'xstate.enqueueActions';
  }
  return { names, open };
}

function judge(descriptor: string, vocabulary: Vocabulary): Complaint | undefined {
  if (descriptor === '*') return undefined;
  if (descriptor.startsWith('xstate.')) return judgeTask(descriptor, vocabulary.tasks);
  const complaint = descriptor.includes('*')
    ? judgeWildcard(descriptor, vocabulary)
    : judgeName(descriptor, vocabulary);
  if (complaint === undefined) return undefined;
  // What the flow raises under a computed name cannot be known; but it would not raise what only Telnyx sends.
  return vocabulary.open && !RESERVED.test(descriptor) && !isPrefixed(descriptor) ? undefined : complaint;
}

/** XState's own names are its business, but those of a task's end name the task. */
function judgeTask(descriptor: string, tasks: readonly string[]): Complaint | undefined {
  const task = /^xstate\.(?:done|error)\.actor\.([^*]+)$/.exec(descriptor)?.[1];
  if (task === undefined || tasks.includes(task)) return undefined;
  const near = nearMiss(task, tasks);
  return {
    message: `listens to "${descriptor}", but no state invokes "${task}".`,
    remedy: near === undefined ? 'Use onDone and onError of `invoke`.' : `Did you mean "${near}"?`,
  };
}

function judgeWildcard(descriptor: string, { names, roles }: Vocabulary): Complaint | undefined {
  if (!descriptor.endsWith('.*') || descriptor.slice(0, -1).includes('*')) {
    return {
      message: `listens to "${descriptor}", but a wildcard stands alone or at the end of whole words.`,
      remedy: 'Write "call.*", "agent.*" or "*".',
    };
  }
  if (descriptor === 'command.succeeded.*') {
    return {
      message: 'listens to "command.succeeded.*", but a success is delivered only to its exact name.',
      remedy: 'Write the command: "command.succeeded.startRecording".',
    };
  }
  const prefix = descriptor.slice(0, -1);
  if ([...names].some((name) => name.startsWith(prefix))) return undefined;
  const [first = '', ...rest] = prefix.split('.');
  const remainder = rest.join('.');
  if (mayBePrefix(first, roles) && TELNYX_EVENTS.some((name) => name.startsWith(remainder))) return undefined;
  if (first === 'legs' && rest.length > 1) return undefined;
  return unknownName(descriptor, `no event begins with "${prefix}"`, first, remainder, names, roles);
}

function judgeName(descriptor: string, { names, roles }: Vocabulary): Complaint | undefined {
  if (names.has(descriptor)) return undefined;
  const [first = '', ...rest] = descriptor.split('.');
  const remainder = rest.join('.');
  if (mayBePrefix(first, roles) && TELNYX_EVENTS.includes(remainder)) return undefined;
  const ended = /^legs\.ended\.(.+)$/.exec(descriptor)?.[1];
  if (ended !== undefined) {
    if (mayBeRole(ended, roles)) return undefined;
    const message = `listens to "${descriptor}", but no leg of this flow has the role "${ended}".`;
    return { message, remedy: roleRemedy(ended, roles) };
  }
  return unknownName(descriptor, 'no event has that name', first, remainder, names, roles);
}

function unknownName(
  descriptor: string,
  reason: string,
  first: string,
  remainder: string,
  names: ReadonlySet<string>,
  roles: Roles,
): Complaint {
  const isTelnyx = remainder !== '' && TELNYX_EVENTS.some((name) => name === remainder || name.startsWith(remainder));
  if (isTelnyx && first === FIRST_LEG_ROLE) {
    const message = `listens to "${descriptor}", but the first leg's events have bare names.`;
    return { message, remedy: `Write "${remainder}${descriptor.endsWith('*') ? '*' : ''}".` };
  }
  if (isTelnyx && isRole(first)) {
    const message = `listens to "${descriptor}", but no leg of this flow has the role "${first}".`;
    return { message, remedy: roleRemedy(first, roles) };
  }
  const wildcards = [...names].map((name) => `${name.slice(0, name.lastIndexOf('.'))}.*`);
  const near = nearMiss(descriptor, descriptor.endsWith('*') ? wildcards : [...names]);
  return {
    message: `listens to "${descriptor}", but ${reason}.`,
    remedy: near === undefined ? REMEDY : `Did you mean "${near}"? ${REMEDY}`,
  };
}

const REMEDY = 'The events of an application are declared in options.events.';

function isPrefixed(descriptor: string): boolean {
  return TELNYX_EVENTS.some((name) => descriptor.endsWith(`.${name}`));
}
