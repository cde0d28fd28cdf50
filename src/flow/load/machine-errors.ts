/**
 * What XState throws while a machine is made (its `createMachine` already resolves targets), in the words of the load
 * check. It knows XState's messages and no machine.
 */
import { CallchartError } from '../../errors/callchart-error.ts';
import { describeFindings, type FlowFinding } from './finding.ts';

type Explanation = Omit<FlowFinding, 'state'> & { readonly node: string };

const TARGETS = 'Name a sibling ("menu"), a child (".asking") or any state by its id ("#menu").';

/** XState's messages, each with what it means for the author. */
const MEANINGS: readonly (readonly [RegExp, (...groups: string[]) => Explanation])[] = [
  [
    /Invalid transition definition for state node '(.+?)':\s*Child state '(.+?)' does not exist on '(.+?)'/,
    (node, target, parent) => ({
      node,
      rule: 'target',
      message: `a transition targets "${target}", which does not exist in "${parent}".`,
      remedy: TARGETS,
    }),
  ],
  [
    /Child state(?: node)? '(.+?)' does not exist on (?:machine )?'(.+?)'/,
    (target, node) => ({
      node,
      rule: 'target',
      message: `a transition targets "${target}", which does not exist.`,
      remedy: TARGETS,
    }),
  ],
  [
    /Invalid target: "(.+?)" is not a valid target from the root node/,
    (target) => ({
      node: '',
      rule: 'target',
      message: `a transition of the machine itself targets "${target}", which is none of its siblings.`,
      remedy: `Did you mean ".${target}"?`,
    }),
  ],
  [
    /No initial state specified for compound state node "#(.+?)"\. Try adding \{ initial: "(.+?)" \}/,
    (node, first) => ({
      node,
      rule: 'initial',
      message: 'it has states of its own, but none to begin in.',
      remedy: `Write \`initial: '${first}'\`.`,
    }),
  ],
  [
    /State "(.+?)" has declared `cond`/,
    (node) => ({ node, rule: 'key', message: '`cond` means nothing in a transition.', remedy: 'Write `guard`.' }),
  ],
  [
    /Null events \(""\) cannot be specified/,
    () => ({ node: '', rule: 'event', message: 'it listens to "".', remedy: 'Use `always: { … }`.' }),
  ],
];

/**
 * The `flow.invalid` that says what an error of XState's `createMachine` means; undefined for any other error. For hosts
 * that import flow files: an unknown target fails there, before `loadFlow` sees the machine.
 *
 * @param error What importing the flow's file threw.
 * @param source The file's path or name, for messages.
 *
 * @example
 * ```ts
 * import { explainMachineError } from 'callchart';
 *
 * const load = (file: string) =>
 *   import(file).catch((error: unknown) => {
 *     throw explainMachineError(error, file) ?? error;
 *   });
 * ```
 */
export function explainMachineError(error: unknown, source?: string): CallchartError | undefined {
  if (!(error instanceof Error)) return undefined;
  for (const [pattern, explain] of MEANINGS) {
    const groups = pattern.exec(error.message)?.slice(1);
    if (groups === undefined) continue;
    const { node, ...finding } = explain(...groups);
    const [id = '', ...path] = node.split('.');
    const found: FlowFinding = { state: path.length === 0 ? '(machine)' : path.join('.'), ...finding };
    const flow = id === '' ? '(no id)' : id;
    return new CallchartError('flow.invalid', describeFindings(flow, source, [found]), {
      cause: error,
      details: { flow, source, findings: [found] },
    });
  }
  return undefined;
}
