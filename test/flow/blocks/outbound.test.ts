import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import {
  callActions,
  callGuards,
  lateVerdict,
  outbound,
  say,
  type CallEvents,
  type CallInput,
  type Disposition,
  type FlowModule,
  type OutboundOptions,
} from 'callchart';
import { timingPresets } from 'callchart/simulator';
import { simulate, toBeSafe, type Simulation, type TestCall } from 'callchart/testing';
import { findingsOf } from './checked.ts';
import { tryEveryState } from '../../machines/trials.ts';

expect.extend({ toBeSafe });

type Context = { to: string; disposition: Disposition | null };
type Mode = NonNullable<OutboundOptions<Context>['detect']>;

const greeting = 'Hello, this is for you. We come tomorrow at ten and bring everything that you have ordered.';
const base = {
  to: ({ context }: { readonly context: Context }) => context.to,
  into: 'disposition',
  human: 'person',
  otherwise: 'nobody',
} as const;

/** A flow that calls somebody, and talks with whoever seems to be a person. */
function flowWith(options: OutboundOptions<Context>): FlowModule {
  const { detect = 'premium', message } = options;
  return {
    default: setup({
      types: { context: {} as Context, events: {} as CallEvents, input: {} as CallInput },
      actions: callActions,
      guards: callGuards,
    }).createMachine({
      id: 'calling-out',
      version: '1',
      context: { to: '+15550110', disposition: null },
      output: ({ context }: { readonly context: Context }) => ({ disposition: context.disposition }),
      initial: 'calling',
      states: {
        calling: { ...outbound<Context>(options), id: 'calling' },
        person: {
          ...(detect !== 'disabled' && {
            on: lateVerdict({ calling: '#calling', detect, message: message !== undefined }),
          }),
          initial: 'hello',
          states: { hello: say({ prompt: greeting, next: '#done' }) },
        },
        nobody: { type: 'final' },
        done: { id: 'done', type: 'final' },
      },
    } as never) as unknown as FlowModule['default'],
    options: { defaults: { voice: 'female', from: '+15550100' } },
  };
}

const modes: readonly Mode[] = ['premium', 'detect_beep', 'detect_words', 'greeting_end', 'detect', 'disabled'];
const optionsOf = (detect: Mode): OutboundOptions<Context> =>
  detect === 'detect' || detect === 'disabled'
    ? { ...base, detect }
    : { ...base, detect, message: 'A message for you.' };

const verdictOf = (detect: Mode): string =>
  detect === 'premium' ? 'call.machine.premium.detection.ended' : 'call.machine.detection.ended';
const silentVerdict =
  (detect: Mode) =>
  (_call: TestCall, line: Simulation): void =>
    void line.simulator.faults.webhook({ name: verdictOf(detect) }, 'drop');
const person = { state: 'person.hello', go: (call: TestCall) => call.hears('this is for you') };
const dialling = { state: 'calling.dialling', go: (call: TestCall) => call.agent('+15550110').doesNotAnswer() };

describe.each(['premium', 'detect_beep', 'greeting_end'] as const)('with %s, in every state', (detect) => {
  tryEveryState({
    flow: flowWith(optionsOf(detect)),
    begin: (line) => line.start(),
    ways: [
      dialling,
      { state: 'calling.listening', go: silentVerdict(detect) },
      { state: 'calling.greeting', go: (call) => call.agent('+15550110').isVoicemail({ greeting: '12s' }) },
      {
        state: 'calling.leaving',
        go: async (call) => {
          await call.agent('+15550110').isVoicemail();
          await call.hears('A message for you');
        },
      },
      person,
    ],
  });
});

describe.each(['detect', 'disabled'] as const)('with %s, in every state', (detect) => {
  const listening = { state: 'calling.listening', go: silentVerdict(detect) };
  tryEveryState({
    flow: flowWith(optionsOf(detect)),
    begin: (line) => line.start(),
    ways: [dialling, ...(detect === 'detect' ? [listening] : []), person],
  });
});

// Quick, but whoever speaks speaks for a while.
const timing = { ...timingPresets.instant, speechMinimumMs: 2_000 };

