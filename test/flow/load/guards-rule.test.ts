import { and, not, or, stateIn } from 'xstate';
import { describe, expect, test } from 'vitest';
import { callGuards } from 'callchart';
import { refusalLines } from './refusals.ts';

const guarded = (guard: unknown, guards: object = callGuards) =>
  refusalLines({
    states: { menu: { on: { 'call.gather.ended': [{ guard, target: 'menu' }] } } },
    implementations: { guards },
  });

describe('loads', () => {
  test.each([
    ['a name', 'noinput'],
    ['a name with params', { type: 'digits', params: ['1', '2'] }],
    ['a pattern', { type: 'digits', params: { matches: '[0-9]{4}' } }],
    ['params made at run time', { type: 'digits', params: () => '1' }],
    ['an inline function', () => true],
    ['and by name', { type: 'and', params: ['nomatch', { type: 'not', params: { type: 'digits', params: '9' } }] }],
    ["XState's and", and(['noinput', { type: 'digits', params: '1' }, not('nomatch'), or(['noinput', () => true])])],
    ['stateIn', stateIn('menu')],
  ])('%s', (_what, guard) => {
    expect(guarded(guard)).toEqual([]);
  });

  test("an author's own guard, also under a name of ours", () => {
    expect(guarded('isOpen', { isOpen: () => true })).toEqual([]);
    expect(guarded({ type: 'digits', params: 4 }, { digits: () => true })).toEqual([]);
  });
});

describe('refused with place and remedy', () => {
  test.each([
    ['noinptu', 'there is no guard named "noinptu"', 'Did you mean "noinput"?'],
    ['toString', 'there is no guard named "toString"', 'setup({ guards })'],
    [{ type: 'isOpen' }, 'there is no guard named "isOpen"', 'setup({ guards })'],
    [7, 'neither a name nor a function', '{ type, params }'],
    ['digits', 'the guard "digits" wants digits', "{ type: 'digits', params: '1' }"],
    [{ type: 'digits', params: 1 }, 'the guard "digits" wants digits', "'1'"],
    [{ type: 'digits', params: [] }, 'the guard "digits" wants digits', "'1'"],
    [{ type: 'digits', params: { matches: '(' } }, 'no regular expression', 'matches'],
    [{ type: 'noinput', params: '1' }, 'the guard "noinput" takes no params', "'noinput'"],
    [{ type: 'amd' }, 'the guard "amd" wants a text', "'human'"],
    [{ type: 'cause', params: {} }, 'the guard "cause" wants a text', "'user_busy'"],
    [{ type: 'or', params: 'noinput' }, 'the guard "or" wants a list of guards', "['noinput', 'nomatch']"],
    [{ type: 'not' }, 'the guard "not" wants a guard', "'noinput'"],
    [{ type: 'or', params: ['noinput', 'isOpen'] }, `own guards only, not "isOpen"`, "import `or` from 'xstate'"],
    [{ type: 'or', params: [{ type: 'digits', params: 1 }] }, 'the guard "digits" wants digits', "'1'"],
    [and(['noinput', 'isOpen']), 'there is no guard named "isOpen"', 'setup({ guards })'],
    [not(or(['isOpen'])), 'there is no guard named "isOpen"', 'setup({ guards })'],
  ])('%j', (guard, message, remedy) => {
    const lines = guarded(guard);
    expect(lines).toEqual([expect.stringContaining('menu guard on call.gather.ended: ')]);
    expect(lines[0]).toContain(message);
    expect(lines[0]).toContain(remedy);
  });

  test("Callchart's guards, when they are not set up", () => {
    expect(guarded({ type: 'digits', params: '1' }, {})).toEqual([
      expect.stringContaining('the guard "digits" is not set up. → Write `guards: callGuards`'),
    ]);
  });

  test('wherever a transition stands', () => {
    const guard = 'isOpen';
    const menu = { always: { guard, target: 'menu' }, after: { 500: { guard } }, on: { '*': { guard } } };
    expect(refusalLines({ states: { menu } }).map((line) => line.split(':')[0])).toEqual([
      'menu guard on *',
      'menu guard after 500',
      'menu guard always',
    ]);
  });
});
