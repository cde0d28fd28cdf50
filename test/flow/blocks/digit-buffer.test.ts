import { expect, test } from 'vitest';
import { createActor, setup } from 'xstate';
import { digitBuffer, noKeys, type DigitBuffer } from 'callchart';
import { gathered, noted, sifted, took } from '../../../src/flow/blocks/digit-buffer.ts';

const key = (digit: string, second: number) => ({
  type: 'call.dtmf.received',
  occurred_at: `2026-03-04T16:00:0${second}Z`,
  payload: { digit },
});

/** A live machine, so that the actions are seen to be XState's own. */
function machineWith(actions: Readonly<Record<string, (args: unknown) => void>>) {
  const on = Object.fromEntries(Object.entries(actions).map(([type, action]) => [type, { actions: action }]));
  const machine = setup({ types: { context: {} as { keys: DigitBuffer; other: string } } }).createMachine({
    context: { keys: noKeys, other: 'kept' },
    on: { ...digitBuffer('keys'), ...on } as never,
  });
  const actor = createActor(machine).start();
  const text = (): string =>
    actor
      .getSnapshot()
      .context.keys.typed.map(({ key }) => key)
      .join('');
  return { send: (event: object) => actor.send(event as never), text, other: () => actor.getSnapshot().context.other };
}

test('keeps keys in its member of the context and touches nothing else', () => {
  const { send, text, other } = machineWith({});
  send(key('1', 1));
  send(key('2', 2));
  expect(text()).toBe('12');
  expect(other()).toBe('kept');
});

test('gives them up when they are taken', () => {
  const { send, text } = machineWith({
    take: took('keys', 1),
    'call.gather.ended': gathered('keys'),
    sift: sifted('keys', ['4']),
    'agent.call.dtmf.received': noted('keys', ['4', '5']),
  });
  for (const [index, digit] of ['1', '2', '3'].entries()) send(key(digit, index + 1));
  send({ type: 'take' });
  expect(text()).toBe('23');
  send({ type: 'call.gather.ended', occurred_at: '2026-03-04T16:00:02Z' });
  expect(text()).toBe('3');
  send({ ...key('4', 4), type: 'agent.call.dtmf.received' });
  expect(text()).toBe('4');
  send({ ...key('5', 5), type: 'agent.call.dtmf.received' });
  send({ type: 'sift' });
  expect(text()).toBe('45');
});

test('must be given a member', () => {
  expect(() => digitBuffer('')).toThrow(/member/);
});
