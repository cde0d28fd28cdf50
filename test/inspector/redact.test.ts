import { expect, test } from 'vitest';
import { redacted } from '../../src/inspector/redact.ts';

test('names and words of Telnyx’ lists stay; what is anybody’s own becomes its kind', () => {
  const payload = {
    hangup_cause: 'normal_clearing',
    status: 'Ann Smith, 4111 1111',
    digits: '1234',
    from: '+15550100',
    deep: [{ result: 'human', pin: 42, ok: true }],
    'a name with spaces': null,
  };
  expect(redacted(payload)).toEqual({
    hangup_cause: 'normal_clearing',
    status: '[text]',
    digits: '[text]',
    from: '[text]',
    deep: [{ result: 'human', pin: '[number]', ok: true }],
    '[name]': null,
  });
});
