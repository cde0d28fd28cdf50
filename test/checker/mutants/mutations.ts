/**
 * Small mistakes that an author might make in a flow, one at a time: a target changed, a handler, a timer, a guard or a
 * command taken away. They are made in the machine's config; nobody looks whether one of them does harm.
 */
import { type AnyStateMachine, createMachine } from 'xstate';
import { callActions, type FlowModule } from 'callchart';

/** The kinds of mistakes. */
export const operators = [
  'target changed',
  'handler removed',
  'timer removed',
  'guard dropped',
  'command removed',
] as const;

/** A flow with one mistake in it. */
export interface Mutant {
  readonly operator: (typeof operators)[number];
  /** Where, and what, in words. */
  readonly what: string;
  readonly module: FlowModule;
}

type Config = Record<string, unknown>;
/** Where something stands in a config. */
type Path = readonly (string | number)[];

interface Change {
  readonly operator: Mutant['operator'];
  readonly what: string;
  /** Changes a copy of the config. */
  readonly make: (config: Config) => void;
}

/** Every mutant of a flow. */
export function mutantsOf(module: FlowModule): readonly Mutant[] {
  const machine: AnyStateMachine = module.default;
  const config = machine.config as Config;
  return [...changesIn(config, [], [])].map(({ operator, what, make }) => {
    const copy = copyOf(config) as Config;
    make(copy);
    const mutated = createMachine(copy as never, machine.implementations as never) as AnyStateMachine;
    return { operator, what, module: { ...module, default: mutated } };
  });
}

/** The changes in a state and in those within it; `siblings`: the names that a plain target may have. */
function* changesIn(state: Config, path: Path, siblings: readonly string[]): Generator<Change> {
  const name = path.filter((_key, index) => index % 2 === 1).join('.') || '(machine)';
  const within = Object.keys(asConfig(state['states']));
  for (const [where, key] of handlersOf(state)) {
    const place = [...path, ...where, key];
    const isTimer = where[0] === 'after';
    const on = isTimer ? `after ${key}` : [...where.slice(1), key].join(' ');
    yield {
      operator: isTimer ? 'timer removed' : 'handler removed',
      what: `${name}: ${on}`,
      make: (config) => {
        removeAt(config, place);
      },
    };
    yield* changesOfTransitions(valueAt(state, [...where, key]), place, `${name}: ${on}`, { siblings, within });
  }
  if (state['always'] !== undefined)
    yield* changesOfTransitions(state['always'], [...path, 'always'], `${name}: always`, { siblings, within });
  for (const key of ['entry', 'exit'] as const) yield* commandsIn(state[key], [...path, key], `${name}: ${key}`);
  for (const child of within)
    yield* changesIn(asConfig(asConfig(state['states'])[child]), [...path, 'states', child], within);
}

/** Everything that a state reacts to, by its place in it. */
function* handlersOf(state: Config): Generator<readonly [where: Path, key: string]> {
  for (const key of Object.keys(asConfig(state['on']))) yield [['on'], key];
  for (const key of Object.keys(asConfig(state['after']))) yield [['after'], key];
  if (state['onDone'] !== undefined) yield [[], 'onDone'];
  const tasks = Array.isArray(state['invoke']) ? state['invoke'] : state['invoke'] === undefined ? [] : undefined;
  const places: readonly Path[] = tasks === undefined ? [['invoke']] : tasks.map((_task, index) => ['invoke', index]);
  for (const place of places)
    for (const key of ['onDone', 'onError']) if (asConfig(valueAt(state, place))[key] !== undefined) yield [place, key];
}

function* changesOfTransitions(
  given: unknown,
  place: Path,
  words: string,
  names: { readonly siblings: readonly string[]; readonly within: readonly string[] },
): Generator<Change> {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  for (const [index, one] of list.entries()) {
    const at = Array.isArray(given) ? [...place, index] : place;
    const told = index === 0 ? words : `${words} (${index + 1})`;
    const target = typeof one === 'string' ? one : asConfig(one)['target'];
    if (typeof target === 'string')
      yield* otherTargets(target, typeof one === 'string' ? at : [...at, 'target'], told, names);
    if (typeof one === 'string') continue;
    if (asConfig(one)['guard'] !== undefined)
      yield {
        operator: 'guard dropped',
        what: told,
        make: (config) => {
          removeAt(config, [...at, 'guard']);
        },
      };
    yield* commandsIn(asConfig(one)['actions'], [...at, 'actions'], told);
  }
}

function* otherTargets(
  target: string,
  at: Path,
  words: string,
  { siblings, within }: { readonly siblings: readonly string[]; readonly within: readonly string[] },
): Generator<Change> {
  const isInner = target.startsWith('.');
  const [now, ...rest] = (isInner ? target.slice(1) : target).split('.');
  if (now === undefined || now.startsWith('#') || rest.length > 0) return;
  for (const other of isInner ? within : siblings) {
    if (other === now) continue;
    const wanted = isInner ? `.${other}` : other;
    yield {
      operator: 'target changed',
      what: `${words} → ${other} rather than ${now}`,
      make: (config) => {
        setAt(config, at, wanted);
      },
    };
  }
}

function* commandsIn(given: unknown, place: Path, words: string): Generator<Change> {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  for (const [index, action] of list.entries()) {
    const type = asConfig(action)['type'];
    if (typeof type !== 'string' || !(type in callActions)) continue;
    const at = Array.isArray(given) ? [...place, index] : place;
    yield {
      operator: 'command removed',
      what: `${words}: ${type}`,
      make: (config) => {
        removeAt(config, at);
      },
    };
  }
}

const asConfig = (value: unknown): Config =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Config) : {};

function valueAt(from: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], from);
}

function setAt(config: Config, path: Path, value: unknown): void {
  const holder = valueAt(config, path.slice(0, -1)) as Record<string | number, unknown>;
  holder[path.at(-1) as string] = value;
}

function removeAt(config: Config, path: Path): void {
  const holder = valueAt(config, path.slice(0, -1));
  const key = path.at(-1);
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete (holder as Config)[key as string];
}

/** A copy of what is written as objects and lists; functions, schemas and instances are what they are. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => copyOf(one));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copyOf(one)]));
}
