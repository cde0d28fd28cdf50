/**
 * Contract 5: a failed command is an event; one that held the caller and that nobody handles brings the fallback.
 */
import { describe, expect, test } from 'vitest';
import { assign, setup } from 'xstate';
import {
  answer,
  type CallEvents,
  callActions,
  type FailureReason,
  loadFlow,
  speak,
  startPlayback,
  startRecording,
  transfer,
} from 'callchart';
import type { CommandOutcome } from 'callchart/carrier';
import { simulate } from 'callchart/testing';
import { type Rig, startRig } from '../rig.ts';
import { failures, refused } from '../scripted-carrier.ts';

type Fact = Readonly<Record<string, unknown>>;

const call = setup({
  types: { context: {} as { failure: Fact | null; successes: number }, events: {} as CallEvents<'target'> },
  actions: callActions,
});

/** Handles the failure of its speak and keeps what it was told. */
const careful = loadFlow(
  call.createMachine({
    id: 'careful',
    version: '1',
    context: { failure: null, successes: 0 },
    initial: 'answering',
    on: { 'leg.silent': {} },
    states: {
      answering: { entry: answer(), on: { 'call.answered': 'talking' } },
      talking: {
        entry: speak({ payload: 'Hello.', voice: 'female' }),
        on: {
          'command.failed.speak': {
            target: 'told',
            actions: assign({
              failure: ({ event }) => {
                const { leg, command, reason, status, code, title, detail } = event;
                return { leg, command, reason, status, code, title, detail };
              },
            }),
          },
          'command.succeeded.speak': { actions: assign({ successes: ({ context }) => context.successes + 1 }) },
        },
      },
      told: {},
    },
  }),
);

/** Handles nothing. */
const careless = loadFlow(
  call.createMachine({
    id: 'careless',
    version: '1',
    context: { failure: null, successes: 0 },
    initial: 'answering',
    states: {
      answering: { entry: answer(), on: { 'call.answered': 'talking' } },
      talking: {
        entry: speak({ payload: 'Hello.', voice: 'female' }),
        on: {
          'call.speak.ended': 'transferring',
          'call.dtmf.received': { actions: startRecording({ format: 'mp3', channels: 'single' }) },
          'call.playback.started': { actions: startPlayback({ audio_url: 'https://example.com/none.mp3' }) },
        },
      },
      transferring: { entry: transfer({ to: '+15550100' }), on: { 'target.call.bridged': 'connected' } },
      connected: { on: { 'call.dtmf.received': { actions: speak({ payload: 'Bridged.', voice: 'female' }) } } },
    },
  }),
);

/** Answers the speak with these, one after the other; the last one again and again. */
function speaking(...answers: readonly (() => CommandOutcome | undefined)[]) {
  return ({ command }: { command: string }, count: number): CommandOutcome | undefined =>
    command === 'speak' ? answers[Math.min(count, answers.length) - 1]?.() : undefined;
}

const ok = (): undefined => undefined;
const failureOf = async (rig: Rig): Promise<unknown> => (await rig.state()).machine.context['failure'];
const attempts = (rig: Rig): readonly number[] => {
  const times = rig.carrier.of('speak').map((one) => one.at);
  return times.slice(1).map((at, index) => at - (times[index] ?? 0));
};

