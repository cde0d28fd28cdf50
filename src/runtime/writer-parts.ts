/**
 * What the commit path works with: the writer and its batches share it.
 */
import type { Clock } from '../clock/clock.ts';
import type { Store } from '../stores/store.ts';
import type { FlowRegistry, RoutedFlow } from './flow-registry.ts';
import type { Log } from './log.ts';
import type { RuntimeLimits } from './runtime-options.ts';
import type { CommittedStep } from './subscribers.ts';

/** What the writer works with. */
export interface WriterParts {
  readonly store: Store;
  readonly registry: FlowRegistry;
  readonly clock: Clock;
  readonly limits: RuntimeLimits;
  readonly log: Log;
  readonly newId: () => string;
  readonly missingFlow: 'fallback' | 'hold';
  /** Routes that were asked and have not answered, by the call that waits for them. */
  readonly asked: Map<string, Promise<RoutedFlow | undefined>>;
  /** Whether somebody is to be told when a call is over. */
  readonly hasHook: boolean;
  /** Called for each step, in order, once it is on disk; `isOurs`: what it asks for is this process's to do. */
  readonly committed: (step: CommittedStep & { readonly wakeAt: number | undefined }, isOurs: boolean) => void;
  /** Called when it is not known whether steps of these calls were written. */
  readonly doubted: (callIds: readonly string[]) => void;
}
