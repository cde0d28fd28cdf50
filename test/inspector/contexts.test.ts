/** Contexts that nobody saw are found out; those that may hold private digits are not told, nor the digits anywhere. */
import { afterEach, expect, test } from 'vitest';
import { assign, setup } from 'xstate';
import {
  answer,
  callActions,
  type CallEvents,
  type Flow,
  gatherUsingSpeak,
  loadFlow,
  MemoryStore,
  type Runtime,
} from 'callchart';
import { simulate } from 'callchart/testing';
import { startInspector } from '../../src/inspector/start-inspector.ts';
import type { StepView } from '../../src/inspector/wire.ts';
import { heard, listen } from './listen.ts';

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Keeps what was keyed. */
function keeping({ sensitive }: { sensitive: boolean }): Flow {
  const ask = {
    payload: 'Your number, please.',
    voice: 'female',
    minimum_digits: 4,
    maximum_digits: 5,
    sensitive,
  } as const;
  return loadFlow(
    setup({
      types: { context: {} as { keyed: string; asked: number }, events: {} as CallEvents },
      actions: { ...callActions, keep: assign({ keyed: ({ event }) => JSON.stringify(event) }) },
    }).createMachine({
      id: 'keeping',
      version: '1',
      context: { keyed: '', asked: 0 },
      initial: 'answering',
      states: {
        answering: { entry: answer(), on: { 'call.answered': { target: 'asking', actions: assign({ asked: 1 }) } } },
        asking: { entry: gatherUsingSpeak(ask), on: { 'call.gather.ended': { target: 'asked', actions: 'keep' } } },
        asked: { after: { 60_000: 'done' } },
        done: { type: 'final' },
      },
    }),
  );
}

/** A call that keys 83914, and an inspector that is there from its beginning or comes afterwards. */
async function called(
  flow: Flow,
  inspectorComes: 'first' | 'last',
): Promise<{ url: string; callId: string; seqs: number }> {
  const line = await simulate(flow, { runtime: { store: new MemoryStore() }, restartEachStep: false });
  closing.push(() => line.close());
  const open = async (runtime: Runtime): Promise<string> => {
    const inspector = await startInspector({ runtime, statelyFull: true, simulator: line.simulator });
    closing.push(() => inspector.close());
    return inspector.url;
  };
  const early = inspectorComes === 'first' ? await open(line.runtime) : undefined;
  const caller = line.call({ from: '+15550199' });
  await line.until('gatherUsingSpeak');
  await line.advance(3_000);
  caller.press('83914#', { gapMs: 200 });
  await line.advance(10_000);
  expect(await line.value()).toBe('asked');
  const { callId } = await line.state();
  return { url: early ?? (await open(line.runtime)), callId, seqs: (await line.journal()).length };
}

async function stepsOf(url: string, callId: string, seqs: number): Promise<readonly StepView[]> {
  const steps: StepView[] = [];
  await listen(url, `/api/events?call=${callId}`, (name, data) => {
    if (name === 'steps') steps.push(...(data as StepView[]));
    return steps.at(-1)?.seq === seqs;
  });
  return steps;
}

test.each(['first', 'last'] as const)('contexts are known to an inspector that came %s', async (comes) => {
  const { url, callId, seqs } = await called(keeping({ sensitive: false }), comes);
  const steps = await stepsOf(url, callId, seqs);
  expect(steps.map(({ context }) => context === undefined)).not.toContain(true);
  const asking = steps.find(({ from, to }) => from === 'answering' && to === 'asking');
  expect(asking?.changes).toEqual([{ path: 'asked', before: 0, after: 1 }]);
  const kept = steps.find(({ from, to }) => from === 'asking' && to === 'asked');
  expect(kept?.changes?.map(({ path }) => path)).toEqual(['keyed']);
  expect(JSON.stringify(kept?.context)).toContain('83914');
});

test.each(['first', 'last'] as const)(
  'private digits reach no page, though the flow keeps them; it came %s',
  async (comes) => {
    const { url, callId, seqs } = await called(keeping({ sensitive: true }), comes);
    const steps = await stepsOf(url, callId, seqs);
    expect(steps.find(({ from, to }) => from === 'answering' && to === 'asking')?.context).not.toEqual({
      keyed: '',
      asked: 0,
    });
    const everything = [
      JSON.stringify(steps),
      await heard(url, `/api/events?call=${callId}`, (_name, all) => /^state /m.test(all) && /^phone /m.test(all)),
      await heard(url, `/api/stately?call=${callId}`, (name) => name === 'message'),
      await (await fetch(new URL(`/api/test?call=${callId}`, url))).text(),
      await (await fetch(new URL('/api/calls', url))).text(),
    ];
    for (const told of everything) {
      expect(told.length).toBeGreaterThan(2);
      expect(told).not.toContain('83914');
    }
  },
);