describe('contract 5: what may pass is tried again', () => {
  test.each([
    ['503', failures.unavailable],
    ['silence', failures.silence],
    ['a refused connection', failures.unreachable],
    ['429', failures.tooMany],
  ] as const)('%s: with growing pauses, until it works', async (_what, failure) => {
    const rig = await startRig(careful);
    rig.carrier.answer = speaking(failure, failure, failure, ok);
    await rig.ringAndAnswer();
    await rig.clock.advance(10_000);
    expect(attempts(rig)).toEqual([188, 375, 750]);
    expect((await rig.state()).machine).toMatchObject({ value: 'talking', context: { successes: 1 } });
    expect(new Set(rig.carrier.of('speak').map((one) => one.id)).size).toBe(1);
  });

  test('pauses are spread by chance, between half and the whole', async () => {
    for (const [chance, pauses] of [
      [0, [125, 250, 500]],
      [1, [250, 500, 1_000]],
    ] as const) {
      const rig = await startRig(careful, { random: () => chance });
      rig.carrier.answer = speaking(failures.unavailable, failures.unavailable, failures.unavailable, ok);
      await rig.ringAndAnswer();
      await rig.clock.advance(10_000);
      expect(attempts(rig)).toEqual(pauses);
    }
  });

  test('429 says how long to wait, and is waited for', async () => {
    const rig = await startRig(careful);
    rig.carrier.answer = speaking(() => failures.tooMany(7_000), ok);
    await rig.ringAndAnswer();
    await rig.clock.advance(6_999);
    expect(rig.carrier.of('speak')).toHaveLength(1);
    await rig.clock.advance(1);
    expect(rig.carrier.of('speak')).toHaveLength(2);
  });

  test('a wait beyond the deadline is not waited for: somebody is on the line', async () => {
    const rig = await startRig(careful);
    rig.carrier.answer = speaking(() => failures.tooMany(600_000));
    await rig.ringAndAnswer();
    await rig.settle();
    expect(await failureOf(rig)).toMatchObject({ reason: 'rejected', status: 429 });
  });

  test.each([
    ['429', () => failures.tooMany(), 'rejected'],
    ['503', failures.unavailable, 'unknown_outcome'],
    ['silence', failures.silence, 'unknown_outcome'],
    ['a refused connection', failures.unreachable, 'unreachable'],
  ] as const)('%s for ever: given up within the time, as an event', async (_what, failure, reason) => {
    const rig = await startRig(careful);
    rig.carrier.answer = speaking(failure);
    await rig.ringAndAnswer();
    await rig.clock.advance(55_000);
    expect(await failureOf(rig)).toMatchObject({ reason });
    const times = rig.carrier.of('speak').map((one) => one.at);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(55_000);
    expect(times.length).toBeGreaterThan(5);
  });
});

describe('contract 5: the rest arrives as an event', () => {
  test('with leg, command, status, code, title, detail and reason', async () => {
    const rig = await startRig(careful);
    rig.carrier.answer = speaking(() =>
      refused({ reason: 'invalid', status: 422, telnyxCode: '10032', title: 'Bad voice', detail: 'no such voice' }),
    );
    await rig.ringAndAnswer();
    await rig.settle();
    expect(await failureOf(rig)).toEqual({
      leg: 'caller#1',
      command: 'speak',
      reason: 'invalid',
      status: 422,
      code: '10032',
      title: 'Bad voice',
      detail: 'no such voice',
    });
    expect(rig.carrier.of('speak')).toHaveLength(1);
  });

  test.each(['not_answered', 'rejected', 'unauthorized', 'invalid'] satisfies FailureReason[])(
    'the reason %s',
    async (reason) => {
      const rig = await startRig(careful);
      rig.carrier.answer = speaking(() => refused({ reason, status: 422 }));
      await rig.ringAndAnswer();
      await rig.settle();
      expect(await failureOf(rig)).toMatchObject({ reason });
    },
  );

  test.each(['90018', '90015', undefined])('"the leg is over" (%s) is asked after: it is', async (code) => {
    const rig = await startRig(careful);
    rig.carrier.answer = speaking(() =>
      refused({ reason: 'leg_ended', status: code === undefined ? 404 : 422, telnyxCode: code }),
    );
    rig.carrier.alive = () => false;
    await rig.ringAndAnswer();
    await rig.settle();
    expect(rig.carrier.asked).toEqual(['A']);
    expect(await failureOf(rig)).toMatchObject({ reason: 'leg_ended' });
    // Its call.hangup never comes: it is made.
    await rig.clock.advance(6_000);
    expect((await rig.state()).legs[0]).toMatchObject({ signalling: 'ended' });
    expect(rig.carrier.names).toEqual(['answer', 'speak']);
  });

  test('"the leg is over" is asked after: it lives, so the command was rejected', async () => {
    const rig = await startRig(careful);
    rig.carrier.answer = speaking(() => failures.legEnded());
    await rig.ringAndAnswer();
    await rig.settle();
    expect(await failureOf(rig)).toMatchObject({ reason: 'rejected', code: '90018' });
    await rig.clock.advance(6_000);
    expect((await rig.state()).legs[0]).toMatchObject({ signalling: 'answered' });
  });

  test('the hangup that comes after all is not told twice', async () => {
    const rig = await startRig(careful);
    rig.carrier.answer = speaking(() => failures.legEnded());
    rig.carrier.alive = () => false;
    await rig.ringAndAnswer();
    await rig.clock.advance(2_000);
    await rig.webhook('call.hangup', 'A', { hangup_cause: 'normal_clearing', hangup_source: 'caller' });
    await rig.clock.advance(10_000);
    expect((await rig.told()).filter((type) => type === 'call.hangup')).toHaveLength(1);
    expect((await rig.state()).legs[0]?.cause).toMatchObject({ hangup_cause: 'normal_clearing' });
  });
});

