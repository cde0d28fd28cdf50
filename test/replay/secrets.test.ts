/** What is shown of a call, and what is not. */
import { expect, test } from 'vitest';
import { withoutSecrets } from '../../src/replay/secrets.ts';

test('what names itself a secret is masked, wherever it is; the rest stays', () => {
  const shown = withoutSecrets({
    commands: [
      { params: { sip_auth_username: 'a', sip_auth_password: 'b', payload: 'Hello', timeout_secs: 3 } },
      { params: { stream_auth_token: 'c', api_key_ref: 'd', integration_secret: { deep: 'e' } } },
      {
        params: {
          custom_headers: [
            { name: 'X-Token', value: 'f' },
            { name: 'X-Room', value: 'g' },
          ],
        },
      },
    ],
    context: { tokens_left: 5, has_secret: true, password: null, digits: '123' },
  });
  expect(shown).toEqual({
    commands: [
      { params: { sip_auth_username: 'a', sip_auth_password: '[masked]', payload: 'Hello', timeout_secs: 3 } },
      { params: { stream_auth_token: '[masked]', api_key_ref: '[masked]', integration_secret: '[masked]' } },
      {
        params: {
          custom_headers: [
            { name: 'X-Token', value: '[masked]' },
            { name: 'X-Room', value: 'g' },
          ],
        },
      },
    ],
    context: { tokens_left: 5, has_secret: true, password: null, digits: '123' },
  });
});
