import { describe, expect, test } from 'vitest';
import { record, startTranscription, type RecordedMessage, type RecordOptions } from 'callchart';
import { simulate, type TestCall } from 'callchart/testing';
import { findingsOf } from './checked.ts';
import { flowOf } from './made-flow.ts';
import { tryEveryState } from '../../machines/trials.ts';

type Context = { message: RecordedMessage | null };
const flowWith = (options: Partial<RecordOptions<Context>> = {}) =>
  flowOf(
    record<Context>({
      greeting: 'Please leave a message.',
      into: 'message',
      next: 'thanks',
      empty: 'nothing',
      failed: 'sorry',
      callerLeft: 'done',
      ...options,
    }),
    ['thanks', 'nothing', 'sorry'],
    { context: { message: null } },
  );
const flow = flowWith();
const speaks = async (call: TestCall): Promise<void> => {
  await call.hears('leave a message');
  await call.isIn('block.recording');
  await call.advances('2s');
  await call.says('Hello, this is me.');
  await call.advances('2s');
};
const messageOf = async (call: TestCall) => ((await call.state()).machine.context as Context).message;

tryEveryState({
  flow,
  passing: {
    thanks: 'only speaks',
    nothing: 'only speaks',
    sorry: 'only speaks',
    'block.savingLate': 'the caller is gone: below',
  },
  ways: [
    { state: 'answering', go: (call) => call.advances(8) },
    { state: 'block.greeting', go: (call) => call.hears('leave a message') },
    { state: 'block.recording', go: speaks },
    {
      state: 'block.saving',
      go: async (call, line) => {
        line.simulator.faults.webhook({ name: 'call.recording.saved' }, { delayMs: 5_000 });
        await speaks(call);
        await call.presses('#');
      },
    },
  ],
});

describe('a message', () => {
  test('of a call that is transcribed is not ended by silence, which Telnyx refuses', async () => {
    const next = { next: 'thanks', empty: 'thanks', failed: 'sorry', callerLeft: 'done' };
    const transcribed = flowOf(
      record<Context>({ greeting: 'Please leave a message.', into: 'message', silenceSecs: false, ...next }),
      ['thanks', 'sorry'],
      { context: { message: null }, before: { entry: startTranscription({}), after: { 100: 'block' } } },
    );
    const call = await simulate(transcribed).dial();
    await speaks(call);
    await call.advances('20s');
    await call.isIn('block.recording');
    await call.presses('#');
    await call.hears('Outcome thanks');
    expect(await messageOf(call)).not.toBeNull();
  });

  test('is ended by #', async () => {
    const call = await simulate(flow).dial();
    await speaks(call);
    await call.presses('#');
    await call.hears('Outcome thanks');
    const message = await messageOf(call);
    expect(message?.url).toMatch(/mp3/);
    expect(message?.durationMs).toBeGreaterThan(2_000);
  });

  test('is ended by silence', async () => {
    const call = await simulate(flow).dial();
    await speaks(call);
    await call.hears('Outcome thanks');
    expect(await messageOf(call)).not.toBeNull();
  });

  test('is ended by the limit', async () => {
    const call = await simulate(flowWith({ maxSecs: 4, silenceSecs: 60 })).dial();
    await call.hears('leave a message');
    await call.hears('Outcome thanks');
  });

  test.each([false, true])('is kept when the caller hangs up, saved before the hangup is known: %s', async (early) => {
    const line = await simulate(flow);
    if (early) line.simulator.faults.webhook({ name: 'call.hangup' }, { delayMs: 4_000 });
    line.simulator.faults.webhook({ name: 'call.recording.saved' }, 'duplicate');
    const call = await line.dial();
    await speaks(call);
    await call.hangsUp();
    await call.isOver();
    expect(await messageOf(call)).not.toBeNull();
    const changes = (await call.journal()).filter(
      ({ input, outcome }) => input.name === 'call.recording.saved' && outcome === 'applied',
    );
    expect(changes).toHaveLength(1);
  });

  test('of nothing is dropped: silence, # at once, hanging up at once', async () => {
    const silent = await simulate(flow).dial();
    await silent.hears('leave a message');
    await silent.hears('Outcome nothing');
    const pressed = await simulate(flow).dial();
    await pressed.isIn('block.recording');
    await pressed.presses('#');
    await pressed.hears('Outcome nothing');
    const gone = await simulate(flow).dial();
    await gone.isIn('block.recording');
    await gone.hangsUp();
    await gone.isOver();
    for (const call of [silent, pressed, gone]) expect(await messageOf(call)).toBeNull();
  });

  test('that cannot be recorded is told', async () => {
    const line = await simulate(flow);
    line.simulator.faults.command({ name: 'startRecording' }, { status: 422, code: '10015' });
    const call = await line.dial();
    await call.hears('Outcome sorry');
  });

  test('of which nothing is heard any more does not keep the caller waiting', async () => {
    const line = await simulate(flow);
    line.simulator.faults.webhook({ name: 'call.recording.saved' }, 'drop');
    const call = await line.dial();
    await speaks(call);
    await call.presses('#');
    await call.hears('Outcome thanks');
    await call.waitedInSilence({ atMost: '9s' });
  });
});

describe('record', () => {
  test('passes the checker', () => {
    expect(findingsOf(flow)).toEqual([]);
  });

  test.each([
    [{ endKey: '12' }, /endKey/],
    [{ maxSecs: 4_000 }, /maxSecs/],
    [{ silenceSecs: 0 }, /silenceSecs/],
    [{ greeting: '' }, /greeting/],
  ] as const)('refuses %j', (options, message) => {
    expect(() => flowWith(options)).toThrow(message);
  });
});