describe('the disposition', () => {
  const played = async (
    flow: FlowModule,
    act: (call: TestCall, line: Simulation) => Promise<void> | void,
  ): Promise<{ readonly disposition: unknown; readonly call: TestCall }> => {
    const line = await simulate(flow, { simulator: { timing } });
    const call = await line.start();
    await act(call, line);
    await call.isOver();
    await call.hasNotFailed();
    return { disposition: ((await call.state()).machine.context as Context).disposition, call };
  };
  const answers =
    (verdict: 'human' | 'not_sure' | 'fax_detected' | 'silence') =>
    (_call: TestCall, line: Simulation): void =>
      void line.simulator.onDial('+15550110', { does: 'answer', verdict });

  const voicemail =
    (greetingMs: number) =>
    (_call: TestCall, line: Simulation): void =>
      void line.simulator.onDial('+15550110', { does: 'voicemail', greetingMs });
  const timesHeard = async (call: TestCall, what: string): Promise<number> =>
    (await call.heard()).filter((words) => words.includes(what)).length;

  test.each(modes)('human: %s', async (detect) => {
    const { disposition, call } = await played(flowWith(optionsOf(detect)), answers('human'));
    expect(disposition).toBe('human');
    expect(await timesHeard(call, 'this is for you')).toBe(1);
    await call.sends('dial', detect === 'disabled' ? { to: '+15550110' } : { answering_machine_detection: detect });
  });

  test.each(modes.filter((mode) => mode !== 'disabled'))('notSure is a person: %s', async (detect) => {
    const { disposition, call } = await played(flowWith(optionsOf(detect)), answers('not_sure'));
    expect(disposition).toBe('notSure');
    expect(await timesHeard(call, 'this is for you')).toBe(1);
    await call.waitedInSilence({ atMost: '7s' });
  });

  test.each(['premium', 'detect_beep', 'detect_words', 'greeting_end'] as const)(
    'message: it is left after the greeting, with %s',
    async (detect) => {
      const { disposition, call } = await played(flowWith(optionsOf(detect)), voicemail(9_000));
      expect(disposition).toBe('message');
      expect(await timesHeard(call, 'A message for you')).toBe(1);
      expect(await timesHeard(call, 'this is for you')).toBe(0);
      const beep = (await call.journal()).find(({ input }) => input.name.endsWith('greeting.ended'));
      const speech = (await call.journal()).find(({ effects }) =>
        effects.some((effect) => effect.type === 'command' && effect.command === 'speak'),
      );
      expect(speech?.seq).toBe(beep?.seq);
    },
  );

  test('message: it is left without a beep when none comes', async () => {
    const { disposition } = await played(flowWith(optionsOf('detect_beep')), (call) =>
      call.agent('+15550110').isVoicemail({ beep: false }),
    );
    expect(disposition).toBe('message');
  });

  test('message: a beep before the verdict is the verdict', async () => {
    const { disposition, call } = await played(flowWith(optionsOf('premium')), voicemail(20));
    expect(disposition).toBe('message');
    expect((await call.journal()).some(({ input }) => input.name === verdictOf('premium'))).toBe(false);
  });

  test('message: somebody who seemed to be a person turns out to be a machine', async () => {
    const { disposition, call } = await played(flowWith(optionsOf('premium')), (at, line) => {
      line.simulator.faults.webhook({ name: verdictOf('premium') }, { delayMs: 7_000 });
      voicemail(20_000)(at, line);
    });
    expect(disposition).toBe('message');
    expect(await timesHeard(call, 'this is for you')).toBe(1);
    expect(await timesHeard(call, 'A message for you')).toBe(1);
  });

  test('machine: without a message it goes on at once', async () => {
    for (const detect of ['premium', 'detect'] as const) {
      const { disposition, call } = await played(flowWith({ ...base, detect }), (at) =>
        at.agent('+15550110').isVoicemail(),
      );
      expect(disposition).toBe('machine');
      await call.hasNotSent('speak');
    }
  });

  test('fax: premium alone knows', async () => {
    const premium = await played(flowWith(optionsOf('premium')), answers('fax_detected'));
    expect(premium.disposition).toBe('fax');
  });

  test('busy, declined, noAnswer, hungUp, failed', async () => {
    const flow = flowWith(optionsOf('premium'));
    const told = async (act: Parameters<typeof played>[1]) => (await played(flow, act)).disposition;
    expect(await told((call) => call.agent('+15550110').isBusy())).toBe('busy');
    expect(await told((call) => call.agent('+15550110').declines())).toBe('declined');
    expect(await told((call) => call.agent('+15550110').doesNotAnswer())).toBe('noAnswer');
    expect(await told((call) => call.agent('+15550110').cannotBeDialled())).toBe('failed');
    expect(
      await told(async (call, line) => {
        silentVerdict('premium')(call, line);
        await call.isIn('calling.listening');
        await call.hangsUp();
      }),
    ).toBe('hungUp');
  });

  test('failed: the message cannot be said', async () => {
    const { disposition } = await played(flowWith(optionsOf('premium')), async (call, line) => {
      line.simulator.faults.command({ name: 'speak' }, { status: 422, code: '10015' });
      await call.agent('+15550110').isVoicemail();
    });
    expect(disposition).toBe('failed');
  });
});

describe('the options', () => {
  test.each(modes)('pass the checker: %s', (detect) => {
    expect(findingsOf(flowWith(optionsOf(detect)))).toEqual([]);
  });

  test.each(['premium', 'detect_words'] as const)('pass it with every path explored: %s', (detect) => {
    expect(flowWith(optionsOf(detect))).toBeSafe();
  });

  test.each([
    [{ ...base, detect: 'detect', message: 'Hi.' }, /does not tell when a greeting is over/],
    [{ ...base, detect: 'detect_beep', fax: 'x' }, /only `premium`/],
    [{ ...base, beepMs: 1_000 }, /no `message`/],
    [{ ...base, detect: 'disabled', machine: 'x', patienceMs: 1_000 }, /machine: nothing detects[\s\S]*patienceMs/],
    [{ ...base, patienceMs: 20_000, message: 'Hi.' }, /patienceMs/],
    [{ ...base, to: '' }, /to: /],
    [{ ...base, detect: 'magic' }, /detect/],
    [{ ...base, mesage: 'Hi.' }, /`mesage` is not a param/],
  ])('refuse %j', (options, message) => {
    expect(() => outbound(options as never)).toThrow(message);
  });

  test('are typed by the mode', () => {
    expect(() =>
      // @ts-expect-error `detect` does not tell when a greeting is over
      outbound<Context>({ ...base, detect: 'detect', message: 'Hi.' }),
    ).toThrow(/greeting/);
    expect(() =>
      // @ts-expect-error the context has no such member
      outbound<Context>({ ...base, into: 'dispositon' }),
    ).not.toThrow();
  });
});
