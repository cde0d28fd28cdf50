/**
 * An AI that holds a leg: assistant, relay (a WebSocket of the application's), or AI gather. One at a time. It knows
 * nothing of the legs that an assistant's own tools may create; those who call it do.
 */
import { randomUuid } from './identifiers.ts';
import type { Cancel, Line } from './line.ts';
import { drawMs } from './timing.ts';

/** What holds the leg. */
export type ConversationKind = 'assistant' | 'relay' | 'gather';

/** What an AI gather reports when it ends. */
export interface AiGatherOutcome {
  readonly status: 'valid' | 'invalid';
  readonly result: Readonly<Record<string, unknown>>;
}

/** How a conversation was started. */
export interface ConversationRules {
  readonly kind: ConversationKind;
  readonly assistantId?: string | undefined;
  /** AI gather: ends as invalid when the party says nothing for so long (Telnyx OpenAPI: default 10 s). */
  readonly responseTimeoutMs?: number | undefined;
  readonly sendsHistory?: boolean | undefined;
  readonly sendsPartialResults?: boolean | undefined;
}

/** One conversation. */
export class Conversation {
  readonly id: string;
  readonly #line: Line;
  readonly #rules: ConversationRules;
  readonly #startedAt: number;
  readonly #onOver: () => void;
  #history: { role: 'assistant' | 'user'; content: string }[] = [];
  #over = false;
  #cancelTimeout: Cancel = () => {};

  constructor(line: Line, rules: ConversationRules, onOver: () => void) {
    this.#line = line;
    this.#rules = rules;
    this.id = randomUuid(line.random);
    this.#startedAt = line.now();
    this.#onOver = onOver;
    this.#armTimeout();
  }

  get kind(): ConversationKind {
    return this.#rules.kind;
  }

  /** The party or the AI says something; an AI gather reports it when asked to. */
  turn(role: 'assistant' | 'user', content: string): void {
    this.#history.push({ role, content });
    this.#armTimeout();
    const history = { message_history: [...this.#history] };
    if (this.#rules.sendsHistory) this.#line.emit('call.ai_gather.message_history_updated', history);
    if (this.#rules.sendsPartialResults) {
      this.#line.emit('call.ai_gather.partial_results', { ...history, partial_results: {} });
    }
  }

  #armTimeout(): void {
    this.#cancelTimeout();
    const { responseTimeoutMs } = this.#rules;
    if (responseTimeoutMs === undefined) return;
    this.#cancelTimeout = this.#line.after(responseTimeoutMs, () => this.end(null));
  }

  /**
   * Ends it. `customer_disconnect` means that the application's own WebSocket dropped: the leg stays answered, and silent
   * (Telnyx docs: conversation relay).
   */
  end(reason: 'stopped' | 'customer_disconnect' | 'call_hangup' | null, outcome?: AiGatherOutcome): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelTimeout();
    this.#onOver();
    this.#line.soundChanged();
    const { random, timing } = this.#line;
    const { assistantId } = this.#rules;
    const delayMs = drawMs(random, reason === 'call_hangup' ? timing.endings : timing.conversationEnd);
    if (this.kind === 'gather') {
      const { status, result } = outcome ?? { status: 'invalid', result: {} };
      this.#line.emitLater(delayMs, 'call.ai_gather.ended', { message_history: this.#history, result, status });
    }
    this.#line.emitLater(delayMs, 'call.conversation.ended', {
      ...(assistantId !== undefined && { assistant_id: assistantId }),
      conversation_id: this.id,
      duration_sec: Math.round((this.#line.now() - this.#startedAt) / 1_000),
      llm_model: 'simulated/model',
      reason: reason === 'call_hangup' ? null : reason,
      stt_model: 'simulated/stt',
      tts_model_id: 'Natural',
      tts_provider: 'telnyx',
      tts_voice_id: 'simulated',
    });
    if (this.kind !== 'assistant') return;
    this.#line.emitLater(delayMs + drawMs(random, timing.insights), 'call.conversation_insights.generated', {
      insight_group_id: randomUuid(random),
      results: [{ insight_id: randomUuid(random), result: 'Simulated insight.' }],
    });
  }
}
