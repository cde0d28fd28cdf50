/**
 * The way to a violation as a ladder: who did what, what came in, where the flow went, what went out, what went wrong.
 */
import type { LadderRung } from '../ladder-rung.ts';
import { legName, type Webhook } from '../carrier/carrier-state.ts';
import type { Act } from './moves.ts';
import type { FoundViolation, Node } from './explored.ts';
import type { Listener } from './transition.ts';
import { stateName } from './violation.ts';
import type { World } from './world.ts';

/** Collects rungs while a way is gone. */
export class LadderWriter implements Listener {
  readonly rungs: LadderRung[] = [];
  #state = '';

  readonly before = ({ commandFault }: Node): void => {
    this.#fault = commandFault?.kind;
  };
  #fault: string | undefined;

  readonly acted = (world: World, act: Act): void => {
    const leg = 'leg' in act ? legName(act.leg) : undefined;
    this.#add(world, act.kind === 'task' ? 'engine' : 'party', leg, actWords(act));
  };

  readonly arrived = (world: World, { event, leg, payload }: Webhook): void => {
    this.#add(world, 'webhook', legName(leg), `${event}${gist(payload)}`);
  };

  readonly stepped: NonNullable<Listener['stepped']> = (world, before, { state, entry }) => {
    if (entry.input.kind === 'timer' && (entry.events.length > 0 || entry.effects.length > 0))
      this.#add(world, 'engine', undefined, timerWords(entry.input.name));
    if (entry.input.kind === 'task') this.#add(world, 'engine', undefined, `task ${entry.input.name} ends`);
    for (const { type } of entry.events)
      if (/^(?:command\.failed|legs\.ended|leg\.silent)/.test(type)) this.#add(world, 'engine', undefined, type);
    const name = stateName(state.machine.value);
    if (name !== this.#state) this.#add(world, 'state', undefined, name);
    this.#state = name;
    if (state.phase === 'fallback' && before?.phase !== 'fallback')
      this.#add(world, 'engine', undefined, 'the fallback takes over');
  };

  readonly commanded: NonNullable<Listener['commanded']> = (world, { command, reply, before, faked }) => {
    const leg = before === undefined ? carrierLeg(world, command.legId) : legName(before.index);
    if (faked)
      this.#add(
        world,
        'fault',
        leg,
        `${command.command} is answered with ${this.#fault === 'refused' ? 422 : '503, each time'}`,
      );
    const status = reply.ok ? '' : ` (${reply.status}, ${reply.code})`;
    this.#add(world, 'command', leg, `${command.command}${commandGist(command.params)}${status}`);
  };

  /** A webhook goes wrong. */
  fault(atMs: number, webhook: Webhook, kind: 'lost' | 'late'): void {
    const words = kind === 'lost' ? 'gets lost' : 'arrives after the next one';
    this.rungs.push({ atMs, kind: 'fault', leg: legName(webhook.leg), text: `${webhook.event} ${words}` });
  }

  /** The end of the ladder. */
  close({ violation }: FoundViolation): readonly LadderRung[] {
    const { atMs, message, code } = violation;
    const last = this.rungs.at(-1)?.atMs ?? 0;
    // What shows while time passes shows before what comes next.
    const isInPassing = code === 'dead-air' || code === 'caller-gone';
    const shown = isInPassing ? this.rungs.filter((rung) => rung.atMs <= atMs) : this.rungs;
    const endMs = isInPassing ? atMs : Math.max(atMs, last);
    const ordered = shown.toSorted((a, b) => a.atMs - b.atMs);
    return [...ordered, { atMs: endMs, kind: 'violation', leg: undefined, text: message }];
  }

  #add(world: World, kind: LadderRung['kind'], leg: string | undefined, text: string): void {
    this.rungs.push({ atMs: world.carrier.now, kind, leg, text });
  }
}

function carrierLeg(world: World, legId: string): string | undefined {
  const id = world.call?.legs.find((leg) => leg.id === legId)?.callControlId;
  return id?.replace('v3:leg-', '');
}

const TOLD = ['digits', 'digit', 'status', 'result', 'hangup_cause', 'reason'];

function gist(payload: Readonly<Record<string, unknown>>): string {
  const told = TOLD.flatMap((key) => (typeof payload[key] === 'string' ? [`${key}=${payload[key] || '""'}`] : []));
  return told.length === 0 ? '' : ` ${told.join(' ')}`;
}

function commandGist(params: Readonly<Record<string, unknown>>): string {
  const { payload, to, audio_url: url } = params;
  const told = [payload, to, url].find((value) => typeof value === 'string');
  return told === undefined ? '' : ` ${JSON.stringify(told)}`;
}

function timerWords(name: string): string {
  const delay = /^xstate\.after\.([^.]+)\./.exec(name)?.[1];
  return delay === undefined ? name : `after ${delay}`;
}

function actWords(act: Act): string {
  switch (act.kind) {
    case 'answers':
      return act.by.verdict === 'human'
        ? 'answers'
        : `answers: ${act.by.verdict}${act.by.beep ? '' : ', without a beep'}`;
    case 'rejects':
      return act.how === 'busy' ? 'is busy' : 'declines';
    case 'presses':
      return `presses ${act.keys}`;
    case 'task':
      return `task ${act.id} ${typeof act.end === 'string' ? act.end : `gives ${JSON.stringify(act.end.output)}`}`;
    case 'event':
      return `event ${act.type} ${JSON.stringify(act.payload)}`;
    case 'hangs up':
    case 'tells':
    case 'drops streams':
      return act.kind;
    case 'ends conversation':
      return act.reason === null ? 'the conversation ends' : 'our own socket drops';
    default:
      return act satisfies never;
  }
}
