/**
 * A call as a ladder: what one entry of its journal shows a person, rung by rung. The journal is the source, and not the
 * carrier, because private digits are gone from it. It prints nothing.
 */
import type { StateValue } from 'xstate';
import type { CallState, FlowIdentity } from '../engine/call-state.ts';
import type { JournalEffect, JournalEntry } from '../engine/journal.ts';
import { commandGist, text } from './command-gist.ts';

/** One line of a ladder. */
export interface Rung {
  /** Milliseconds since the Unix epoch, by the runtime's clock. */
  readonly at: number;
  readonly callId: string | undefined;
  /**
   * `in`: a webhook or another input; `state`: the flow's state now; `out`: a command; `party`: somebody at the far end
   * of a leg; `note`: what the engine did about it; `failure`: what went wrong.
   */
  readonly kind: 'in' | 'state' | 'out' | 'party' | 'note' | 'failure';
  /** The event as the flow names it, the state, the command. */
  readonly name: string;
  /** What matters about it. */
  readonly detail: string;
  /** What became of an input, when it was not applied. */
  readonly outcome?: string;
  /** Somebody rings: a call follows. */
  readonly beginsCall?: true;
  /** Only for those who want to see everything. */
  readonly minor?: true;
}

/** The rungs of one journal entry. */
export function rungsOf(entry: JournalEntry, call: CallState): Rung[] {
  const rung = (kind: Rung['kind'], name: string, detail = '', outcome?: string): Rung => ({
    at: entry.at,
    callId: entry.callId,
    kind,
    name,
    detail,
    ...(outcome !== undefined && { outcome }),
  });
  const from = entry.from === undefined ? undefined : stateName(entry.from);
  const to = entry.to === undefined ? undefined : stateName(entry.to);
  const after = [
    ...(to !== undefined && to !== from && to !== '' ? [rung('state', to)] : []),
    ...(entry.outcome === 'rolled_back' ? [rung('failure', 'the flow threw', messageIn(entry.note))] : []),
    ...entry.effects.flatMap((effect) => effectRungs(effect, rung)),
  ];
  const input = inputRung(entry, call, rung);
  if (input === undefined) return after;
  // What the engine does by itself is of interest only when something comes of it.
  return isQuietInput(entry) && after.length === 0 ? [] : [input, ...after];
}

/** A state value as authors write targets: `menu.first`, parallel regions with a plus between them. */
export function stateName(value: StateValue): string {
  if (typeof value === 'string') return value;
  return Object.entries(value)
    .map(([name, inner]) => {
      const below = inner === undefined ? '' : stateName(inner);
      return below === '' ? name : `${name}.${below.includes(' + ') ? `(${below})` : below}`;
    })
    .join(' + ');
}

type MakeRung = (kind: Rung['kind'], name: string, detail?: string, outcome?: string) => Rung;

function inputRung(entry: JournalEntry, call: CallState, rung: MakeRung): Rung | undefined {
  const { input } = entry;
  const outcome = entry.outcome === 'applied' || entry.outcome === 'rolled_back' ? undefined : entry.outcome;
  switch (input.kind) {
    case 'start':
      return rung('in', 'started from outside', text(input.payload), outcome);
    case 'webhook':
      return rung('in', webhookName(entry, call), webhookGist(input.payload), outcome);
    case 'application':
      return rung('in', input.name, [text(input.payload), ...byWhom(input)].join(' '), outcome);
    case 'operator':
      return rung('in', input.name, [...operatorGist(input), ...byWhom(input)].join(' '), outcome);
    case 'timer':
      return rung('in', timerName(entry), '', outcome);
    case 'task':
      return rung('in', `task ${input.name}`, taskGist(input.payload), outcome);
    case 'outcome':
      return outcomeRung(entry, rung);
    case 'engine':
      return input.name === 'failure' ? rung('failure', 'the flow cannot go on', text(input.payload)) : undefined;
    default:
      return input.kind satisfies never;
  }
}

const byWhom = ({ by }: JournalEntry['input']): readonly string[] => (by === undefined ? [] : [`by ${text(by)}`]);

/** What an operator asked for: a command once more, another version. */
function operatorGist({ payload }: JournalEntry['input']): readonly string[] {
  const { command, legId, to } = (payload ?? {}) as { command?: unknown; legId?: unknown; to?: FlowIdentity };
  if (to !== undefined) return [`to version ${to.version}`];
  return command === undefined ? [] : [`${text(command)} of ${text(legId)}`];
}

function isQuietInput({ input, events }: JournalEntry): boolean {
  return input.kind === 'timer' && events.length === 0;
}

/** The event's name as the flow sees it: other legs' have their role in front. */
function webhookName({ input }: JournalEntry, { legs }: CallState): string {
  const leg = legs.find((one) => one.id === input.leg);
  if (leg === undefined || leg.first) return input.name;
  const isOneOfMany = legs.filter((one) => one.role === leg.role).length > 1;
  return `${isOneOfMany ? leg.id : leg.role}.${input.name}`;
}

