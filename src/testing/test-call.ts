/**
 * One call under test, told as a story: who hears what, who does what, what the flow and the carrier make of it. Every
 * assertion waits by the virtual clock, and shows the call's ladder when it fails. It needs no test framework.
 */
import type { CallState } from '../engine/call-state.ts';
import type { JournalEntry, Outcome } from '../engine/journal.ts';
import { decodeToken } from '../engine/token.ts';
import { CallchartError } from '../errors/callchart-error.ts';
import { type DialMatch, durationMs, type Faults, type LegView, type ScriptDuration } from '../simulator/index.ts';
import { commands } from '../telnyx/commands/index.ts';
import { TestAgent } from './agent.ts';
import { isWithin, placesOf } from './flow-place.ts';
import { ladderText } from './ladder-text.ts';
import type { Line } from './line.ts';
import { includesAll } from './part-of.ts';
import { TestPerson, type Within, withinMs } from './person.ts';
import { type SentCommand, sentCommand } from './sent-command.ts';

/** How a call under test is known: by the leg that came in, or by the id that its start gave. */
export type CallIdentity = { readonly callControlId: string } | { readonly callId: string };

const overWithin: ScriptDuration = '30min';

/** A call under test. Its person is whoever is on the flow's first leg: the caller, or who is called. */
export class TestCall extends TestPerson {
  readonly #line: Line;
  readonly #identity: CallIdentity;
  #callId: string | undefined;
  /** Commands before this place were asserted. */
  #sentFrom = 0;
  #events = 0;

  constructor(line: Line, identity: CallIdentity) {
    super({
      line,
      who: 'callControlId' in identity ? 'the caller' : 'the person called',
      find: async () => {
        const id = 'callControlId' in identity ? identity.callControlId : await this.#called();
        return id === undefined ? undefined : line.simulator.party(id);
      },
      failure: (message) => this.#failure(message),
    });
    this.#line = line;
    this.#identity = identity;
  }

