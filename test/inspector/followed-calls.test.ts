/** A bridge follows what a person can read, and no more than a busy server can spare. */
import { expect, test } from 'vitest';
import { FollowedCalls, mostFollowed, newFollowedPerSecond } from '../../src/inspector/followed-calls.ts';

function rig(): {
  calls: FollowedCalls;
  begun: string[];
  stopped: string[];
  begin: (id: string) => void;
  wait: (ms: number) => void;
} {
  let now = 0;
  const begun: string[] = [];
  const stopped: string[] = [];
  const calls = new FollowedCalls(() => now);
  const begin = (id: string): void =>
    calls.begin(id, () => {
      begun.push(id);
      return () => void stopped.push(id);
    });
  return { calls, begun, stopped, begin, wait: (ms) => void (now += ms) };
}

test('so many at once; one that waits for late webhooks makes room; the rest is counted and stays out', () => {
  const { calls, begun, stopped, begin, wait } = rig();
  for (let count = 0; count < mostFollowed + 3; count += 1) begin(`call ${count}`);
  begin('call 0');
  begin('call 51');
  expect(begun).toHaveLength(mostFollowed);
  expect(calls.leftOut).toBe(3);
  wait(10_000);
  calls.isOver('call 7');
  begin('another');
  expect(stopped).toEqual(['call 7']);
  expect(begun.at(-1)).toBe('another');
  begin('one too many');
  expect(calls.leftOut).toBe(4);
  // It has moved again, late.
  begin('call 7');
  expect(begun.filter((id) => id === 'call 7')).toHaveLength(1);
  calls.stop();
  expect(stopped).toHaveLength(mostFollowed + 1);
});

test('of calls that begin and end in a rush, a few a second', () => {
  const { calls, begun, begin, wait } = rig();
  for (let second = 0; second < 100; second += 1) {
    for (let count = 0; count < 20; count += 1) {
      const id = `call ${second} ${count}`;
      begin(id);
      calls.end(id);
    }
    wait(1_000);
  }
  expect(begun.length).toBe(mostFollowed + 99 * newFollowedPerSecond);
  expect(begun.length + calls.leftOut).toBe(2_000);
});
