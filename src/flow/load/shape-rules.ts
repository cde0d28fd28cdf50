/**
 * Rules about the machine's shape: its name, the keys of its states, its initial states and history targets, its
 * context. XState finds these faults late (at the first start) or not at all.
 */
import type { AnyStateNode } from 'xstate';
import { nearMiss } from '../../telnyx/commands/near-miss.ts';
import { findNotJson } from '../json-value.ts';
import type { FlowFinding } from './finding.ts';
import { memberOf, toList, type MachineReading, type StateReading } from './machine-reading.ts';

const STATE_KEYS =
  'id key type initial states on onDone after always entry exit invoke meta output tags description history target route order'.split(
    ' ',
  );
const MACHINE_KEYS = [...STATE_KEYS, ...'version context types schemas options'.split(' ')];
const TRANSITION_KEYS = 'target guard actions reenter description meta'.split(' ');

/** Findings about `id` and `version`: a call is stored with both. */
export function checkIdentity({ config }: MachineReading): FlowFinding[] {
  const wanted = [
    ['id', 'front-desk', 'calls are stored with it, and it names the flow in routes and logs'],
    ['version', '1', 'calls are stored with it, and go on in the version in which they began'],
  ] as const;
  return wanted
    .filter(([key]) => typeof config[key] !== 'string' || config[key].trim() === '')
    .map(([key, example, why]) => ({
      state: '(machine)',
      rule: 'identity',
      message: `the machine has no ${key}: ${why}.`,
      remedy: `Write \`${key}: '${example}'\` beside \`initial\`, as text.`,
    }));
}

/** Findings about keys that XState would overlook. */
export function checkKeys({ states }: MachineReading): FlowFinding[] {
  return states.flatMap(({ state, config, node }) => {
    const known = node.parent === undefined ? MACHINE_KEYS : STATE_KEYS;
    return [
      ...unknownKeys(state, config, known, 'a state'),
      ...transitionConfigs(config).flatMap((transition) =>
        unknownKeys(state, transition, TRANSITION_KEYS, 'a transition'),
      ),
    ];
  });
}

function unknownKeys(state: string, config: object, known: readonly string[], owner: string): FlowFinding[] {
  return Object.keys(config)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const near = nearMiss(key, known);
      const remedy = near === undefined ? `Known are ${known.join(', ')}.` : `Did you mean \`${near}\`?`;
      return { state, rule: 'key', message: `\`${key}\` means nothing in ${owner}; XState overlooks it.`, remedy };
    });
}

/** The transitions of a state that are written as objects. */
function transitionConfigs(config: Readonly<Record<string, unknown>>): object[] {
  const byKey = ['on', 'after'].flatMap((key) => Object.values((config[key] as object | undefined) ?? {}));
  const invoked = toList(config['invoke']).flatMap((invoke) => [
    memberOf(invoke, 'onDone'),
    memberOf(invoke, 'onError'),
  ]);
  const all = [...byKey, config['always'], config['onDone'], ...invoked].flatMap((value: unknown) => toList(value));
  return all.filter((value): value is object => typeof value === 'object' && value !== null);
}

/** Findings about initial states and history targets, however deep. */
export function checkTargets({ states }: MachineReading): FlowFinding[] {
  return states.flatMap((reading) => [...checkInitial(reading), ...checkHistory(reading)]);
}

function checkInitial({ state, node, config }: StateReading): FlowFinding[] {
  const wanted = typeof config['initial'] === 'string' ? config['initial'] : memberOf(config['initial'], 'target');
  if (node.type !== 'compound' || (typeof wanted === 'string' && Object.hasOwn(node.states, wanted))) return [];
  const names = Object.keys(node.states as object);
  const near = typeof wanted === 'string' ? nearMiss(wanted, names) : undefined;
  return [
    {
      state,
      rule: 'initial',
      message: `its initial state "${String(wanted)}" does not exist.`,
      remedy: near === undefined ? `Its states are ${names.join(', ')}.` : `Did you mean "${near}"?`,
    },
  ];
}

function checkHistory({ state, node, config }: StateReading): FlowFinding[] {
  if (node.type !== 'history') return [];
  return toList(config['target']).flatMap((target) =>
    typeof target === 'string' && resolves(node.parent as AnyStateNode, target)
      ? []
      : [
          {
            state,
            rule: 'target' as const,
            message: `its history's default target "${String(target)}" does not exist.`,
            remedy: 'Name a sibling, or a state by its id: "#menu".',
          },
        ],
  );
}

/** Whether a target is an id (`#menu`, `#menu.asking`) or a path below the parent. */
function resolves(parent: AnyStateNode, target: string): boolean {
  if (target.startsWith('#')) {
    try {
      return Boolean(parent.machine.getStateNodeById(target));
    } catch {
      return false;
    }
  }
  let node: AnyStateNode | undefined = parent;
  for (const key of target.split('.')) node = node?.states[key] as AnyStateNode | undefined;
  return node !== undefined;
}

/** Findings about a static context: it is stored as JSON with every call. */
export function checkContext({ config }: MachineReading): FlowFinding[] {
  const { context } = config;
  const found = typeof context === 'function' ? undefined : findNotJson(context ?? {});
  if (found === undefined) return [];
  const where = found.path === '' ? 'context' : `context.${found.path}`;
  return [
    {
      state: '(machine)',
      rule: 'context',
      message: `${where} is ${found.what}, but a call's context is stored as JSON.`,
      remedy: 'Keep text, numbers, booleans, lists and plain objects in it; a date as ISO text or milliseconds.',
    },
  ];
}
