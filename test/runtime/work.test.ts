/** Things under way: once at a time under a name, waiting on the clock, given up when the process stops. */
import { describe, expect, test } from 'vitest';
import { CallchartError, type LogLine } from 'callchart';
import { VirtualClock } from 'callchart/simulator';
import { defaultLimits } from '../../src/runtime/runtime-options.ts';
import { Work } from '../../src/runtime/work.ts';
import { gate, storeDown } from './watched-store.ts';

type Parts = ConstructorParameters<typeof Work>[0];

function workOn(limits: Partial<typeof defaultLimits> = {}, read: () => Promise<unknown> = () => Promise.resolve()) {
  const clock = new VirtualClock();
  const log: LogLine[] = [];
  const parts = {
    clock,
    writer: { read },
    log: (line: LogLine) => void log.push(line),
    limits: { ...defaultLimits, ...limits },
  };
  return { clock, log, work: new Work(parts as unknown as Parts) };
}

describe('runs', () => {
  test('once at a time under its name, again when it is done, beside others', async () => {
    const { work } = workOn();
    const { wait, open } = gate();
    const ran: string[] = [];
    const first = work.run('a', async () => {
      ran.push('a');
      await wait();
    });
    const second = work.run('a', async () => void ran.push('a again'));
    await work.run('b', async () => void ran.push('b'));
    expect({ ran, has: work.has('a') }).toEqual({ ran: ['a', 'b'], has: true });
    open();
    await Promise.all([first, second]);
    expect(work.has('a')).toBe(false);
    await work.run('a', async () => void ran.push('a later'));
    expect(ran).toEqual(['a', 'b', 'a later']);
  });

  test('what fails is logged, and is over', async () => {
    const { work, log } = workOn();
    await work.run('a', () => Promise.reject(new Error('broke')));
    expect(log).toMatchObject([{ level: 'error', message: 'work on a call failed', work: 'a' }]);
    expect(work.has('a')).toBe(false);
  });
});

describe('a pause', () => {
  test('lasts as long as it should', async () => {
    const { work, clock } = workOn();
    let woke: boolean | undefined;
    void work.pause(1_000).then((goesOn) => (woke = goesOn));
    await clock.advance(999);
    expect(woke).toBeUndefined();
    await clock.advance(1);
    expect(woke).toBe(true);
  });

  test('ends at once when the process stops, and none begins then', async () => {
    const { work, clock } = workOn();
    const paused = work.pause(60_000);
    await work.stop();
    expect([await paused, await work.pause(1_000)]).toEqual([false, false]);
    expect(clock.waiting).toBe(0);
  });
});

describe('a result', () => {
  test('is brought again, with growing pauses, while the store cannot take it', async () => {
    const { work, clock } = workOn();
    const times: number[] = [];
    const done = work.persist('call-1', () => {
      times.push(clock.now());
      return times.length < 9 ? Promise.reject(storeDown()) : Promise.resolve();
    });
    await clock.advance(120_000);
    await done;
    const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  test.each([
    ['will never be taken', new CallchartError('call.unknown', 'There is no such call.')],
    ['belongs to a process that is over', new CallchartError('runtime.stopped', 'Over.', { retryable: true })],
    ['met a mistake', new TypeError('of ours')],
  ])('that %s is logged and let go', async (_what, error) => {
    const { work, log } = workOn();
    let times = 0;
    await work.persist('call-1', () => {
      times += 1;
      return Promise.reject(error);
    });
    expect(times).toBe(1);
    expect(log).toMatchObject([{ level: 'error', message: 'a result could not be stored', callId: 'call-1' }]);
  });
});

describe('a record', () => {
  test('is asked for again while the store cannot be read', async () => {
    let asked = 0;
    const { work, clock } = workOn({}, () => (++asked < 4 ? Promise.reject(storeDown()) : Promise.resolve('it')));
    const reading = work.read('call-1');
    await clock.advance(2_000);
    expect(await reading).toBe('it');
    expect(asked).toBe(4);
  });

  test('is not waited for when the process stops', async () => {
    const { work } = workOn({}, () => Promise.reject(storeDown()));
    const reading = work.read('call-1');
    await new Promise((resolve) => setImmediate(resolve));
    await work.stop();
    expect(await reading).toBeUndefined();
  });
});

describe('stopping', () => {
  test('waits for what is under way, and takes nothing new', async () => {
    const { work } = workOn();
    const { wait, open } = gate();
    let finished = false;
    void work.run('a', async () => {
      await wait();
      finished = true;
    });
    await Promise.resolve();
    const stopping = work.stop();
    await work.run('b', () => Promise.reject(new Error('it ran')));
    expect(work.stopping).toBe(true);
    open();
    await stopping;
    expect(finished).toBe(true);
  });

  test('but not for ever', async () => {
    const { work, clock } = workOn({ stopMs: 5_000 });
    void work.run('a', () => new Promise(() => {}));
    let stopped = false;
    void work.stop().then(() => (stopped = true));
    await clock.advance(4_999);
    expect(stopped).toBe(false);
    await clock.advance(1);
    expect(stopped).toBe(true);
  });
});
