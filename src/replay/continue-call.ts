/**
 * A call that has left its record: the simulated carrier goes on where the record has no answers. Its legs are set up as
 * they stood, the runtime takes the call up as after a restart, and people do at their times what they did. Tasks are
 * answered from the record, so nothing outside is touched.
 */
import { fromPromise } from 'xstate';
import { createTelnyxClient } from '../carrier/telnyx-client.ts';
import { VirtualClock } from '../clock/virtual-clock.ts';
import type { CallState } from '../engine/call-state.ts';
import type { JournalEntry } from '../engine/journal.ts';
import { isLive, type Leg } from '../engine/leg.ts';
import { nodesById } from '../engine/machine-state.ts';
import type { Flow } from '../flow/load-flow.ts';
import { callCommit } from '../runtime/call-commit.ts';
import { createRuntime } from '../runtime/runtime.ts';
import { createSimulator, type Simulator } from '../simulator/simulator.ts';
import { MemoryStore } from '../stores/memory-store.ts';
import { parseWebhook } from '../telnyx/webhook.ts';
import type { Driven } from './drive.ts';
import type { RecordedCall } from './recorded-call.ts';
import { type Scene, sceneOf } from './scene.ts';

/** What the simulation made of the rest. */
export interface Continued {
  readonly entries: readonly JournalEntry[];
  readonly state: CallState;
}

type Client = ReturnType<typeof createTelnyxClient>;
type Command = Parameters<Client['send']>[0]['command'];
type Params = Readonly<Record<string, unknown>>;

// Setting legs up takes the carrier a moment; it is over by the time at which the call left its record.
const setUpMs = 5_000;
const turnMs = 5_000;
/** After the last that anybody did: a call that goes on for so long does not end by itself. */
const patienceMs = 10 * 60_000;

/** Plays the rest of a call. */
export async function continueCall(
  record: RecordedCall,
  flow: Flow,
  { state: left, steps }: Driven,
): Promise<Continued> {
  const clock: VirtualClock = new VirtualClock({ startAt: left.at - setUpMs, settle: () => settle(simulator) });
  const ids = new Map<string, string>();
  let take = (request: Request): Promise<Response> => noteIds(request, ids);
  const simulator: Simulator = createSimulator({ clock, seed: record.callId, onWebhook: (request) => take(request) });
  const carrier = createTelnyxClient({
    apiKey: 'KEY_SIMULATED',
    connectionId: simulator.connectionId,
    clock,
    env: {},
    fetch: (url, init) => simulator.fetch(new Request(url, init)),
  });
  const scene = sceneOf(record);
  const state = await setUp(left, simulator, carrier, clock, ids);
  await clock.advance(Math.max(0, left.at - clock.now()));
  for (const { to, farEnd } of scene.farEnds) simulator.onDial(to, farEnd);
  const store = new MemoryStore();
  const { callId } = state;
  const last = steps.at(-1)?.made ?? emptyEntry(state);
  await store.commit([
    { ...callCommit(flow, undefined, state, { ...last, seq: state.step }, [], false), expectedStep: 0 },
  ]);
  const runtime = createRuntime({
    store,
    carrier,
    clock,
    flows: [withRecordedTasks(flow, record)],
    random: () => 0.5,
    environment: () => ({ connectionId: simulator.connectionId }),
  });
  take = async (request) => {
    await runtime.webhook(await parseWebhook(await request.text()));
    return new Response();
  };
  await runtime.start();
  await resendOpen(record, state, carrier);
  await act(scene, runtime, simulator, clock, callId);
  const found = await runtime.call(callId);
  const entries = await store.journal(callId, state.step, 10_000);
  simulator.close();
  await runtime.stop();
  return { entries, state: found === undefined || found.phase === 'routing' ? state : found };
}

/** Every live leg is made anew at the carrier, as far as it had come; the state then bears the new legs' names. */
async function setUp(
  state: CallState,
  simulator: Simulator,
  carrier: Client,
  clock: VirtualClock,
  ids: Map<string, string>,
): Promise<CallState> {
  const renamed = new Map<string, string>();
  const rename = (old: string | undefined, name: string | undefined): void => {
    if (old !== undefined && name !== undefined) renamed.set(old, name);
  };
  for (const leg of state.legs) {
    if (!isLive(leg) || leg.callControlId === undefined) continue;
    const made = await setUpLeg(leg, simulator, carrier, clock);
    rename(leg.callControlId, made);
    rename(leg.callLegId, ids.get(`${made} call_leg_id`));
    rename(leg.callSessionId, ids.get(`${made} call_session_id`));
  }
  let json = JSON.stringify(state);
  for (const [old, name] of renamed) json = json.replaceAll(JSON.stringify(old), JSON.stringify(name));
  const moved = JSON.parse(json) as CallState;
  for (const { callControlId, attachment } of moved.legs) {
    const peer = attachment.type === 'bridged' ? moved.legs.find(({ id }) => id === attachment.peer) : undefined;
    if (callControlId === undefined || peer?.callControlId === undefined || peer.callControlId < callControlId)
      continue;
    await send(carrier, 'bridge', callControlId, { call_control_id: peer.callControlId });
  }
  await clock.advance(1_000);
  return moved;
}

