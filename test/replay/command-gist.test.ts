/** What matters about a command, for a line. Command by command it is tried in rung.test.ts. */
import { expect, test } from 'vitest';
import { commandGist, text } from '../../src/replay/command-gist.ts';

test('a value fits its line, whatever it is', () => {
  expect(text(undefined)).toBe('');
  expect(text(null)).toBe('');
  expect(text(['a', 1])).toBe('["a",1]');
  expect(text('a\n  b ')).toBe('a b');
  expect(text('x'.repeat(500))).toHaveLength(72);
});

test('keys that are sent are not told, nor what only machines read', () => {
  expect(commandGist('sendDtmf', { digits: '4711' })).toBe('');
  expect(commandGist('startSiprec', { client_state: 'eA==', command_id: 'c', connector_name: 'desk' })).toBe(
    'connector_name desk',
  );
});

test('of a command that is not known at most three params', () => {
  expect(commandGist('novelty', { a: 1, b: 2, c: 3, d: 4, deep: { e: 5 } })).toBe('a 1, b 2, c 3');
});
