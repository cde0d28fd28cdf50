import { describe, expect, expectTypeOf, test } from 'vitest';
import { leg, others, type LegRef, type OthersRef } from 'callchart';
import { isRole, readLegAddress } from '../../src/flow/leg-address.ts';

describe('references', () => {
  test('leg() is the leg of the event, leg(role) that of a role', () => {
    expect([leg(), leg('agent'), leg('agent#2')]).toEqual(['leg:', 'leg:agent', 'leg:agent#2']);
    expect([others(), others('agent')]).toEqual(['others:', 'others:agent']);
  });

  test('their types keep the role', () => {
    expectTypeOf(leg('agent')).toEqualTypeOf<'leg:agent'>();
    expectTypeOf(leg()).toExtend<LegRef>();
    expectTypeOf(others('agent')).toExtend<OthersRef>();
  });
});

test.each([
  ['agent', { others: false, role: 'agent' }],
  ['agent#2', { others: false, role: 'agent' }],
  ['leg:', { others: false, role: undefined }],
  ['leg:agent', { others: false, role: 'agent' }],
  ['leg:agent#2', { others: false, role: 'agent' }],
  ['others:', { others: true, role: undefined }],
  ['others:agent', { others: true, role: 'agent' }],
  ['', undefined],
  ['#2', undefined],
  ['leg:#2', undefined],
  ['others:agent#2', undefined],
  ['agent#', undefined],
  ['an agent', undefined],
  ['call.agent', undefined],
  [7, undefined],
  [undefined, undefined],
])('the address %j', (address, meaning) => {
  expect(readLegAddress(address)).toEqual(meaning);
});

test.each([
  ['agent', true],
  ['agent-2_b', true],
  ['2nd', false],
  ['call', false], // call.call.answered would read like nothing
  ['command', false],
  ['a.b', false],
  ['a#1', false],
  ['', false],
  [null, false],
])('%j can be a role: %s', (name, is) => {
  expect(isRole(name)).toBe(is);
});
