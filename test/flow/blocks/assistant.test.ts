import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { assistant, type AssistantOptions, type FlowModule } from 'callchart';
import { simulate, toBeSafe, type TestCall } from 'callchart/testing';
import { findingsOf } from './checked.ts';
import { flowOf } from './made-flow.ts';
import { tryEveryState } from '../../machines/trials.ts';

expect.extend({ toBeSafe });

type Context = { answers: unknown; name: string };
const human = { digit: '0', event: 'human.wanted', next: 'person' };
const ways = { next: 'over', failed: 'broken', human } as const;
const states = ['over', 'broken', 'person', 'late', 'unfit'];

const flowWith = (options: AssistantOptions<Context>): FlowModule => {
  const named = [options.next, options.failed, options.human?.next, options.tooLong];
  const more = 'invalid' in options ? [options.invalid] : [];
  return flowOf(
    assistant<Context>(options),
    states.filter((state) => [...named, ...more].includes(state)),
    {
      context: { answers: null, name: 'Ada' },
      options: {
        limits: { silenceMs: 8_000 },
        events: { 'human.wanted': z.object({ why: z.string().optional() }) },
      },
    },
  );
};
const talking = flowWith({ ...ways, assistant: { assistant: { id: 'assistant-1' }, greeting: 'How can I help?' } });
const relaying = flowWith({ ...ways, relay: { url: 'wss://example.com/relay' } });
const gathering = flowWith({
  ...ways,
  gather: ({ context }) => ({
    greeting: `${context.name}, what is your order?`,
    parameters: { type: 'object', properties: { order: { type: 'string' } }, required: ['order'] },
  }),
  into: 'answers',
  invalid: 'unfit',
});

const talks = (call: TestCall): Promise<void> => call.isIn('block.talking');
const wanted = async (call: TestCall): Promise<void> => {
  await talks(call);
  await call.receives('human.wanted', { why: 'wants to complain' });
};
const passingOf = (...names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, 'only speaks']));

describe.each([
  ['an assistant', talking],
  ['a relay', relaying],
] as const)('%s, in every state', (_who, flow) => {
  tryEveryState({
    flow,
    passing: { ...passingOf('over', 'broken', 'person'), 'block.ending': 'as block.handing: below' },
    ways: [
      { state: 'answering', go: (call) => call.advances(8) },
      { state: 'block.talking', go: talks },
      {
        state: 'block.handing',
        go: async (call, line) => {
          line.simulator.faults.webhook({ name: 'call.conversation.ended' }, 'drop');
          await wanted(call);
        },
      },
    ],
  });
});

describe('a gather, in every state', () => {
  const ends = (call: TestCall): Promise<void> => call.does((party) => party.tell({ order: '7' }));
  tryEveryState({
    flow: gathering,
    passing: {
      ...passingOf('over', 'broken', 'person', 'unfit'),
      'block.ending': 'as block.handing: below',
      'block.concludingInvalid': 'as block.concludingValid: below',
    },
    ways: [
      { state: 'answering', go: (call) => call.advances(8) },
      { state: 'block.talking', go: talks },
      {
        state: 'block.handing',
        go: async (call, line) => {
          line.simulator.faults.webhook({ name: 'call.conversation.ended' }, { delayMs: 5_000 });
          await wanted(call);
        },
      },
      {
        state: 'block.concludingValid',
        go: async (call, line) => {
          line.simulator.faults.webhook({ name: 'call.conversation.ended' }, 'drop');
          await talks(call);
          await ends(call);
        },
      },
      {
        state: 'block.awaitingAnswers',
        go: async (call, line) => {
          line.simulator.faults.webhook({ name: 'call.ai_gather.ended' }, 'drop');
          await talks(call);
          await ends(call);
        },
      },
    ],
  });
});