describe('contract 5: the fallback', () => {
  test('an answered leg hears the apology and is hung up', async () => {
    const line = await simulate(careless);
    line.simulator.faults.command({ name: 'speak', times: 1 }, { status: 422, code: '10032' });
    const caller = line.call();
    await line.advance(50);
    expect(caller.hears).toMatchObject({ text: 'We are sorry, something went wrong. Please call again later.' });
    await line.untilOver();
    expect(line.commands).toEqual(['answer', 'speak', 'speak', 'hangup']);
    expect(caller.leg.longestDeadAirMs).toBeLessThan(3_000);
    await line.close();
  });

  test('a leg that still rings is rejected', async () => {
    const line = await simulate(careless);
    line.simulator.faults.command({ name: 'answer' }, { status: 422, code: '10032' });
    line.call();
    await line.untilOver();
    expect(line.commands).toEqual(['answer', 'reject']);
    await line.close();
  });

  test('a bridged leg is never touched', async () => {
    const line = await simulate(careless);
    line.simulator.faults.command({ name: 'speak', nth: 2 }, { status: 422, code: '10032' });
    const caller = line.call();
    await line.until('transfer');
    await line.advance(15_000);
    caller.press('1');
    await line.advance(120_000);
    expect((await line.state()).phase).toBe('fallback');
    expect(line.commands).toEqual(['answer', 'speak', 'transfer', 'speak']);
    expect(caller.leg.attachment).toEqual({ kind: 'bridged', peer: 'B' });
    caller.hangUp();
    await line.untilOver();
    await line.close();
  });

  test('it takes over once, and the flow hears nothing more', async () => {
    const rig = await startRig(careless);
    rig.carrier.answer = (one, count) => (one.command === 'speak' && count === 1 ? failures.invalid() : undefined);
    await rig.ringAndAnswer();
    await rig.settle();
    const { told } = { told: (await rig.told()).length };
    await rig.webhook('call.speak.ended', 'A', { status: 'completed' });
    await rig.settle();
    expect((await rig.told()).length).toBe(told);
    expect(rig.carrier.of('speak')).toHaveLength(2);
    expect(rig.carrier.of('transfer')).toEqual([]);
  });

  test('hangup repeats until the leg is known to be over', async () => {
    const rig = await startRig(careless);
    rig.carrier.answer = ({ command }) => {
      if (command === 'speak') return failures.invalid();
      return command === 'hangup' ? failures.tooMany(600_000) : undefined;
    };
    await rig.ringAndAnswer();
    await rig.clock.advance(120_000);
    const before = rig.carrier.of('hangup').length;
    expect(before).toBeGreaterThan(2);
    rig.carrier.answer = () => undefined;
    await rig.clock.advance(600_000);
    expect(rig.carrier.of('hangup').length).toBeGreaterThan(before);
    await rig.webhook('call.hangup', 'A', {});
    const last = rig.carrier.of('hangup').length;
    await rig.clock.advance(3_600_000);
    expect(rig.carrier.of('hangup')).toHaveLength(last);
    expect((await rig.state()).phase).toBe('closed');
  });

  test('a recording that fails is journaled only', async () => {
    const rig = await startRig(careless);
    rig.carrier.answer = ({ command }) => (command === 'startRecording' ? failures.invalid() : undefined);
    await rig.ringAndAnswer();
    await rig.webhook('call.dtmf.received', 'A', { digit: '1' });
    await rig.settle();
    expect((await rig.state()).phase).toBe('active');
    const failed = (await rig.journal())
      .flatMap((entry) => entry.events)
      .filter((event) => event.type.startsWith('command.failed'));
    expect(failed).toEqual([{ type: 'command.failed.startRecording', handled: false }]);
  });

  test.each(['failed', 'file_not_found'])('a playback that ends as %s is a failure as well', async (status) => {
    const rig = await startRig(careless);
    await rig.ringAndAnswer();
    await rig.webhook('call.playback.started', 'A', {});
    await rig.settle();
    await rig.webhook('call.playback.ended', 'A', { status, media_url: 'https://example.com/none.mp3' });
    await rig.settle();
    expect((await rig.state()).failure).toContain('startPlayback failed');
  });
});
