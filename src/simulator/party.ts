/**
 * The people at the far ends: they press keys, speak, answer, hang up. What they do reaches the leg as it would on the
 * wire; what becomes of it is the leg's business.
 */
import type { AnsweredBy } from './detection.ts';
import { answerOutgoing, declined, longestCallSecs } from './dialling.ts';
import type { Heard } from './hearing.ts';
import type { Leg } from './leg.ts';
import { type LegView, viewLeg } from './leg-view.ts';
import { drawMs } from './timing.ts';
import { transfer } from './transferring.ts';
import { ownHangup } from './world.ts';
import type { Carrier } from './commands/command.ts';

/**
 * Somebody at the far end of a leg. Everything that makes no sense at the moment (answering an answered leg, pressing
 * keys after the end) has no effect.
 *
 * @example
 * ```ts
 * import { createSimulator, VirtualClock } from 'callchart/simulator';
 *
 * const clock = new VirtualClock();
 * const simulator = createSimulator({ clock, seed: 1, onWebhook: async () => new Response() });
 * const caller = simulator.incomingCall({ from: '+15550100010' });
 * await clock.advance(5_000);
 * caller.press('1');
 * ```
 */
export interface SimulatedParty {
  readonly callControlId: string;
  /** The leg's name in the ladder. */
  readonly name: string;
  readonly leg: LegView;
  /** What the party hears now. */
  readonly hears: Heard;
  /** Presses keys (0-9, *, #, A-D), `gapMs` apart (default 250). */
  press(keys: string, options?: { readonly gapMs?: number }): void;
  /** Speaks; a transcription or an AI on the leg hears it. */
  say(text: string): void;
  hangUp(): void;
  /** Picks up an outgoing leg that rings. */
  answer(by?: AnsweredBy): void;
  /** Turns an outgoing leg down that rings. */
  reject(how?: 'busy' | 'decline' | 'unavailable' | 'invalid number'): void;
  /** Puts us on hold: `call.hold`. */
  hold(): void;
  /** Takes us back: `call.unhold`. */
  unhold(): void;
  /** Sends a SIP INFO. */
  sipInfo(contentType: string, body: string): void;
  /** Answers what an AI gather asks for; the gather ends. */
  tell(result: Readonly<Record<string, unknown>>): void;
  /** The AI on the leg ends the conversation; or the application's own WebSocket drops (relay). */
  endConversation(reason?: 'customer_disconnect'): void;
  /** The AI's own tool transfers the call: a leg that nobody asked for. */
  assistantTransfers(to: string): void;
  /** The AI's own tool hangs up. */
  assistantHangsUp(): void;
  /** The application's media WebSocket drops. */
  dropStreams(): void;
}

/** The party of one leg. */
export function partyOf({ world, queues }: Carrier, leg: Leg): SimulatedParty {
  const act = (name: string, detail: string, run: () => void): void => {
    if (!leg.alive) return;
    world.party(leg, name, detail);
    run();
  };
  return {
    callControlId: leg.identity.callControlId,
    name: leg.name,
    get leg() {
      return viewLeg(leg);
    },
    get hears() {
      return leg.hears;
    },
    press(keys, options = {}) {
      const gapMs = options.gapMs ?? 250;
      for (const [index, key] of keys.split('').entries()) {
        const press = (): void => act('presses', key, () => pressKey(leg, key));
        if (index === 0) press();
        else leg.after(index * gapMs, press);
      }
    },
    say: (text) => act('says', text, () => speak(leg, text)),
    hangUp: () => world.hangUpParty(leg.name),
    answer: (by = { verdict: 'human' }) => {
      if (leg.signalling === 'alerting' && leg.direction === 'outgoing') {
        act('answers', by.verdict, () => answerOutgoing(leg, by));
      }
    },
    reject: (how = 'decline') => {
      if (leg.signalling !== 'alerting' || leg.direction !== 'outgoing') return;
      act('rejects', how, () => leg.end(declined(how)));
    },
    hold: () => act('holds', '', () => setHeld(leg, true)),
    unhold: () => act('unholds', '', () => setHeld(leg, false)),
    sipInfo: (contentType, body) =>
      act('sends SIP INFO', contentType, () => leg.emit('call.sip_info.received', { body, content_type: contentType })),
    tell: (result) =>
      act('tells', Object.keys(result).join(', '), () => leg.conversation?.end(null, { status: 'valid', result })),
    endConversation: (reason) => act('conversation ends', reason ?? '', () => leg.conversation?.end(reason ?? null)),
    assistantTransfers: (to) => {
      if (!leg.conversation) return;
      act('assistant transfers', to, () => {
        leg.conversation?.end(null);
        const common = { timeoutSecs: 30, timeLimitSecs: longestCallSecs, detection: undefined, recording: undefined };
        transfer(world, queues, leg, { ...common, to, target: {} });
      });
    },
    assistantHangsUp: () => {
      if (leg.conversation) act('assistant hangs up', '', () => leg.end(ownHangup(leg)));
    },
    dropStreams: () => act('streams drop', '', () => leg.streams.stopStreams()),
  };
}

function pressKey(leg: Leg, key: string): void {
  if (leg.signalling !== 'answered') return;
  const dtmfInMs = drawMs(leg.random, leg.timing.dtmf);
  leg.emitLater(dtmfInMs, 'call.dtmf.received', { digit: key });
  leg.gather?.press(key, dtmfInMs);
}

function speak(leg: Leg, text: string): void {
  if (leg.signalling !== 'answered') return;
  leg.recorder.heardSpeech();
  leg.streams.transcribe(text);
  leg.conversation?.turn('user', text);
}

function setHeld(leg: Leg, held: boolean): void {
  if (leg.signalling !== 'answered' || leg.held === held) return;
  leg.hold(held);
  leg.emit(held ? 'call.hold' : 'call.unhold');
}
