/**
 * The table of differences from the official SDK: the compiler proves it complete (sdk-parity.ts), this proves that it
 * makes sense and that the comparison bites.
 */
import { describe, expect, expectTypeOf, test } from 'vitest';
import Telnyx from 'telnyx';
import { commands, type CommandName } from 'callchart';
import type { Difference, Plain } from './sdk-difference.ts';
import { identicalCommands, knownDeepgramDifferences, knownDifferences } from './sdk-parity.ts';

const names = Object.keys(commands) as CommandName[];
const commandOf = (difference: string): string => difference.slice(0, difference.indexOf('.'));

test('every method of the SDK that commands a leg is one of our commands, and the reverse', () => {
  const actions = Object.getPrototypeOf(new Telnyx({ apiKey: 'key' }).calls.actions) as object;
  const methods = Object.getOwnPropertyNames(actions).filter((name) => name !== 'constructor');
  expect([...methods, 'dial'].toSorted()).toEqual(names.toSorted());
});

test('each difference names a command, a key that is there, and a reason', () => {
  for (const [difference, reason] of Object.entries({ ...knownDifferences, ...knownDeepgramDifferences })) {
    expect(reason.length, difference).toBeGreaterThan(20);
  }
  for (const difference of Object.keys(knownDifferences)) {
    const name = commandOf(difference);
    expect(names).toContain(name);
    const key = /\.(\w+)/.exec(difference)?.[1] ?? '';
    const isOurs = key in commands[name as CommandName].params.shape;
    expect(isOurs, difference).toBe(!/^[^.]+\.\w+: sdk only$/.test(difference));
  }
});

test('a command is either identical to the SDK or in the table, and most are identical', () => {
  const different = new Set(Object.keys(knownDifferences).map(commandOf));
  expect([...different, ...Object.keys(identicalCommands)].toSorted()).toEqual(names.toSorted());
  expect(Object.keys(identicalCommands).length / names.length).toBeGreaterThan(2 / 3);
});

describe('the comparison bites', () => {
  interface Sdk {
    text: string;
    mode?: 'a' | 'b';
    nested?: { deep: number; list?: { id: string }[] };
    union?: { type: 'x'; one?: number } | { type: 'y' };
    record?: { [key: string]: string[] };
  }
  type Against<Ours> = Difference<Plain<Ours>, Plain<Sdk>, ''>;

  test('equal types have no difference, undefined in optional keys is none', () => {
    expectTypeOf<Against<Sdk>>().toBeNever();
    expectTypeOf<Against<{ [Key in keyof Sdk]: Sdk[Key] | undefined }>>().toBeNever();
  });

  test('each kind of difference is named where it is', () => {
    expectTypeOf<Against<Omit<Sdk, 'mode'>>>().toEqualTypeOf<'mode: sdk only'>();
    expectTypeOf<Against<Sdk & { more?: 1 }>>().toEqualTypeOf<'more: ours only'>();
    expectTypeOf<Against<Omit<Sdk, 'mode'> & { mode?: 'a' }>>().toEqualTypeOf<'mode: narrower'>();
    expectTypeOf<Against<Omit<Sdk, 'mode'> & { mode?: 'a' | 'b' | 'c' }>>().toEqualTypeOf<'mode: wider'>();
    expectTypeOf<Against<Omit<Sdk, 'mode'> & { mode?: 'a' | 'c' }>>().toEqualTypeOf<'mode: different'>();
    expectTypeOf<Against<Omit<Sdk, 'mode'> & { mode: 'a' | 'b' }>>().toEqualTypeOf<'mode: required'>();
    expectTypeOf<Against<Omit<Sdk, 'text'> & { text?: string }>>().toEqualTypeOf<'text: optional'>();
    expectTypeOf<
      Against<Omit<Sdk, 'record'> & { record?: { [key: string]: string } }>
    >().toEqualTypeOf<'record: different'>();
  });

  test('nested objects, lists and members of unions are looked into', () => {
    type Nested = { deep: string; list?: { id: string; name?: string }[] };
    expectTypeOf<Against<Omit<Sdk, 'nested'> & { nested?: Nested }>>().toEqualTypeOf<
      'nested.deep: different' | 'nested.list[].name: ours only'
    >();
    type Union = { type: 'x'; one?: string } | { type: 'z' };
    expectTypeOf<Against<Omit<Sdk, 'union'> & { union?: Union }>>().toEqualTypeOf<
      'union<x>.one: different' | 'union<y>: sdk only' | 'union<z>: ours only'
    >();
  });
});