const telling = ['digit', 'digits', 'status', 'result', 'hangup_cause', 'reason', 'queue', 'transcription_text'];

/** The gist of a webhook. Telnyx OpenAPI: the payloads of call events. */
function webhookGist(payload: unknown): string {
  if (typeof payload !== 'object' || payload === null) return '';
  const facts = payload as Readonly<Record<string, unknown>>;
  const ends = facts['direction'] === undefined ? [] : [`from ${text(facts['from'])} to ${text(facts['to'])}`];
  const parts = telling.flatMap((key) => {
    const value = text(facts[key]);
    if (value === '' || typeof facts[key] === 'object') return [];
    return [key === 'digits' || key === 'digit' ? `"${value}"` : value];
  });
  return [...(facts['state'] === undefined ? [] : ends), ...parts].join(', ');
}

/** `xstate.after.45000.front-desk.menu`, as XState names the timers of `after`. */
function timerName({ input, events }: JournalEntry): string {
  const after = /^xstate\.after\.(.+?)\./.exec(input.name)?.[1];
  if (after !== undefined) return /^\d+$/.test(after) ? `after ${Number(after) / 1_000} s` : `after ${after}`;
  return events[0]?.type ?? input.name;
}

function taskGist(payload: unknown): string {
  const end = payload as { readonly ok?: boolean; readonly output?: unknown; readonly error?: unknown } | undefined;
  if (end?.ok === true) return text(end.output) === '' ? 'done' : `done: ${text(end.output)}`;
  return `failed: ${text(end?.error)}`;
}

function outcomeRung({ input, events }: JournalEntry, rung: MakeRung): Rung | undefined {
  const outcome = input.payload as Readonly<Record<string, unknown>> | undefined;
  const attempts = text(outcome?.['attempts']);
  if (outcome?.['ok'] !== false) {
    const told = events.find(({ type }) => type.startsWith('command.succeeded.'));
    const after = attempts === '' ? '' : `after ${attempts} attempts`;
    return told === undefined
      ? { ...rung('note', `${input.name} is accepted`, after), minor: true }
      : rung('in', told.type, after);
  }
  const said = ['status', 'code', 'title', 'detail'].map((key) => text(outcome[key])).filter((part) => part !== '');
  const isHandled = events.some(({ type, handled }) => handled && type.startsWith('command.failed.'));
  const reason = text(outcome['reason']);
  // What was to be over is over: that is no failure.
  if (reason === 'leg_ended' && (input.name === 'hangup' || input.name === 'reject'))
    return { ...rung('note', `${input.name}: the leg was over already`), minor: true };
  // A leg that is over, or a state that was left: nobody misses the command.
  const isMissed = !isHandled && reason !== 'leg_ended' && reason !== 'expired';
  return rung(
    isHandled ? 'in' : isMissed ? 'failure' : 'note',
    `command.failed.${input.name}`,
    [reason, ...said].join(', '),
  );
}

function effectRungs(effect: JournalEffect, rung: MakeRung): Rung[] {
  switch (effect.type) {
    case 'command': {
      const params = effect.params as Readonly<Record<string, unknown>>;
      const role = effect.leg.startsWith('caller#') ? '' : ` → ${effect.leg.replace(/#1$/, '')}`;
      const gist = commandGist(effect.command, params);
      return [rung('out', `${effect.command}${role}`, effect.by === 'engine' ? withEngine(gist) : gist)];
    }
    case 'dropped':
      return [rung('note', `${effect.command} is not sent`, effect.why)];
    case 'task.start':
      return [rung('note', `task ${effect.id} begins`)];
    case 'task.stop':
      return [rung('note', `task ${effect.id} is stopped`)];
    case 'log':
      return [rung('note', effect.label ?? 'log', text(effect.value))];
    case 'phase':
      return phaseRungs(effect.to, effect.why, rung);
    case 'withheld':
      return [rung('note', `${effect.event} is withheld`, 'it may be of an older prompt')];
    case 'released':
      return [rung('note', `${effect.event} is delivered after all`)];
    case 'emit':
      return [rung('note', 'emitted', text(effect.event))];
    case 'timer.set':
    case 'timer.cancel':
      return [];
    default:
      return effect satisfies never;
  }
}

const withEngine = (gist: string): string => (gist === '' ? 'by the engine' : `${gist}, by the engine`);

function phaseRungs(to: string, why: string, rung: MakeRung): Rung[] {
  if (to === 'fallback') return [rung('failure', 'fallback', oneLine(why))];
  if (to === 'finishing') return [rung('note', 'the flow is over', why)];
  return to === 'late' ? [rung('note', 'the call is over')] : [];
}

/** An error's message out of its stack. */
const messageIn = (note = ''): string => oneLine(note.split(/\n\s+at /, 1)[0] ?? '');

const oneLine = (words: string): string => words.replaceAll(/\s+/g, ' ').trim();
