/**
 * Random callers, agents and faults on any flow: everything that happens comes from a seed. It plays a call to its end
 * and says what must never have been the case: a caller in silence, a call without end, two bridges at once. It knows
 * nothing of what a flow is for.
 */
import { type FlowModule, loadFlow } from 'callchart';
import type { FarEndLike, LadderEntry, LegView } from 'callchart/simulator';
import { simulate, type Simulation } from 'callchart/testing';
import { Random } from '../../src/simulator/random.ts';

/** A flow, and what it needs from outside. */
export interface Driven {
  readonly flow: FlowModule;
  /** Of a flow that calls somebody: its input. */
  readonly input?: Readonly<Record<string, unknown>>;
  /** Events that an application may send at any time. */
  readonly events?: readonly { readonly type: string; readonly payload: Readonly<Record<string, unknown>> }[];
  /** How long somebody may hear nothing, in milliseconds, where the simulated carrier says less than Telnyx does. */
  readonly silenceMs?: number;
  /** What its task returns, if it has one. */
  readonly task?: { readonly name: string; readonly result: unknown };
}

/** What came of a call. */
export interface DrivenCall {
  /** What was wrong; nothing, if all is well. */
  readonly complaints: readonly string[];
  readonly ladder: string;
  readonly acts: number;
}

const minuteMs = 60_000;
/** Without faults nobody who is connected hears nothing for longer (docs/check.md); it is the rule of the checker. */
const usualSilenceMs = 10_000;
/**
 * With faults it is longer, and ends all the same: commands are tried for a minute, lost ends are waited for, and of a
 * recording whose end is lost nobody knows that it is over, until its longest time is.
 */
const silenceWithFaultsMs = 180_000;
/** Nobody waits longer in a queue or with an assistant, here. */
const longestHoldMs = 45 * minuteMs;

/** Plays one. Odd seeds have faults. */
export async function drive(
  { flow, input, events = [], task, silenceMs = usualSilenceMs }: Driven,
  seed: number,
): Promise<DrivenCall> {
  const random = new Random(`drive ${loadFlow(flow).id} ${seed}`);
  const isFaulty = seed % 2 === 1;
  const line = await simulate(flow, {
    seed,
    simulator: { timing: 'realistic' },
    startAt: `2026-03-0${random.between(4, 9)}T${String(random.between(0, 23)).padStart(2, '0')}:30:00Z`,
    ...(task !== undefined && { tasks: { [task.name]: taskOf(task.result, random.fork('task')) } }),
  });
  const watch = new BridgeWatch(line);
  peopleFarAway(line, random.fork('far ends'));
  if (isFaulty) faults(line, random.fork('faults'));
  if (input === undefined) line.call({ from: '+15550123', to: '+15550199' });
  else await line.runtime.startCall({ flow: loadFlow(flow).id, key: 'drive', input });

  const acts = random.between(3, 14);
  for (let act = 0; act < acts; act += 1) {
    await line.advance(random.between(0, random.chance(0.2) ? 60_000 : 9_000));
    const living = line.simulator.legs().filter(({ signalling }) => signalling !== 'ended');
    await actOf(line, living, events, random, `act-${act}`);
  }
  // Nobody does anything any more. What nothing holds ends by itself; who talks, talks for a while and hangs up.
  await line.advance(longestHoldMs);
  const complaints = [...watch.complaints];
  for (const leg of line.simulator.legs()) {
    if (leg.signalling === 'ended') continue;
    if (!isHeld(leg))
      complaints.push(`${leg.name} hangs for ever: ${leg.signalling}, hears ${JSON.stringify(leg.hears)}`);
    line.simulator.party(leg.name).hangUp();
  }
  await line.advance(30 * minuteMs);
  complaints.push(...(await leftOver(line)), ...inSilence(line, isFaulty ? silenceWithFaultsMs : silenceMs));
  if (!isFaulty) complaints.push(...(await failures(line)));
  const ladder = line.ladder();
  await line.close();
  return { complaints, ladder, acts };
}

/** Somebody presses keys, speaks, hangs up, or the application has something to say. */
async function actOf(
  line: Simulation,
  living: readonly LegView[],
  events: NonNullable<Driven['events']>,
  random: Random,
  key: string,
): Promise<void> {
  const leg = living[random.between(0, living.length - 1)];
  const what = random.next();
  if (what < 0.25 && events.length > 0) {
    const [{ callId } = { callId: '' }] = await line.runtime.calls({ limit: 1 });
    const event = events[random.between(0, events.length - 1)];
    if (callId !== '' && event !== undefined) await line.runtime.send(callId, { ...event, key }).catch(() => {});
  } else if (leg?.signalling === 'answered') {
    const party = line.simulator.party(leg.name);
    if (what < 0.6) party.press(random.text(1, '11223#*0'));
    else if (what < 0.75) party.press(random.text(random.between(2, 16), '0123456789#'));
    else if (what < 0.85) party.say('I do not know.');
    else if (what < 0.9 && leg.activities.conversation !== undefined) party.endConversation();
    else if (what < 0.93) party.hangUp();
  } else if (leg?.signalling === 'alerting' && what < 0.5) line.simulator.party(leg.name).answer();
}