describe('a conversation', () => {
  test.each([
    ['an assistant', talking],
    ['a relay', relaying],
  ])('of %s is over when it says so', async (_who, flow) => {
    const call = await simulate(flow).dial();
    await talks(call);
    await call.does((party) => party.endConversation());
    await call.hears('Outcome over');
    await call.hasNotSent('stopAIAssistant', 'stopConversationRelay');
  });

  test.each([
    ['an assistant', talking, 'stopAIAssistant'],
    ['a relay', relaying, 'stopConversationRelay'],
    ['a gather', gathering, 'stopAIAssistant'],
  ])('of %s stops before a person is called: by event, by key', async (_who, flow, stop) => {
    const called = await simulate(flow).dial();
    await wanted(called);
    await called.sends(stop);
    await called.hears('Outcome person');
    const pressed = await simulate(flow).dial();
    await talks(pressed);
    await pressed.presses('0');
    await pressed.sends(stop);
    await pressed.hears('Outcome person');
    for (const call of [called, pressed]) await call.waitedInSilence({ atMost: '4s' });
  });

  test('that breaks off leads on, and so does one that never starts', async () => {
    const broken = await simulate(relaying).dial();
    await talks(broken);
    await broken.does((party) => party.endConversation('customer_disconnect'));
    await broken.hears('Outcome broken');
    for (const [flow, name] of [
      [talking, 'startAIAssistant'],
      [relaying, 'startConversationRelay'],
      [gathering, 'gatherUsingAI'],
    ] as const) {
      const line = await simulate(flow);
      line.simulator.faults.command({ name }, { status: 422, code: '10015' });
      const call = await line.dial();
      await call.hears('Outcome broken');
      await call.hasNotFailed();
    }
  });

  test('that takes too long is stopped', async () => {
    const options = { ...ways, assistant: { assistant: { id: 'a' } }, longestMs: 60_000, tooLong: 'late' };
    const call = await simulate(flowWith(options)).dial();
    await talks(call);
    await call.sends('stopAIAssistant', {}, { within: '2min' });
    await call.hears('Outcome late');
  });

  test('is given params that know the context', async () => {
    const call = await simulate(gathering).dial();
    await call.sends('gatherUsingAI', { greeting: 'Ada, what is your order?' });
  });
});

describe('answers', () => {
  const contextOf = async (call: TestCall) => (await call.state()).machine.context as Context;

  test('are put into the context, whichever of the two ends comes first', async () => {
    for (const reversed of [false, true]) {
      const line = await simulate(gathering);
      if (reversed) line.simulator.faults.webhook({ name: 'call.ai_gather.ended' }, { delayMs: 1_000 });
      const call = await line.dial();
      await talks(call);
      await call.does((party) => party.tell({ order: '7' }));
      await call.hears('Outcome over');
      expect((await contextOf(call)).answers).toEqual({ order: '7' });
    }
  });

  test('that nobody gives are told', async () => {
    const call = await simulate(gathering).dial();
    await call.hears('Outcome unfit', { within: '1min' });
    expect((await contextOf(call)).answers).toBeNull();
  });

  test('of which nothing is heard are given up', async () => {
    const line = await simulate(gathering);
    line.simulator.faults.webhook({ name: 'call.ai_gather.ended' }, 'drop');
    const call = await line.dial();
    await talks(call);
    await call.does((party) => party.tell({ order: '7' }));
    await call.hears('Outcome broken');
  });
});

describe('the options', () => {
  test.each([
    ['an assistant', talking],
    ['a relay', relaying],
    ['a gather', gathering],
  ])('pass the checker: %s', (_who, flow) => {
    expect(findingsOf(flow)).toEqual([]);
  });

  test('pass it with every path explored', () => {
    expect(gathering).toBeSafe();
  });

  test.each([
    [{ ...ways }, /give one of them/],
    [{ ...ways, relay: { url: 'wss://a.example' }, assistant: {} }, /give one of them/],
    [{ ...ways, assistant: {}, into: 'answers' }, /into: nothing is asked for/],
    [{ ...ways, relay: { url: 'https://a.example' } }, /relay/],
    [{ ...ways, assistant: {}, human: { next: 'person' } }, /needs a `digit` or an `event`/],
    [{ ...ways, assistant: {}, human: { digit: '12', next: 'person' } }, /digit/],
    [{ ...ways, assistant: {}, longestMs: 0 }, /longestMs/],
  ])('refuse %j', (options, message) => {
    expect(() => assistant(options as never)).toThrow(message);
  });

  test('are typed by who talks', () => {
    // @ts-expect-error an assistant is asked nothing that could be kept
    expect(() => assistant<Context>({ ...ways, assistant: {}, into: 'answers' })).toThrow(/into/);
  });
});
