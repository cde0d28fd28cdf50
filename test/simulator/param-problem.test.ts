import { describe, expect, it } from 'vitest';
import { application, minimalParams } from './application.ts';

const speak = minimalParams('speak', '');

describe('broken params', () => {
  it.each([
    ['speak', { voice: 'female' }, '10004'],
    ['speak', { ...speak, client_state: 'not base64!' }, '90017'],
    ['speak', { ...speak, lop: 3 }, '10015'],
    ['speak', { ...speak, payload_type: 'html' }, '90011'],
    ['speak', { ...speak, loop: 500 }, '90009'],
    ['speak', { ...speak, target_legs: 'mine' }, '10032'],
    ['gather', { maximum_digits: 500 }, '90023'],
    ['gather', { inter_digit_timeout_millis: 0 }, '90026'],
    ['gather', { terminating_digit: 'x' }, '90007'],
    ['startRecording', { format: 'ogg', channels: 'single' }, '90000'],
    ['startRecording', { format: 'mp3', channels: 'single', max_length: 50_000 }, '10033'],
    ['transfer', { to: '+15550100020', timeout_secs: 1 }, '90028'],
    ['transfer', {}, '10004'],
    ['reject', { cause: 'NO' }, '10032'],
    ['speak', { ...speak, voice: 7 }, '10026'],
  ] as const)('are refused: %s %o with %s', async (name, params, code) => {
    const app = application();
    await app.answeredCall();
    expect(await app.send(name, 'A', params)).toMatchObject({ status: 422, code });
  });

  it('V11: drops params it does not know, if so told', async () => {
    const app = application({ variants: { unknownParams: 'ignored' } });
    await app.answeredCall();
    expect((await app.send('speak', 'A', { ...speak, lop: 3 })).status).toBe(200);
    expect((await app.send('speak', 'A', { ...speak, lop: 3, loop: 500 })).code).toBe('90009');
  });
});
