/**
 * The block `assistant`: an AI talks to the caller: an assistant, one that asks for answers of a given shape, or a
 * conversation engine of your own (relay). It hands over to a person when asked to, and whatever breaks leads on.
 */
import { assign } from 'xstate';
import { z } from 'zod';
import { GatherUsingAIParams } from '../../telnyx/commands/gather-using-ai.ts';
import { StartAIAssistantParams } from '../../telnyx/commands/start-ai-assistant.ts';
import { StartConversationRelayParams } from '../../telnyx/commands/start-conversation-relay.ts';
import type { CommandName } from '../../telnyx/commands/registry.ts';
import {
  checkBlock,
  FunctionOption,
  invalidBlock,
  MemberOption,
  MillisecondsOption,
  TargetOption,
} from './block-options.ts';
import { outcomes, resolve, type BlockArguments, type BlockState, type Given, type Target } from './block-state.ts';

/** When and where the caller gets a person. */
export interface HumanWanted {
  /** A key that asks for one. Keys go to the flow, whatever the AI makes of them. */
  readonly digit?: string | undefined;
  /** An event of the application that asks for one: what a tool of the AI posts to the call. */
  readonly event?: string | undefined;
  /** Where it goes on then, once the AI is silent. */
  readonly next: Target;
}

/** Options of {@link assistant}, whoever talks. */
export interface AssistantBase {
  /** Where it goes on when the conversation is over: the AI's goodbye, or all that was asked for. */
  readonly next: Target;
  /** Where it goes on when the AI does not start, breaks off, or falls silent. */
  readonly failed: Target;
  /** Handing over to a person. */
  readonly human?: HumanWanted | undefined;
  /** How long it may last, in milliseconds. Default 30 minutes. */
  readonly longestMs?: number | undefined;
  /** Where it goes on then, once the AI is silent. Default: to the person, if there is one, else `next`. */
  readonly tooLong?: Target | undefined;
}

/** An AI assistant talks. */
export interface AssistantTalks<Context> {
  /** Params of `startAIAssistant`. */
  readonly assistant: Given<StartAIAssistantParams, Context>;
  readonly gather?: never;
  readonly relay?: never;
  readonly into?: never;
}

/** An AI asks until it has what `parameters` describes. */
export interface AssistantGathers<Context> {
  /** Params of `gatherUsingAI`. */
  readonly gather: Given<GatherUsingAIParams, Context>;
  /** The member of the context that gets the answers. */
  readonly into?: (string & keyof Context) | undefined;
  /** Where it goes on when the answers do not fit, or nobody answers. Default: `failed`. */
  readonly invalid?: Target | undefined;
  readonly assistant?: never;
  readonly relay?: never;
}

/** A conversation engine of yours talks, over a WebSocket. */
export interface AssistantRelays<Context> {
  /** Params of `startConversationRelay`. */
  readonly relay: Given<StartConversationRelayParams, Context>;
  readonly assistant?: never;
  readonly gather?: never;
  readonly into?: never;
}

/** Options of {@link assistant}. */
export type AssistantOptions<Context> = AssistantBase &
  (AssistantTalks<Context> | AssistantGathers<Context> | AssistantRelays<Context>);

const orFunction = (schema: z.ZodType): z.ZodType => z.union([FunctionOption, schema]);

