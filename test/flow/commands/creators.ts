/** What every creator of a command must do, tried on each with params that its command accepts. */
import { expect } from 'vitest';
import { readCommand, resolveFlowOptions, type CommandName } from 'callchart';

type AnyCreator = (params: never) => { readonly type: string; readonly params: unknown };

/** A creator, params that are right, and whether it can be called without any. */
export interface CreatorCase {
  readonly creator: AnyCreator;
  readonly params: object;
  readonly bare?: boolean;
}

/**
 * That a creator returns an ordinary action object of its own name, passes objects and functions on untouched, and
 * that the params are a command by the rules of Telnyx.
 */
export function expectCreator(name: CommandName, { creator, params, bare = false }: CreatorCase): void {
  const give = creator as (params?: unknown) => { readonly type: string; readonly params: unknown };
  expect(creator.name).toBe(name);
  expect(give(params)).toEqual({ type: name, params });
  expect(give(params).params).toBe(params);
  const dynamic = () => params;
  expect(give(dynamic).params).toBe(dynamic);
  if (bare) expect(give()).toEqual({ type: name, params: {} });
  expect(readCommand(give(params), resolveFlowOptions())).toMatchObject({ ok: true, request: { command: name } });
}
