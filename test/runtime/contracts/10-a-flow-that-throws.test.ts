/**
 * Contract 10: a flow that throws, or that leads to what cannot be stored, loses its step and goes to the fallback;
 * other calls never notice.
 */
import { describe, expect, test } from 'vitest';
import { assign, setup } from 'xstate';
import { answer, type CallEvents, callActions, loadFlow, speak } from 'callchart';
import { startRig } from '../rig.ts';

const fragile = loadFlow({
  default: setup({
    types: { context: {} as { notes: string[]; bulk: string }, events: {} as CallEvents },
    actions: callActions,
    guards: {
      breaks: () => {
        throw new Error('the guard broke');
      },
    },
  }).createMachine({
    id: 'fragile',
    version: '1',
    context: { notes: [], bulk: '' },
    initial: 'answering',
    states: {
      answering: { entry: answer(), on: { 'call.answered': 'open' } },
      open: {
        on: {
          'call.dtmf.received': [
            {
              guard: ({ event }) => event.payload.digit === '1',
              target: 'open',
              actions: assign({ notes: ({ context }) => [...context.notes, 'one'] }),
            },
            {
              guard: ({ event }) => event.payload.digit === '2',
              target: 'open',
              actions: assign(() => {
                throw new Error('the assign broke');
              }),
            },
            {
              guard: ({ event }) => event.payload.digit === '3',
              actions: speak(() => {
                throw new Error('the params broke');
              }),
            },
            { guard: ({ event }) => event.payload.digit === '4', target: 'circle' },
            {
              guard: ({ event }) => event.payload.digit === '5',
              actions: assign({ bulk: () => 'x'.repeat(5_000_000) }),
            },
            {
              guard: ({ event }) => event.payload.digit === '6',
              actions: assign({ bulk: () => new Date(0) as unknown as string }),
            },
            { guard: 'breaks', target: 'open' },
          ],
        },
      },
      circle: { always: 'back' },
      back: { always: 'circle' },
    },
  }),
});

describe('contract 10: a flow that throws', () => {
  test.each([
    ['a guard', '9', 'the guard broke'],
    ['an assign', '2', 'the assign broke'],
    ['params', '3', 'the params broke'],
    ['a circle of always', '4', ''],
    ['a context that is no JSON', '6', ''],
  ])(
    '%s: the step is undone, its id and the stack are kept, the fallback speaks, other calls go on',
    async (_what, digit, why) => {
      const rig = await startRig(fragile);
      await rig.ringAndAnswer('A');
      await rig.ringAndAnswer('B');
      await rig.webhook('call.dtmf.received', 'A', { digit: '1' });
      const receipts = await Promise.all([
        rig.webhook('call.dtmf.received', 'A', { digit }, 'the bad key'),
        rig.webhook('call.dtmf.received', 'B', { digit: '1' }),
      ]);
      await rig.settle();
      expect(receipts).toEqual(['accepted', 'accepted']);
      expect(await rig.webhook('call.dtmf.received', 'A', { digit }, 'the bad key')).toBe('duplicate');
      const broken = await rig.state('call-1');
      expect(broken).toMatchObject({
        phase: 'fallback',
        machine: { value: 'open', context: { notes: ['one'], bulk: '' } },
      });
      expect(broken.failure).toContain(why);
      const entry = (await rig.journal('call-1')).find((one) => one.input.id === 'the bad key');
      expect(entry).toMatchObject({ outcome: 'rolled_back', note: expect.stringContaining(why) as string });
      expect(await rig.state('call-2')).toMatchObject({ phase: 'active', machine: { context: { notes: ['one'] } } });
      expect(rig.carrier.of('speak').map((one) => one.leg)).toEqual(['A']);
    },
  );

  test('a state too large to be stored is a failure of its call, and of no other in the same commit', async () => {
    const rig = await startRig(fragile);
    await rig.ringAndAnswer('A');
    await rig.ringAndAnswer('B');
    const receipts = await Promise.all([
      rig.webhook('call.dtmf.received', 'B', { digit: '1' }),
      rig.webhook('call.dtmf.received', 'A', { digit: '5' }, 'too much'),
      rig.webhook('call.dtmf.received', 'B', { digit: '1' }),
    ]);
    await rig.settle();
    expect(receipts).toEqual(['accepted', 'accepted', 'accepted']);
    expect(await rig.state('call-1')).toMatchObject({ phase: 'fallback', machine: { context: { bulk: '' } } });
    expect((await rig.state('call-1')).failure).toContain('more than');
    expect(await rig.state('call-2')).toMatchObject({
      phase: 'active',
      machine: { context: { notes: ['one', 'one'] } },
    });
    expect(await rig.webhook('call.dtmf.received', 'A', { digit: '5' }, 'too much')).toBe('duplicate');
    expect(rig.carrier.of('speak').map((one) => one.leg)).toEqual(['A']);
  });

  test('a flow whose very first step is too large: the caller is refused instead of left ringing', async () => {
    const huge = loadFlow(
      setup({
        types: { context: {} as { bulk: string }, events: {} as CallEvents },
        actions: callActions,
      }).createMachine({
        id: 'huge',
        version: '1',
        context: () => ({ bulk: 'x'.repeat(5_000_000) }),
        initial: 'answering',
        states: { answering: { entry: answer() } },
      }),
    );
    const rig = await startRig(huge);
    expect(await rig.ring('A')).toBe('accepted');
    await rig.settle();
    expect(rig.carrier.names).toEqual(['reject']);
    const error: unknown = await rig.runtime.startCall({ flow: 'huge', key: 'k' }).catch((it) => it);
    expect(error).toMatchObject({ code: 'store.too_large' });
  });
});
