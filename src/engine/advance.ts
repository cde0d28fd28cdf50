/**
 * A call moves: one input in, the next state and its journal entry out. Pure, like the step that it is built on: time
 * and ids come with the input, and what has to be done in the world stands in the state (`commands`, `tasks`, `timers`,
 * legs to ask after, the `completed` hook that is owed) until an input says that it is done. A host stores the state,
 * does what it says, and brings the answers.
 */
import type { StateValue } from 'xstate';
import type { Flow } from '../flow/load-flow.ts';
import type { CallEventInput, CallOpening } from './call-input.ts';
import type { CallState } from './call-state.ts';
import { changeLeg } from './connection.ts';
import { deliver, enterMachine } from './deliver.ts';
import { dueName, nextDue, takeDue } from './due.ts';
import { fallBack, settle, tooManyEngineEvents } from './ending.ts';
import { hangUp, issueAgain } from './issue.ts';
import { digestOf } from './digest.ts';
import type { JournalEntry, Outcome } from './journal.ts';
import { journalInputOf } from './journal-input.ts';
import { advanceLanes } from './lanes.ts';
import { isAskedInPrivate, isLive, type Leg, mayKnowPrivate, newLeg, withQuiet } from './leg.ts';
import { owesEnd, reportEnded } from './legs-ended.ts';
import { reportFailures, takeOutcome, takeStatus } from './outcome.ts';
import { reportAnswered, takeHandoff } from './take-handoff.ts';
import { takeMigration } from './take-migration.ts';
import { Turn } from './turn.ts';
import { takeWebhook, webhookEntry } from './webhooks.ts';

// Key webhooks and the end of a gather race, both ways (Telnyx docs: DTMF).
const privateGraceMs = 10_000;

/** The next state of a call, and what the journal says about it. */
export interface Advanced {
  readonly state: CallState;
  readonly entry: JournalEntry;
}

/**
 * Begins a call: the initial state is entered, and an incoming `call.initiated` is applied as the first event, all in
 * one step.
 */
export function openCall(flow: Flow, opening: CallOpening): Advanced {
  const turn = new Turn(flow, blank(flow, opening), opening.at);
  const { webhook } = opening;
  // The leg is known before the machine begins: what its entry dials shows the number that was called.
  if (webhook !== undefined) {
    const { event_type: type, payload } = webhook;
    turn.legs = [changeLeg(newLeg(firstIncoming, turn.at), { type, payload }, turn.at)];
  }
  turn.current = turn.legs[0]?.id;
  const { trigger: _trigger, ...given } = opening.input;
  turn.opening = { flow: turn.identity, account: opening.account, input: webhook === undefined ? {} : given };
  const machineInput = { ...opening.input, callId: opening.callId, at: new Date(opening.at).toISOString() };
  turn.input =
    webhook === undefined
      ? {
          kind: 'start',
          name: 'call.start',
          ...(opening.key !== undefined && { id: opening.key }),
          payload: opening.input,
        }
      : webhookEntry(webhook, 'caller#1', webhook.payload);
  const outcome = guarded(turn, () => {
    enterMachine(turn, machineInput);
    if (webhook !== undefined) takeWebhook(turn, webhook);
    return 'applied';
  });
  return finish(turn, undefined, [], outcome);
}

/** Applies one input. The given state is not changed. */
export function advance(flow: Flow, state: CallState, input: CallEventInput): Advanced {
  const turn = new Turn(flow, state, input.at);
  turn.input = journalInputOf(state, input);
  const outcome = guarded(turn, () => take(turn, state, input));
  return finish(turn, state.machine.value, state.legs, outcome);
}

function take(turn: Turn, state: CallState, input: CallEventInput): Outcome {
  switch (input.type) {
    case 'webhook':
      return takeWebhook(turn, input);
    case 'outcome': {
      const command = turn.commands.find((one) => one.id === input.commandId);
      if (command === undefined) return 'superseded';
      takeOutcome(turn, command, input.outcome);
      return 'applied';
    }
    case 'attempt':
      if (!turn.commands.some((one) => one.id === input.commandId)) return 'superseded';
      turn.changeCommand(input.commandId, (command) => ({ ...command, attemptedAt: command.attemptedAt ?? turn.at }));
      return 'applied';
    case 'tick': {
      const due = nextDue(turn.flow, state);
      if (due === undefined || due.at > turn.at) return 'ignored';
      turn.input = { kind: 'timer', name: dueName(due) };
      return takeDue(turn, due);
    }
    case 'task':
      return takeTask(turn, input);
    case 'application':
      return takeApplicationEvent(turn, input);
    case 'status':
      takeStatus(turn, input.legId, input.alive);
      return 'applied';
    case 'hangup':
      if (turn.phase === 'closed') return 'late';
      turn.stopMachine();
      turn.handoff = undefined;
      turn.enter('finishing', `hung up by ${input.by}`);
      for (const leg of turn.legs) if (isLive(leg)) hangUp(turn, leg, 'hangup', {}, [], 'engine');
      return 'applied';
    case 'resend':
      if (turn.phase !== 'active') return 'late';
      turn.engineEvents = 0;
      issueAgain(turn, input.command);
      return 'applied';
    case 'migrate':
      return takeMigration(turn, input.migrated);
    case 'handoff':
      return takeHandoff(turn, input.to, state.handoff?.input ?? {});
    case 'failure':
      fallBack(turn, input.why);
      return 'applied';
    case 'reported':
      turn.reported = true;
      return 'applied';
    default:
      return input satisfies never;
  }
}

