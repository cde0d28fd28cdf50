/**
 * A recorded call on a changed flow: what people and Telnyx did is done again, for as long as the flow asks for the same
 * commands. Where it asks for something else, the record has no answer: there it stops. States may have other names and
 * prompts other words; timers fire when this flow has them. It compares commands, and tells nobody.
 */
import { advance, openCall } from '../engine/advance.ts';
import type { CallEventInput } from '../engine/call-input.ts';
import type { CallState } from '../engine/call-state.ts';
import { dueName, nextDue } from '../engine/due.ts';
import type { JournalEffect, JournalEntry } from '../engine/journal.ts';
import type { Flow } from '../flow/load-flow.ts';
import { missingFlow } from '../runtime/flow-registry.ts';
import type { RecordedCall } from './recorded-call.ts';
import { recordedInput, recordedOpening } from './recorded-input.ts';
import { withStandIns } from './stand-ins.ts';

/** One step of both: as it was, and as it is on the changed flow. */
export interface DrivenStep {
  /** Undefined for a timer that fires only now. */
  readonly recorded: JournalEntry | undefined;
  /** Undefined for an input that means nothing any more: a timer that there is not, a task that does not run. */
  readonly made: JournalEntry | undefined;
}

/** How far the record led. */
export interface Driven {
  readonly steps: readonly DrivenStep[];
  /** The call's state after the last step. */
  readonly state: CallState;
  /** Whether the last step asked for other commands than the recorded one: what follows is not in the record. */
  readonly leaves: boolean;
}

/** A command that an effect asks for. */
export type CommandOf = Extract<JournalEffect, { type: 'command' }>;

// A timer is late by what a process was busy with; a recorded one is waited for by its name as well.
const latenessMs = 2_000;

/** Drives a record on a flow. @throws CallchartError `record.invalid` */
export function drive(record: RecordedCall, flow: Flow): Driven {
  const steps: DrivenStep[] = [];
  let state: CallState | undefined;
  for (const [place, recorded] of record.journal.entries()) {
    if (state === undefined) {
      if (recorded.opening === undefined) continue;
      const used = recorded.opening.flow.id === missingFlow.id ? missingFlow : flow;
      const { state: opened, entry } = openCall(used, recordedOpening(recorded));
      state = { ...opened, step: recorded.seq, createdAt: record.createdAt };
      steps.push({ recorded, made: { ...entry, seq: recorded.seq } });
      if (!asksTheSame(recorded, entry)) return { steps, state, leaves: true };
      continue;
    }
    const current = recorded.stand_in === true ? missingFlow : flow;
    // The timers of this flow that fire before this input, and of which the record knows nothing.
    for (;;) {
      const due = nextDue(current, state);
      if (due === undefined || due.at + latenessMs >= recorded.at || isAwaited(record.journal, place, dueName(due)))
        break;
      const fired = advance(current, state, { type: 'tick', at: Math.max(due.at, state.at) });
      steps.push({ recorded: undefined, made: fired.entry });
      const isNoise = commandsOf(fired.entry).length === 0;
      // Steps are numbered as in the record: `command_id`s and tokens are derived from the number.
      state = isNoise ? { ...fired.state, step: state.step } : fired.state;
      if (!isNoise) return { steps, state, leaves: true };
    }
    // What the next flow made of the call is not this flow's business.
    if (recorded.input.kind === 'engine' && recorded.input.name === 'handoff')
      return { steps, state, leaves: state.handoff === undefined };
    const before: CallState = { ...state, step: recorded.seq - 1 };
    const next = take(current, before, recorded);
    steps.push({ recorded, made: next?.entry });
    state = next?.state ?? { ...before, step: recorded.seq };
    if (!asksTheSame(recorded, next?.entry)) return { steps, state, leaves: true };
  }
  if (state === undefined) throw new TypeError('a record begins its call'); // parseRecordedCall and recordOf see to it
  return { steps, state, leaves: false };
}

/** The commands that a step asked for. */
export const commandsOf = (entry: JournalEntry | undefined): readonly CommandOf[] =>
  (entry?.effects ?? []).filter((effect) => effect.type === 'command');

/** Whether two steps ask for the same commands of the same legs; with which words does not matter. */
function asksTheSame(recorded: JournalEntry, made: JournalEntry | undefined): boolean {
  const [was, is] = [commandsOf(recorded), commandsOf(made)];
  return was.length === is.length && was.every((one, place) => isSameCommand(one, is[place]));
}

const isSameCommand = (one: CommandOf, other: CommandOf | undefined): boolean =>
  one.command === other?.command && one.leg === other.leg && one.id === other.id;

/** One recorded input, if it means anything to the call as it stands now. */
function take(flow: Flow, state: CallState, recorded: JournalEntry): ReturnType<typeof advance> | undefined {
  const input = recordedInput(recorded);
  switch (input.type) {
    case 'tick': {
      const due = nextDue(flow, state);
      // Several may be due at once, and the record says which was first: one of the same name waits for its own.
      return due === undefined || due.at > input.at ? undefined : advance(flow, state, input);
    }
    case 'task': {
      const task = state.tasks.find(({ id }) => id === input.id);
      return task === undefined ? undefined : advance(flow, state, { ...input, generation: task.generation });
    }
    case 'outcome':
    case 'attempt':
      return state.commands.some(({ id }) => id === input.commandId) ? advance(flow, state, input) : undefined;
    case 'webhook':
      return recorded.input.redacted === true ? withPrivate(flow, state, recorded, input) : advance(flow, state, input);
    case 'application':
    case 'status':
    case 'hangup':
    case 'resend':
    case 'migrate':
    case 'handoff':
    case 'failure':
    case 'reported':
      return advance(flow, state, input);
    default:
      return input satisfies never;
  }
}

/** Private digits were never stored: the first that lead to the same commands stand for them. */
function withPrivate(
  flow: Flow,
  state: CallState,
  recorded: JournalEntry,
  input: Extract<CallEventInput, { type: 'webhook' }>,
): ReturnType<typeof advance> {
  for (const tried of withStandIns(flow, input)) {
    const made = advance(flow, state, tried);
    if (asksTheSame(recorded, made.entry)) return made;
  }
  return advance(flow, state, input);
}

/** Whether the record has a timer of that name further on: it fires when that one did. */
function isAwaited(journal: readonly JournalEntry[], place: number, name: string): boolean {
  const wanted = timerKind(name);
  return journal.slice(place).some(({ input }) => input.kind === 'timer' && timerKind(input.name) === wanted);
}

/** `xstate.after.12000.menu-flow.menu` without its state, which may have another name now. */
const timerKind = (name: string): string => /^xstate\.after\.[^.]+/.exec(name)?.[0] ?? name;
