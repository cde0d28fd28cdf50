/** Which versions a call ran on. */
import { loadFlow, type RecordedCall } from 'callchart';
import { expect, test } from 'vitest';
import { laterVersions, missingVersion } from '../../src/replay/versions-of-call.ts';
import { menuFlow } from './recorded-calls.ts';

const to = (version: string, id = 'menu-flow') => ({ to: { id, version, hash: 'h' } });
const entry = (seq: number, kind: string, name: string, payload: object, outcome = 'applied') =>
  ({ seq, outcome, input: { kind, name, payload } }) as never;
const record = {
  journal: [
    entry(1, 'webhook', 'call.initiated', {}),
    entry(2, 'operator', 'migrate', to('2')),
    // An application may call its events what it likes; a move that came too late moved nothing.
    entry(3, 'application', 'migrate', to('8')),
    entry(4, 'operator', 'migrate', to('9'), 'late'),
    entry(5, 'engine', 'handoff', to('1', 'billing')),
  ],
} as unknown as RecordedCall;

test('those that it was moved or handed on to, in their order', () => {
  expect(laterVersions(record).map(({ seq, id, version }) => [seq, `${id}@${version}`])).toEqual([
    [2, 'menu-flow@2'],
    [5, 'billing@1'],
  ]);
});

test('the first that is not there', () => {
  expect(missingVersion(record, [])).toMatchObject({ seq: 2, version: '2' });
  expect(missingVersion(record, [loadFlow(menuFlow({ version: '2' }))])).toMatchObject({ seq: 5, id: 'billing' });
});