function peopleFarAway(line: Simulation, random: Random): void {
  line.simulator.onDial(({ to }) => {
    const afterMs = random.between(1_000, 12_000);
    const farEnds: readonly FarEndLike[] = [
      { does: 'answer', afterMs },
      { does: 'answer', afterMs, hangsUpAfterMs: random.between(500, 40_000) },
      { does: 'answer', afterMs: 4_000 }, // several at the same instant
      { does: 'voicemail', afterMs },
      'busy',
      'no answer',
      'decline',
      'unavailable',
      to.startsWith('sip:') ? 'unavailable' : 'invalid number',
    ];
    return farEnds[random.between(0, farEnds.length - 1)];
  });
}

function faults({ simulator }: Simulation, random: Random): void {
  simulator.faults.webhook({ probability: 0.1 }, 'duplicate');
  simulator.faults.webhook({ probability: 0.08 }, 'reorder');
  simulator.faults.webhook({ probability: 0.05 }, { delayMs: random.between(1_000, 8_000) });
  if (random.chance(0.5)) simulator.faults.webhook({ probability: 0.05 }, 'drop');
  simulator.faults.command({ probability: 0.05 }, { status: 503 });
  simulator.faults.command({ probability: 0.05 }, 'answer lost');
  simulator.faults.command({ probability: 0.03 }, 'no answer');
  if (random.chance(0.5))
    simulator.faults.command({ probability: 0.08, name: /^(?!hangup|reject)/ }, { status: 422, code: '10015' });
}

const taskOf =
  (result: unknown, random: Random) =>
  async ({ pause }: { pause: (time: number) => Promise<void> }): Promise<unknown> => {
    await pause(random.between(0, 12_000));
    if (random.chance(0.3)) throw new Error('the other system is down');
    return result;
  };

/** Whether somebody or something is on the line with a party. */
const isHeld = ({ attachment, activities, hears, held }: LegView): boolean =>
  held || attachment.kind !== 'none' || activities.conversation !== undefined || hears.kind === 'playback';

async function leftOver(line: Simulation): Promise<readonly string[]> {
  const legs = line.simulator
    .legs()
    .flatMap(({ name, signalling }) => (signalling === 'ended' ? [] : [`${name} is left over: ${signalling}`]));
  const calls = await line.runtime.calls({ limit: 100 });
  const open = calls.flatMap(({ callId, phase }) =>
    phase === 'late' || phase === 'closed' ? [] : [`call ${callId} does not end: ${phase}`],
  );
  return [...legs, ...open];
}

function inSilence({ simulator }: Simulation, atMostMs: number): readonly string[] {
  // A machine that is called talks itself, and its beep is waited for.
  const machines = new Set(
    simulator.log.flatMap(({ name, detail, leg }) =>
      /detection\.ended/.test(name) && /machine/.test(detail) ? [leg] : [],
    ),
  );
  return simulator
    .legs()
    .flatMap(({ name, longestDeadAirMs: ms }) =>
      ms > atMostMs && !machines.has(name) ? [`${name} heard nothing for ${ms} ms`] : [],
    );
}

async function failures(line: Simulation): Promise<readonly string[]> {
  const calls = await line.runtime.calls({ limit: 100 });
  const records = await Promise.all(calls.map(({ callId }) => line.runtime.call(callId)));
  return records.flatMap((record) =>
    record !== undefined && record.phase !== 'routing' && record.failure !== undefined
      ? [`the flow failed: ${record.failure}`]
      : [],
  );
}

/** Sees every bridge as it is asked for. */
class BridgeWatch {
  readonly complaints: string[] = [];
  readonly #seen = new Set<unknown>();

  constructor({ simulator }: Simulation) {
    simulator.watch((rung) => {
      if (rung.name === 'bridge' && rung.direction === 'command') this.#look(rung, simulator.legs());
    });
  }

  #look({ body, leg: name }: LadderEntry, legs: readonly LegView[]): void {
    const { command_id: id, call_control_id: other } = body as Readonly<Record<string, unknown>>;
    // The same command once more is the same bridge.
    if (this.#seen.has(id)) return;
    this.#seen.add(id);
    for (const leg of legs) {
      if (leg.name !== name && leg.callControlId !== other) continue;
      if (leg.attachment.kind === 'bridged')
        this.complaints.push(`${leg.name} is bridged with ${leg.attachment.peer}, and is to be bridged again`);
    }
  }
}
