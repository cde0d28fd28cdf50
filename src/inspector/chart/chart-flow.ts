/**
 * From a flow to its chart. It reads the machine's structure and runs nothing.
 */
import type { AnyStateNode } from 'xstate';
import { isCommandName } from '../../flow/call-actions.ts';
import type { Flow } from '../../flow/load-flow.ts';
import { builtInKind, memberOf, namedReference, toList } from '../../flow/load/machine-reading.ts';
import { commandGist } from '../../replay/command-gist.ts';
import { eventText } from './event-text.ts';
import type { ChartAction, ChartState, ChartTransition, FlowChart } from './flow-chart.ts';
import { guardText } from './guard-text.ts';

interface ReadTransition {
  readonly descriptor: string;
  readonly targets: readonly string[];
  readonly guard: string | undefined;
  readonly actions: readonly ChartAction[];
}

/** The chart of a flow. */
export function chartFlow({
  machine,
  id,
  version,
  hash,
}: Pick<Flow, 'machine' | 'id' | 'version' | 'hash'>): FlowChart {
  const transitions: ChartTransition[] = [];
  const root = chartState(machine.root as AnyStateNode, transitions);
  return { id, version, hash, root, transitions };
}

function chartState(node: AnyStateNode, into: ChartTransition[]): ChartState {
  const config = node.config as Readonly<Record<string, unknown>>;
  const read = transitionsOf(node);
  const path = node.path.join('.') || node.key;
  for (const { descriptor, targets, guard, actions } of read) {
    for (const target of targets) {
      const label = labelOf(descriptor, guard, actions);
      into.push({ id: `${path}-${into.length}`, source: node.id, target, descriptor, label, actions });
    }
  }
  const initial = node.type === 'compound' ? node.initial?.target?.[0]?.id : undefined;
  return {
    id: node.id,
    key: node.key,
    kind: node.type,
    ...(initial !== undefined && { initial }),
    entry: actionsOf(config['entry']),
    exit: actionsOf(config['exit']),
    tasks: toList(config['invoke']).map(taskName),
    inner: read
      .filter(({ targets }) => targets.length === 0)
      .map(({ descriptor, guard, actions }) => labelOf(descriptor, guard, actions)),
    states: Object.values(node.states).map((child) => chartState(child as AnyStateNode, into)),
  };
}

function transitionsOf(node: AnyStateNode): ReadTransition[] {
  const read = (descriptor: string, candidate: object): ReadTransition => ({
    descriptor,
    targets: toList(memberOf(candidate, 'target')).map((target) => (target as AnyStateNode).id),
    guard: guardText(memberOf(candidate, 'guard')),
    actions: actionsOf(memberOf(candidate, 'actions')),
  });
  return [
    ...[...(node.transitions as Map<string, readonly object[]>)].flatMap(([descriptor, candidates]) =>
      candidates.map((candidate) => read(descriptor, candidate)),
    ),
    ...toList(node.always).map((candidate) => read('', candidate as object)),
  ];
}

function labelOf(descriptor: string, guard: string | undefined, actions: readonly ChartAction[]): string {
  const event = eventText(descriptor);
  const condition = guard === undefined ? '' : ` [${guard}]`;
  const done = actions.length === 0 ? '' : ` / ${actions.map(({ name }) => name).join(', ')}`;
  return `${event}${condition}${done}`;
}

/** Actions as an author lists them. */
function actionsOf(actions: unknown): readonly ChartAction[] {
  return toList(actions).map(chartAction);
}

function chartAction(action: unknown): ChartAction {
  if (typeof action === 'function') {
    const kind = builtInKind(action)?.replace('xstate.', '');
    const own = (action as { readonly name?: string }).name ?? '';
    return { name: kind ?? (own === '' ? 'function' : own), gist: '', isCommand: false };
  }
  const reference = namedReference(action);
  if (reference === undefined) return { name: 'action', gist: '', isCommand: false };
  const { name, params } = reference;
  const isCommand = isCommandName(name);
  if (typeof params === 'function') return { name, gist: '…', isCommand };
  const isReadable = isCommand && typeof params === 'object' && params !== null;
  return { name, gist: isReadable ? gistOf(name, params as Readonly<Record<string, unknown>>) : '', isCommand };
}

function gistOf(name: string, params: Readonly<Record<string, unknown>>): string {
  const gist = commandGist(name, params);
  const leg = params['leg'];
  return typeof leg === 'string' ? [`→ ${leg}`, gist].filter((part) => part !== '').join(' ') : gist;
}

function taskName(invoke: unknown): string {
  const [id, src] = [memberOf(invoke, 'id'), memberOf(invoke, 'src')];
  return typeof id === 'string' ? id : typeof src === 'string' ? src : 'task';
}