  /** A phone that the flow may dial, by its number; without one whichever was dialled last. */
  agent(number: DialMatch = /./): TestAgent {
    const fits = (leg: LegView): boolean =>
      typeof number === 'string'
        ? leg.to === number
        : number instanceof RegExp
          ? number.test(leg.to)
          : number({ to: leg.to, from: leg.from, by: 'dial' });
    return new TestAgent(
      {
        line: this.#line,
        who: typeof number === 'string' ? number : 'the agent',
        find: async () => {
          const leg = (await this.#legs()).findLast((each) => each.direction === 'outgoing' && fits(each));
          return leg && this.#line.simulator.party(leg.callControlId);
        },
        failure: (message) => this.#failure(message),
      },
      number,
    );
  }

  /** Who is on the leg of that role: `agent`, the newest of them; `agent#2` is one leg. */
  leg(role: string): TestPerson {
    return new TestPerson({
      line: this.#line,
      who: role,
      find: async () => {
        const legs = (await this.#peek())?.legs ?? [];
        const id = legs.findLast((leg) => leg.role === role || leg.id === role)?.callControlId;
        return id === undefined ? undefined : this.#line.simulator.party(id);
      },
      failure: (message) => this.#failure(message),
    });
  }

  /** Time passes. */
  advances(time: ScriptDuration): Promise<void> {
    return this.#line.clock.advance(durationMs(time));
  }

  /** The application sends the call an event. */
  async receives(type: string, payload?: Readonly<Record<string, unknown>>): Promise<void> {
    const { callId } = await this.state();
    this.#events += 1;
    const event = { type, key: `test-${this.#events}`, ...(payload && { payload }) };
    await this.#line.runtime.send(callId, event);
    await this.#line.clock.advance(0);
  }

  /** The process dies, and another one takes the call up. */
  crashes(): Promise<void> {
    return this.#line.crash();
  }

  /** What goes wrong from now on: webhooks, commands, recordings, the network. */
  get faults(): Faults {
    return this.#line.simulator.faults;
  }

  /** The flow is in that state, or in one within it, now or within the time: `menu`, `menu.first`. */
  async isIn(state: string, options: Within = {}): Promise<void> {
    const limitMs = withinMs(options);
    const isThere = async (): Promise<true | undefined> => {
      const value = (await this.#peek())?.machine.value;
      return value !== undefined && isWithin(value, state) ? true : undefined;
    };
    if ((await this.#line.turnUntil(isThere, limitMs)) !== undefined) return;
    const value = (await this.#peek())?.machine.value;
    const where = value === undefined ? 'there is no call yet' : `it is in ${placesOf(value).join(', ')}`;
    throw await this.#failure(`the flow did not come to ${state} within ${limitMs} ms: ${where}`);
  }

  /**
   * The flow sends that command, after those asserted before, now or within the time. `params` are part of what is
   * sent; patterns are tested against texts.
   */
  async sends(
    command: string,
    params: Readonly<Record<string, unknown>> = {},
    options: Within = {},
  ): Promise<SentCommand> {
    const limitMs = withinMs(options);
    const found = await this.#line.turnUntil(async () => {
      const sent = await this.sent();
      const index = sent.findIndex(
        (each, at) => at >= this.#sentFrom && each.command === command && includesAll(each.body, params),
      );
      if (index === -1) return undefined;
      this.#sentFrom = index + 1;
      return sent[index];
    }, limitMs);
    if (found !== undefined) return found;
    const instead = (await this.sent()).slice(this.#sentFrom).map(({ command: name, body }) => `${name} ${text(body)}`);
    const wanted = Object.keys(params).length === 0 ? command : `${command} ${text(params)}`;
    throw await this.#failure(
      `${wanted} was not sent within ${limitMs} ms; since then: ${instead.join(', ') || 'none'}`,
    );
  }

  /** None of these has been sent so far. */
  async hasNotSent(...names: readonly string[]): Promise<void> {
    const sent = await this.commands();
    const wrong = names.filter((name) => sent.includes(name));
    if (wrong.length > 0) throw await this.#failure(`${wrong.join(', ')} should not have been sent`);
  }

  /** The journal has an entry for that input (`call.gather.ended`), now or within the time. */
  async journals(input: string, outcome?: Outcome, options: Within = {}): Promise<JournalEntry> {
    const limitMs = withinMs(options);
    const fits = (entry: JournalEntry): boolean =>
      entry.input.name === input && (outcome === undefined || entry.outcome === outcome);
    const found = await this.#line.turnUntil(async () => (await this.#journal()).find(fits), limitMs);
    if (found !== undefined) return found;
    const wanted = outcome === undefined ? input : `${input} as ${outcome}`;
    throw await this.#failure(`the journal had no ${wanted} within ${limitMs} ms`);
  }

  /** It is over: no leg lives, nothing is pending; `cause` is the first leg's `hangup_cause`. */
  async isOver(cause?: string, options: Within = {}): Promise<void> {
    const limitMs = withinMs({ within: overWithin, ...options });
    const isOver = async (): Promise<true | undefined> => {
      const call = await this.#peek();
      const isDone = call?.phase === 'late' || call?.phase === 'closed';
      return isDone && (await this.#legs()).every((leg) => leg.signalling === 'ended') ? true : undefined;
    };
    if ((await this.#line.turnUntil(isOver, limitMs)) === undefined) {
      const alive = (await this.#legs()).filter((leg) => leg.signalling !== 'ended').map((leg) => leg.name);
      const why = alive.length > 0 ? `on the line: ${alive.join(', ')}` : 'something is pending';
      throw await this.#failure(`the call was not over within ${limitMs} ms; ${why}`);
    }
    if (cause !== undefined) await this.isHungUp(cause);
  }

  /** The fallback has not taken the call over. */
  async hasNotFailed(): Promise<void> {
    const { failure } = await this.state();
    if (failure !== undefined) throw await this.#failure(`the flow failed: ${failure}`);
  }

  /** Everything known of the call, once there is one. */
  async state(): Promise<CallState> {
    const found = await this.#line.turnUntil(() => this.#peek(), 5_000);
    if (found === undefined) throw await this.#failure('no flow took the call');
    return found;
  }

  /** What came in, and what it did. */
  async journal(): Promise<readonly JournalEntry[]> {
    await this.state();
    return this.#journal();
  }

  /** The commands that the carrier has received for this call, in order. */
  async sent(): Promise<readonly SentCommand[]> {
    const legs = new Set((await this.#legs()).map((leg) => leg.name));
    const isOurs = (command: SentCommand): boolean =>
      command.leg === undefined ? this.#isTokened(command.body) : legs.has(command.leg);
    return this.#line.simulator.log
      .filter((rung) => rung.direction === 'command' && rung.name in commands)
      .map(sentCommand)
      .filter(isOurs);
  }

  /** Their names. */
  async commands(): Promise<readonly string[]> {
    return (await this.sent()).map(({ command }) => command);
  }

  /** What happened so far, with the flow's states, as text. */
  async ladder(): Promise<string> {
    return ladderText(this.#line.simulator.log, await this.#journal());
  }

  /** Every leg of the call at the carrier, those that the flow has forgotten included. */
  async #legs(): Promise<readonly LegView[]> {
    await this.#peek();
    const first = 'callControlId' in this.#identity ? this.#identity.callControlId : undefined;
    return this.#line.simulator
      .legs()
      .filter((leg) => leg.callControlId === first || this.#isTokened({ client_state: leg.clientState }));
  }

  /** The leg of whoever the flow calls: after a redial the newest one. */
  async #called(): Promise<string | undefined> {
    return (await this.#peek())?.legs.findLast((leg) => leg.first)?.callControlId;
  }

  #isTokened(body: unknown): boolean {
    const state = (body as { readonly client_state?: unknown } | null)?.client_state;
    return this.#callId !== undefined && decodeToken(state)?.callId === this.#callId;
  }

  async #peek(): Promise<CallState | undefined> {
    const { runtime } = this.#line;
    if ('callId' in this.#identity) this.#callId = this.#identity.callId;
    if (this.#callId !== undefined) {
      const record = await runtime.call(this.#callId);
      return record === undefined || record.phase === 'routing' ? undefined : record;
    }
    const id = 'callControlId' in this.#identity ? this.#identity.callControlId : undefined;
    for (const { callId } of await runtime.calls({ limit: 100 })) {
      const record = await runtime.call(callId);
      if (record === undefined || record.phase === 'routing') continue;
      if (record.legs.some((leg) => leg.callControlId === id)) {
        this.#callId = callId;
        return record;
      }
    }
    return undefined;
  }

  async #journal(): Promise<readonly JournalEntry[]> {
    await this.#peek();
    return this.#callId === undefined ? [] : this.#line.runtime.journal(this.#callId);
  }

  async #failure(message: string): Promise<CallchartError> {
    const sentence = message.replace(/^the /, 'The ');
    return new CallchartError('simulation.failed', `${sentence}. The ladder:\n${await this.ladder()}`, {
      details: { call: this.#callId },
    });
  }
}

const text = (value: unknown): string =>
  JSON.stringify(value, (key, inner: unknown) =>
    inner instanceof RegExp ? String(inner) : key === 'client_state' || key === 'command_id' ? undefined : inner,
  );