const shape = {
  assistant: orFunction(StartAIAssistantParams).optional(),
  gather: orFunction(GatherUsingAIParams).optional(),
  relay: orFunction(StartConversationRelayParams).optional(),
  into: MemberOption.optional(),
  next: TargetOption,
  failed: TargetOption,
  invalid: TargetOption.optional(),
  human: z
    .strictObject({
      digit: z
        .string()
        .regex(/^[0-9*#]$/, 'must be one of 0-9, * and #')
        .optional(),
      event: z.string().min(1).optional(),
      next: TargetOption,
    })
    .refine(({ digit, event }) => digit !== undefined || event !== undefined, 'needs a `digit` or an `event`')
    .optional(),
  longestMs: MillisecondsOption.optional(),
  tooLong: TargetOption.optional(),
};

/** The commands by which an AI starts and stops. */
interface Engine {
  readonly starts: CommandName;
  readonly stops: CommandName;
}

const engines = {
  assistant: { starts: 'startAIAssistant', stops: 'stopAIAssistant' },
  gather: { starts: 'gatherUsingAI', stops: 'stopAIAssistant' },
  relay: { starts: 'startConversationRelay', stops: 'stopConversationRelay' },
} as const satisfies Readonly<Record<string, Engine>>;

type Kind = keyof typeof engines;

const longestByDefaultMs = 1_800_000;
// A stopped AI says so within a second; somebody waits for a person.
const stoppingMs = 3_000;
// The end of a gather and of its conversation come together, in either order.
const concludingMs = 2_000;

/**
 * A state in which an AI talks to the caller. Before a person's phone rings the AI is stopped: a leg has one voice at a
 * time.
 *
 * @throws {CallchartError} `block.invalid` when an option is not right.
 *
 * @example
 * ```ts
 * import { assistant } from 'callchart';
 *
 * const talking = assistant({
 *   assistant: { assistant: { id: 'assistant-1' }, greeting: 'How can I help you?' },
 *   human: { digit: '0', event: 'human.wanted', next: 'person' },
 *   next: 'goodbye',
 *   failed: 'person',
 * });
 * const asking = assistant<{ answers: object | null }>({
 *   gather: { greeting: 'What is your name?', parameters: { type: 'object', properties: { name: { type: 'string' } } } },
 *   into: 'answers',
 *   next: 'thanks',
 *   failed: 'person',
 * });
 * ```
 */
export function assistant<Context>(options: AssistantOptions<Context>): BlockState<Context> {
  checkBlock('assistant', shape, options);
  const kind = kindOf(options);
  const { next, failed, human, longestMs = longestByDefaultMs, tooLong = human?.next ?? next } = options;
  const { starts, stops } = engines[kind];
  const invalid = ('invalid' in options ? options.invalid : undefined) ?? failed;
  const into = 'into' in options ? options.into : undefined;
  const keeping = into === undefined ? {} : { actions: kept(into) };
  const ends = outcomes({
    ...(kind === 'gather' ? { answered: next, invalid } : { ended: next }),
    failed,
    ...(human !== undefined && { human: human.next }),
    tooLong,
  });
  const stopping = (then: string): object => ({
    entry: { type: stops },
    on: { 'call.conversation.ended': then, [`command.failed.${stops}`]: then },
    after: { [stoppingMs]: then },
  });
  // The result may come after the end of its conversation, and the end after the result: neither is left to what
  // follows, where another AI may talk.
  const concluding = {
    awaitingAnswers: {
      on: {
        'call.ai_gather.ended': [
          { guard: 'nomatch', target: 'invalid' },
          { target: 'answered', ...keeping },
        ],
      },
      after: { [concludingMs]: 'failed' },
    },
    concludingValid: conclusion('answered'),
    concludingInvalid: conclusion('invalid'),
  };
  return {
    initial: 'talking',
    states: {
      talking: {
        entry: { type: starts, params: paramsOf(options[kind] as Given<object, Context>) },
        on: {
          ...(kind === 'gather' && {
            'call.ai_gather.ended': [
              { guard: 'nomatch', target: 'concludingInvalid' },
              { target: 'concludingValid', ...keeping },
            ],
          }),
          // `customer_disconnect` is our own socket, not the caller (Telnyx docs: conversation relay).
          'call.conversation.ended': [
            { guard: { type: 'reason', params: 'customer_disconnect' }, target: 'failed' },
            { target: kind === 'gather' ? 'awaitingAnswers' : 'ended' },
          ],
          [`command.failed.${starts}`]: 'failed',
          'leg.silent': 'failed', // it does not start, and does not fail either
          ...(human?.event !== undefined && { [human.event]: 'handing' }),
          ...(human?.digit !== undefined && {
            'call.dtmf.received': { guard: { type: 'digits', params: human.digit }, target: 'handing' },
          }),
        },
        after: { [longestMs]: 'ending' },
      },
      ...(kind === 'gather' && concluding),
      ...(human !== undefined && { handing: stopping('human') }),
      ending: stopping('tooLong'),
      ...ends.states,
    },
    onDone: ends.onDone,
  };
}

/** A gather's answers are there; its conversation has not ended yet. */
const conclusion = (then: string): object => ({
  meta: { check: { allow: { 'no-such-event': 'the conversation of a gather may end after it' } } },
  on: { 'call.conversation.ended': then },
  after: { [concludingMs]: then },
});

function kindOf<Context>(options: AssistantOptions<Context>): Kind {
  const given = (Object.keys(engines) as Kind[]).filter((name) => options[name] !== undefined);
  const [kind] = given;
  if (given.length !== 1 || kind === undefined)
    throw invalidBlock('assistant', ['assistant, gather, relay: give one of them, for who talks.']);
  const only = (['into', 'invalid'] as const).filter((name) => name in options && kind !== 'gather');
  if (only.length > 0)
    throw invalidBlock(
      'assistant',
      only.map((name) => `${name}: nothing is asked for: use \`gather\`, or leave it out.`),
    );
  return kind;
}

function paramsOf<Context>(given: Given<object, Context>): unknown {
  if (typeof given !== 'function') return given;
  return (args: BlockArguments<Context>): object => resolve<object, Context>(given, args);
}

/** Puts the answers of an AI gather into the context. */
function kept(into: string): unknown {
  return assign<Readonly<Record<string, unknown>>, { type: string }, undefined, { type: string }, never>({
    [into]: ({ event }: { readonly event: unknown }) =>
      (event as { readonly payload?: { readonly result?: unknown } }).payload?.result ?? null,
  });
}
