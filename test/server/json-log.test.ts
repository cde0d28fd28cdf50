/** The log of a server. */
import { expect, test } from 'vitest';
import { jsonLog } from '../../src/server/json-log.ts';

test('one masked JSON object a line', () => {
  const written: string[] = [];
  const log = jsonLog(
    (line) => written.push(line),
    () => 0,
  );
  log({ level: 'warn', message: 'a thing\nhappened to +15550100010', digits: '1234', callId: 'call-1', status: 503 });
  log({ level: 'error', message: 'a mistake', error: new Error('of KEY0123456789abcdef0123'), count: 5n });
  expect(written.join('')).toBe(
    '{"at":"1970-01-01T00:00:00.000Z","level":"warn","message":"a thing\\nhappened to **********10","digits":"[masked]","callId":"call-1","status":503}\n' +
      '{"at":"1970-01-01T00:00:00.000Z","level":"error","message":"a mistake","error":{"name":"Error","message":"of [masked]"},"count":"5"}\n',
  );
});