async function setUpLeg(leg: Leg, simulator: Simulator, carrier: Client, clock: VirtualClock): Promise<string> {
  const { from, to = '+19995559999', callControlId = '' } = leg;
  const isAnswered = leg.signalling === 'answered';
  if (leg.direction === 'incoming') {
    const party = simulator.incomingCall({ from, to, callControlId, givesUpAfterMs: patienceMs });
    await clock.advance(100);
    if (isAnswered) await send(carrier, 'answer', party.callControlId, {});
  } else {
    const stop = simulator.onDial(to, isAnswered ? { does: 'answer', afterMs: 10 } : 'no answer');
    const data = await send(carrier, 'dial', undefined, { to, from, connection_id: simulator.connectionId });
    await clock.advance(500);
    stop();
    return typeof data?.['call_control_id'] === 'string' ? data['call_control_id'] : callControlId;
  }
  await clock.advance(500);
  return callControlId;
}

/** What was under way on a leg when the record was left (a prompt, a gather, a transfer) is begun again. */
async function resendOpen(record: RecordedCall, state: CallState, carrier: Client): Promise<void> {
  const pending = new Set(state.commands.map(({ id }) => id));
  for (const leg of state.legs) {
    if (!isLive(leg) || leg.callControlId === undefined) continue;
    const open = [...leg.plays, ...leg.gathers, ...(leg.pending === undefined ? [] : [leg.pending])];
    for (const { commandId } of open) {
      if (pending.has(commandId)) continue;
      for (const { effects } of record.journal)
        for (const effect of effects)
          if (effect.type === 'command' && effect.id === commandId && effect.command !== 'dial')
            await send(carrier, effect.command as Command, leg.callControlId, effect.params as Params);
    }
  }
}

async function send(
  carrier: Client,
  command: Command,
  callControlId: string | undefined,
  body: Params,
): Promise<Params | undefined> {
  const outcome = await carrier.send({ command, callControlId, body, account: 'default' });
  return outcome.ok ? outcome.data : undefined;
}

/** People do at their times what they did, until the call is over or nobody will end it. Nobody talks for ever. */
async function act(
  { acts }: Scene,
  runtime: ReturnType<typeof createRuntime>,
  simulator: Simulator,
  clock: VirtualClock,
  callId: string,
): Promise<void> {
  const left = acts.filter(({ at }) => at > clock.now());
  const until = Math.max(clock.now(), ...left.map(({ at }) => at)) + patienceMs;
  const legs = async (): Promise<CallState | undefined> => {
    const record = await runtime.call(callId);
    return record === undefined || record.phase === 'routing' ? undefined : record;
  };
  for (const { at, leg, does, keys = '' } of left) {
    await clock.advance(Math.max(0, at - clock.now()));
    const id = (await legs())?.legs.find((one) => one.id === leg && isLive(one))?.callControlId;
    const party = id === undefined ? undefined : simulator.party(id);
    if (does === 'press') party?.press(keys);
    else party?.hangUp();
  }
  const isOverBy = async (end: number): Promise<boolean> => {
    while (clock.now() < end) {
      await clock.advance(turnMs);
      const phase = (await legs())?.phase;
      if (phase === 'late' || phase === 'closed') return true;
    }
    return false;
  };
  if (await isOverBy(until)) return;
  // Whom something holds (a partner, a queue) is in no hurry, but hangs up in the end: then it is the flow's turn.
  const held = (await legs())?.legs.find((one) => isLive(one) && one.attachment.type !== 'none')?.callControlId;
  if (held === undefined) return;
  simulator.party(held)?.hangUp();
  await isOverBy(clock.now() + patienceMs);
}

/** The flow with tasks that end as they ended in the record; others fail, and say that the record has no answer. */
function withRecordedTasks(flow: Flow, { journal }: RecordedCall): Flow {
  const { machine } = flow;
  const names = Object.keys(machine.implementations.actors);
  if (names.length === 0) return flow;
  const invoked = [...nodesById(machine).values()].flatMap((node) => node.invoke);
  const answers = names.map((name) => {
    const ids = invoked.filter(({ src }) => src === name).map(({ id }) => id);
    const end = journal.find(({ input }) => input.kind === 'task' && ids.includes(input.name))?.input.payload as
      { readonly ok: boolean; readonly output?: unknown; readonly error?: unknown } | undefined;
    const answer = fromPromise(() => {
      if (end?.ok === true) return Promise.resolve(end.output);
      return Promise.reject(
        new Error(end === undefined ? `the record has no answer for task ${name}` : String(end.error)),
      );
    });
    return [name, answer] as const;
  });
  const own = machine.provide({ actors: Object.fromEntries(answers) as never });
  own.config = machine.config;
  own.options.maxIterations = machine.options.maxIterations ?? Infinity;
  return { ...flow, machine: own };
}

async function noteIds(request: Request, ids: Map<string, string>): Promise<Response> {
  const { payload } = await parseWebhook(await request.text());
  for (const key of ['call_leg_id', 'call_session_id'])
    if (typeof payload[key] === 'string') ids.set(`${String(payload['call_control_id'])} ${key}`, payload[key]);
  return new Response();
}

const emptyEntry = ({ callId, step, at, machine }: CallState): JournalEntry => ({
  callId,
  seq: step,
  at,
  input: { kind: 'timer', name: 'none' },
  outcome: 'ignored',
  from: machine.value,
  to: machine.value,
  events: [],
  effects: [],
});

/** Lets everything that was started finish: requests and webhooks on their way, and what follows from them. */
async function settle(simulator: Simulator): Promise<void> {
  for (let turn = 0; turn < 12 || (simulator.inFlight > 0 && turn < 60); turn++)
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
}
