/**
 * Contract 12: flows have versions from the first day.
 */
import { describe, expect, test } from 'vitest';
import { fromPromise, setup } from 'xstate';
import { answer, type CallEvents, callActions, type Flow, loadFlow, speak } from 'callchart';
import { type Rig, startRig } from '../rig.ts';

/** A flow that says its version when a key is pressed. */
function version(number: string, more: Readonly<Record<string, object>> = {}): Flow {
  return loadFlow(
    setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
      id: 'desk',
      version: number,
      initial: 'answering',
      states: {
        answering: { entry: answer(), on: { 'call.answered': 'open' } },
        open: { on: { 'call.dtmf.received': 'saying' }, after: { 20_000: 'saying' } },
        saying: { entry: speak({ payload: `version ${number}`, voice: 'female' }) },
        ...more,
      },
    }),
  );
}

const said = (rig: Rig): readonly unknown[] => rig.carrier.of('speak').map((one) => one.body['payload']);

describe('contract 12: a call stays on the flow that it began with', () => {
  test('two versions side by side: old calls take the old one, new calls the new one', async () => {
    const rig = await startRig(version('1'));
    await rig.ringAndAnswer('A');
    rig.runtime.addFlow(version('2'));
    await rig.ringAndAnswer('B');
    for (const leg of ['A', 'B']) await rig.webhook('call.dtmf.received', leg, { digit: '1' });
    await rig.settle();
    expect(said(rig)).toEqual(['version 1', 'version 2']);
    expect((await rig.runtime.calls()).map((call) => call.version).toSorted()).toEqual(['1', '2']);
    expect(rig.runtime.flows().map((flow) => flow.version)).toEqual(['2']);
  });

  test('over a restart as well, and the same version with another structure is another flow', async () => {
    const old = version('1');
    const rig = await startRig(old);
    await rig.ringAndAnswer('A');
    const changed = version('1', { extra: {} });
    expect(changed.hash).not.toBe(old.hash);
    await rig.crash({ flows: [old, changed] });
    await rig.ringAndAnswer('B');
    const flows = await Promise.all(['call-1', 'call-2'].map(async (callId) => (await rig.state(callId)).flow.hash));
    expect(flows).toEqual([old.hash, changed.hash]);
  });
});

describe('contract 12: the flow of a call is gone', () => {
  test('by default the fallback takes the call over at its next input, once', async () => {
    const rig = await startRig(version('1'));
    await rig.ringAndAnswer('A');
    await rig.crash({ flows: [version('2')] });
    await rig.webhook('call.dtmf.received', 'A', { digit: '1' });
    await rig.webhook('call.dtmf.received', 'A', { digit: '2' });
    await rig.settle();
    expect(said(rig)).toEqual(['We are sorry, something went wrong. Please call again later.']);
    expect(await rig.state()).toMatchObject({ phase: 'fallback', failure: 'flow desk@1 is not loaded any more' });
  });

  test('nobody has to press a key: its own timer is such an input', async () => {
    const rig = await startRig(version('1'));
    await rig.ringAndAnswer('A');
    await rig.crash({ flows: [version('2')] });
    await rig.clock.advance(60_000);
    expect(rig.carrier.names.slice(0, 3)).toEqual(['answer', 'speak', 'hangup']);
  });

  test('the report of such a call is owed all the same', async () => {
    const told: string[] = [];
    const completed = ({ result }: { result: string }) => void told.push(result);
    const rig = await startRig(version('1'), { completed });
    await rig.ringAndAnswer('A');
    await rig.crash({ flows: [version('2')] });
    await rig.webhook('call.hangup', 'A', { hangup_cause: 'normal_clearing' });
    await rig.clock.advance(300_000);
    expect(told).toEqual(['failed']);
  });

  test('held: its webhooks are refused for now, until the version is loaded again; other calls go on', async () => {
    const rig = await startRig(version('1'));
    await rig.ringAndAnswer('A');
    const restarted = version('2');
    await rig.crash({ flows: [restarted], missingFlow: 'hold' });
    const press = () => rig.webhook('call.dtmf.received', 'A', { digit: '1' }, 'the key');
    await expect(press()).rejects.toMatchObject({ code: 'flow.missing', retryable: true });
    await rig.ringAndAnswer('B');
    // The held call's own timer is long due; the new call's fires in time all the same.
    await rig.clock.advance(20_000);
    expect(said(rig)).toEqual(['version 2']);
    await expect(press()).rejects.toMatchObject({ code: 'flow.missing' });
    rig.runtime.addFlow(version('1'));
    await rig.clock.advance(1_000);
    expect(said(rig)).toEqual(['version 2', 'version 1']);
    expect(await press()).toBe('accepted');
  });

  test('six hundred held calls with overdue timers do not keep a new call from its own', async () => {
    const rig = await startRig(version('1'));
    await Promise.all(Array.from({ length: 600 }, (_one, index) => rig.ring(`held-${index}`)));
    await rig.settle();
    await Promise.all(Array.from({ length: 600 }, (_one, index) => rig.webhook('call.answered', `held-${index}`)));
    await rig.crash({ flows: [version('2')], missingFlow: 'hold' });
    await rig.clock.advance(25_000);
    await rig.ringAndAnswer('new');
    await rig.clock.advance(21_000);
    expect(said(rig)).toEqual(['version 2']);
  });

  test('held: a task waits for its flow instead of failing', async () => {
    const task = loadFlow(
      setup({
        types: { events: {} as CallEvents },
        actions: callActions,
        actors: { look: fromPromise(async () => Promise.resolve('found')) },
      }).createMachine({
        id: 'desk',
        version: '1',
        initial: 'looking',
        states: { looking: { invoke: { id: 'look', src: 'look', onDone: 'found' } }, found: {} },
      }),
    );
    const rig = await startRig(task);
    // The process dies with the first commit: the task has not begun.
    rig.store.afterCommit = () => rig.kill();
    void rig.ring('A');
    await rig.settle();
    rig.store.afterCommit = () => {};
    await rig.revive({ flows: [version('2')], missingFlow: 'hold' });
    await rig.clock.advance(5_000);
    expect((await rig.state()).phase).toBe('active');
    rig.runtime.addFlow(task);
    await rig.clock.advance(20_000);
    expect((await rig.state()).machine.value).toBe('found');
  });
});