/** A result whose task is gone, or was started again, is dropped: it would put the machine in an error state. */
function takeTask(turn: Turn, { id, generation, end }: Extract<CallEventInput, { type: 'task' }>): Outcome {
  const task = turn.tasks.find((one) => one.id === id && one.generation === generation);
  if (task === undefined) return 'superseded';
  turn.tasks = turn.tasks.filter((one) => one !== task);
  turn.engineEvents = 0;
  const occurred_at = new Date(turn.at).toISOString();
  const event = end.ok
    ? { type: `xstate.done.actor.${id}`, output: end.output, actorId: id, occurred_at }
    : { type: `xstate.error.actor.${id}`, error: end.error, actorId: id, occurred_at };
  return deliver(turn, event) ? 'applied' : 'ignored';
}

function takeApplicationEvent(turn: Turn, input: Extract<CallEventInput, { type: 'application' }>): Outcome {
  if (turn.phase !== 'active' && turn.phase !== 'late') return 'late';
  turn.engineEvents = 0;
  const { type, payload } = input.event;
  const event = { type, leg: '', id: input.id, occurred_at: new Date(turn.at).toISOString(), payload };
  return deliver(turn, event) ? 'applied' : 'ignored';
}

/** Runs what may step the machine. A machine that throws loses that step, and the fallback takes over. */
function guarded(turn: Turn, run: () => Outcome): Outcome {
  try {
    const outcome = run();
    tellAll(turn);
    return outcome;
  } catch (error) {
    // A mistake of the engine's own must not hold a call either: whatever was thrown, somebody is on the line.
    const failure = error instanceof Error ? error : new Error(String(error));
    turn.note ??= failure.stack ?? failure.message;
    fallBack(turn, failure.message);
    return 'rolled_back';
  }
}

/** Tells the machine what its commands came to. Each answer may bring more to tell: all of it counts as engine-made. */
function tellAll(turn: Turn): void {
  for (;;) {
    reportFailures(turn);
    reportAnswered(turn);
    if (owesEnd(turn) && !tooManyEngineEvents(turn)) reportEnded(turn);
    advanceLanes(turn);
    const goesOn = turn.phase === 'active' || turn.phase === 'late';
    if (!goesOn || (turn.failures.length === 0 && turn.answered.length === 0 && !owesEnd(turn))) return;
  }
}

function finish(turn: Turn, from: StateValue | undefined, before: readonly Leg[], outcome: Outcome): Advanced {
  turn.failures = [];
  settle(turn);
  advanceLanes(turn);
  turn.legs = turn.legs.map((leg) => {
    const wasPrivate = before.some((one) => one.id === leg.id && isAskedInPrivate(one));
    return {
      ...withQuiet(leg, turn.at),
      ...(wasPrivate && !isAskedInPrivate(leg) && { privateUntil: turn.at + privateGraceMs }),
    };
  });
  if (turn.stateSince === undefined || !isSameValue(from, turn.machine.value)) turn.stateSince = turn.at;
  const entry: JournalEntry = {
    callId: turn.callId,
    seq: turn.step,
    at: turn.at,
    input: turn.input,
    outcome,
    from,
    to: turn.machine.value,
    events: turn.events,
    effects: turn.effects,
    ...(turn.opening !== undefined && { opening: turn.opening }),
    ...(hasContext(turn) && { context: digestOf(turn.machine.context) }),
    ...(turn.note !== undefined && { note: turn.note }),
  };
  return { state: turn.state(), entry };
}

const isSameValue = (from: StateValue | undefined, to: StateValue): boolean =>
  from === to || (typeof to === 'object' && JSON.stringify(from) === JSON.stringify(to));

/** Digits that a flow has kept in its context could be found out from a digest: there is none then. */
const hasContext = ({ legs, machine }: Turn): boolean =>
  machine.context !== undefined && Object.keys(machine.context).length > 0 && !mayKnowPrivate(legs);

const firstIncoming = { id: 'caller#1', role: 'caller', first: true, direction: 'incoming' } as const;

function blank(flow: Flow, { callId, at, account, webhook }: CallOpening): CallState {
  return {
    callId,
    flow: { id: flow.id, version: flow.version, hash: flow.hash },
    account,
    direction: webhook === undefined ? 'outgoing' : 'incoming',
    phase: 'active',
    step: 0,
    at,
    createdAt: at,
    machine: { value: {}, context: {}, status: 'active' },
    legs: [],
    commands: [],
    timers: [],
    tasks: [],
    withheld: [],
    generation: 0,
    engineEvents: 0,
    recordings: [],
  };
}
