import { expect, test } from 'vitest';
import { promptOf } from '../../../src/flow/blocks/question.ts';
import { triesOf } from '../../../src/flow/blocks/tries.ts';

test('a try has the prompt of what went wrong before, and the last of them holds', () => {
  const said = Object.fromEntries(
    triesOf(4).map((one) => [one.key, promptOf(one, 'first', ['silent once', 'silent again'], 'wrong')]),
  );
  expect(said).toMatchObject({
    asking: 'first',
    noinput1: 'silent once',
    noinput2: 'silent again',
    noinput3: 'silent again',
    nomatch1: 'wrong',
    nomatch1Noinput1: 'silent once',
    noinput1Nomatch1: 'wrong',
  });
});
