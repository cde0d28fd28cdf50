/**
 * What a check finds, and what a rule is. It knows no rule.
 */
import type { Subject } from './model/subject.ts';
import type { LadderRung } from './ladder-rung.ts';

/** How bad a finding is. A note is worth knowing and fails nothing. */
export type Severity = 'error' | 'warning' | 'note';

/** A place in the author's file. */
export interface SourcePlace {
  readonly file: string;
  /** From 1; undefined when the state is not written there in so many words. */
  readonly line: number | undefined;
}

/** One thing that is wrong with a flow. */
export interface CheckFinding {
  /** The rule's code: `dead-air`. It stays the same from version to version. */
  readonly code: string;
  readonly severity: Severity;
  /** The state, by its path (`menu.asking`); `(machine)` for the machine itself. */
  readonly state: string;
  /** What is wrong there. */
  readonly message: string;
  /** What to do about it. */
  readonly advice: string;
  readonly place: SourcePlace | undefined;
  /** How it comes about, where the exploration found it: the shortest way there is. */
  readonly ladder: readonly LadderRung[] | undefined;
  /** The way in which Telnyx would have to behave for it, where that is undocumented: `V5 transferBridgedOn = new leg`. */
  readonly variant: string | undefined;
  /** The reason for which the flow's `meta` allows it; such a finding fails nothing. */
  readonly allowed: string | undefined;
}

/** What a rule finds: where, and what. */
export interface Found {
  readonly state: string;
  readonly message: string;
  /** Where it is less bad than the rule says. */
  readonly severity?: Severity;
  /** Where there is more to say than the rule's own advice. */
  readonly advice?: string;
}

/** What is written down of every rule, and printed by `callchart check --explain`. */
export interface RuleFacts {
  readonly code: string;
  readonly severity: Severity;
  /** What goes wrong on the phone, in one sentence. */
  readonly reason: string;
  /** What to do about it, in one sentence. */
  readonly advice: string;
  /** The config of a machine that breaks the rule, and of one that nearly does: JavaScript, run by the tests. */
  readonly bad: string;
  readonly good: string;
}

/** A rule on the machine, which is not run. */
export interface Rule extends RuleFacts {
  readonly find: (subject: Subject) => readonly Found[];
}
