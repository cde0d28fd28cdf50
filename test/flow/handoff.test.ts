import { expect, test } from 'vitest';
import { handoffInput, handoffMeta } from '../../src/flow/handoff.ts';

test('a state says in its meta to which flow it hands the call', () => {
  expect(handoffMeta({ handoff: { flow: 'billing' } })).toEqual({ flow: 'billing' });
  for (const meta of [undefined, null, 'billing', {}, { handoff: {} }, { handoff: { flow: 7 } }])
    expect(handoffMeta(meta)).toBeUndefined();
});

test('the input is given, or made of the context', () => {
  expect(handoffInput({ flow: 'a' }, {})).toEqual({});
  expect(handoffInput({ flow: 'a', input: { why: 'x' } }, {})).toEqual({ why: 'x' });
  const input = ({ context }: { readonly context: { readonly name: string } }) => ({ name: context.name });
  expect(handoffInput({ flow: 'a', input }, { name: 'Ada' })).toEqual({ name: 'Ada' });
});
