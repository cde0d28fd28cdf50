import { expect, test } from 'vitest';
import { dialled } from '../../../src/flow/blocks/dialled.ts';

const args = { context: { mobile: '+15550107' }, event: { type: 'call.answered' } };
const beside = { as: 'agent', from: undefined, ringSecs: 20 };

test('what is written down can be read without running it', () => {
  expect(dialled({ ...beside, to: '+15550101' })).toEqual({
    type: 'dial',
    params: { as: 'agent', to: '+15550101', timeout_secs: 20 },
  });
  expect(dialled({ ...beside, to: ['+15550101', '+15550102'], from: '+15550100' })).toMatchObject({
    params: { to: ['+15550101', '+15550102'], from: '+15550100' },
  });
});

test('what depends on the context is made when it is wanted', () => {
  type Made = { readonly params: (given: typeof args) => object };
  const { params } = dialled<typeof args.context>({
    ...beside,
    to: ['+15550101', ({ context }) => context.mobile],
    beside: { answering_machine_detection: 'detect' },
  }) as Made;
  expect(params(args)).toEqual({
    as: 'agent',
    to: ['+15550101', '+15550107'],
    timeout_secs: 20,
    answering_machine_detection: 'detect',
  });
});
