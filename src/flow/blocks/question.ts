/**
 * What menus and collects share: the prompts of a question, by what went wrong before, and the bounds of its options.
 */
import { z } from 'zod';
import { MemberOption, TargetOption } from './block-options.ts';
import { PromptOption, type Prompt } from './prompt.ts';
import type { Try } from './tries.ts';

const Prompts = z.union([PromptOption, z.array(PromptOption).min(1).max(9)]);
const Count = z.int().min(1).max(9);
const Limits = z.strictObject({ all: Count.optional(), noinput: Count.optional(), nomatch: Count.optional() });

/** The options of every question. */
export const questionShape = {
  prompt: PromptOption,
  noinput: Prompts.optional(),
  nomatch: Prompts.optional(),
  attempts: z.union([Count, Limits]).optional(),
  otherwise: z.union([TargetOption, z.strictObject({ noinput: TargetOption, nomatch: TargetOption })]),
  timeout_millis: z.int().min(1).max(120_000).optional(),
  inter_digit_timeout_millis: z.int().min(1).max(120_000).optional(),
  typed: MemberOption.optional(),
};

type Prompts<Context> = Prompt<Context> | readonly Prompt<Context>[];

/** What is asked in a try. */
export function promptOf<Context>(
  { after, noinputs, nomatches }: Try,
  prompt: Prompt<Context>,
  noinput: Prompts<Context>,
  nomatch: Prompts<Context>,
): Prompt<Context> {
  if (after === undefined) return prompt;
  return after === 'noinput' ? tapered(noinput, noinputs) : tapered(nomatch, nomatches);
}

/** The prompt of the count: the last one holds from then on. */
function tapered<Context>(prompts: Prompts<Context>, count: number): Prompt<Context> {
  if (!Array.isArray(prompts)) return prompts as Prompt<Context>;
  return prompts[Math.min(count, prompts.length) - 1] as Prompt<Context>;
}
