/**
 * Contract 8: no zombie, no ghost. Whatever happens, every leg ends, every call closes, and is reported.
 */
import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import {
  answer,
  type CallEvents,
  callActions,
  type CompletedCall,
  dial,
  enqueue,
  type Flow,
  type FlowOptions,
  loadFlow,
  speak,
  startRecording,
  transfer,
} from 'callchart';
import { simulate, type Simulation } from 'callchart/testing';
import * as consult from '../../../examples/consult/flow.ts';
import * as reminder from '../../../examples/reminder/flow.ts';
import * as ringGroup from '../../../examples/ring-group/flow.ts';
import * as frontDesk from '../../flow/design-flow.ts';
import { keypad } from '../flows.ts';
import { startRig } from '../rig.ts';
import { everyStore } from '../stores.ts';

const call = setup({ types: { events: {} as CallEvents<'agent' | 'target'> }, actions: callActions });

/** One state on top of an answered call. */
function answered(id: string, state: object, options: FlowOptions = {}): Flow {
  const states = {
    answering: { entry: answer(), on: { 'call.answered': 'open' } },
    open: state,
    done: { type: 'final' as const },
  };
  return loadFlow({ default: call.createMachine({ id, version: '1', initial: 'answering', states }), options });
}

const alive = (line: Simulation): readonly string[] =>
  line.simulator
    .legs()
    .filter((leg) => leg.signalling !== 'ended')
    .map((leg) => leg.name);

describe('contract 8: every leg ends', () => {
  const flows = { frontDesk, consult, ringGroup };
  const ends = ['busy', 'no answer', 'decline', { does: 'answer', afterMs: 2_000 }, 'voicemail'] as const;
  for (const [name, module] of Object.entries(flows))
    test.each(ends.map((end) => [typeof end === 'string' ? end : 'answers', end] as const))(
      `${name}, the other end %s, the caller hangs up at any moment`,
      async (_what, end) => {
        for (let afterMs = 0; afterMs < 40_000; afterMs += 4_003) {
          const line = await simulate(loadFlow(module), { simulator: { timing: 'realistic' } });
          line.simulator.onDial(() => end);
          const caller = line.call();
          await line.advance(3_000);
          caller.press('1');
          await line.advance(afterMs);
          caller.hangUp();
          await line.advance(400_000);
          expect(alive(line), `after ${afterMs} ms\n${line.ladder()}`).toEqual([]);
          expect((await line.state()).phase, `after ${afterMs} ms\n${line.ladder()}`).toBe('closed');
          await line.close();
        }
      },
    );

  test('the caller hangs up unhandled while a dial rings and another has no answer yet: both are hung up', async () => {
    const line = await simulate(answered('ringing', { entry: dial({ as: 'agent', to: ['+15550101', '+15550102'] }) }));
    line.simulator.faults.command({ name: 'dial', nth: 2 }, 'answer lost');
    line.simulator.onDial(() => 'no answer');
    const caller = line.call();
    await line.until('dial');
    caller.hangUp();
    await line.advance(180_000);
    expect(alive(line)).toEqual([]);
    expect(line.commands.filter((command) => command === 'hangup').length).toBeGreaterThanOrEqual(2);
    expect((await line.state()).phase).toBe('closed');
    await line.close();
  });

  test('a leg whose hangup was lost is found out by asking, and its end is made', async () => {
    const line = await simulate(answered('waiting', { on: { 'leg.silent': {} } }));
    line.simulator.faults.webhook({ name: 'call.hangup' }, 'drop');
    const caller = line.call();
    await line.advance(5_000);
    caller.hangUp();
    await line.advance(20 * 60_000);
    expect((await line.state()).legs[0]).toMatchObject({ signalling: 'ended' });
    await line.advance(180_000);
    expect((await line.state()).phase).toBe('closed');
    await line.close();
  });

  test.each(['drop', 'keep'] as const)(
    'also at once after an outage in which the caller left (hangup: %s)',
    async (fate) => {
      const line = await simulate(answered('waiting', { on: { 'leg.silent': {} } }));
      const caller = line.call();
      await line.advance(5_000);
      if (fate === 'drop') line.simulator.faults.webhook({ name: 'call.hangup' }, 'drop');
      caller.hangUp();
      await line.advance(30_000);
      await line.crash();
      await line.advance(10_000);
      expect((await line.state()).legs[0]).toMatchObject({ signalling: 'ended' });
      await line.close();
    },
  );

  test('four hours are the end of everything, also of what nobody can be asked about', async () => {
    const rig = await startRig(keypad);
    rig.carrier.alive = () => undefined;
    await rig.ring();
    await rig.clock.advance(4 * 3_600_000);
    expect(rig.carrier.names).toContain('hangup');
    await rig.clock.advance(120_000 + 60_000);
    expect((await rig.state()).phase).toBe('closed');
    expect(rig.clock.waiting).toBeLessThanOrEqual(1);
  });
});

describe('contract 8: a flow that is over hangs up what nothing holds', () => {
  test('after what is being said has been said', async () => {
    const line = await simulate(
      answered('bye', { entry: speak({ payload: 'Bye.', voice: 'female' }), always: 'done' }),
      {
        simulator: { timing: 'realistic' },
      },
    );
    line.call();
    await line.untilOver();
    const rungs = line.simulator.log.map((rung) => rung.name);
    expect(rungs.indexOf('hangup')).toBeGreaterThan(rungs.indexOf('call.speak.ended'));
    expect(alive(line)).toEqual([]);
    await line.close();
  });

  test('not a leg that is bridged, or whose transfer is on its way', async () => {
    const line = await simulate(answered('away', { entry: transfer({ to: '+15550100' }), always: 'done' }));
    line.simulator.onDial(() => ({ does: 'answer', afterMs: 5_000 }));
    const caller = line.call();
    await line.advance(60_000);
    expect(alive(line)).toEqual(['A', 'B']);
    caller.hangUp();
    await line.advance(300_000);
    expect(alive(line)).toEqual([]);
    expect((await line.state()).phase).toBe('closed');
    await line.close();
  });

  test('not a leg that waits in a queue; not with keepLegs', async () => {
    const queued = answered('queued', { entry: enqueue({ queue_name: 'sales' }), always: 'done' });
    const kept = answered('kept', { always: 'done' }, { keepLegs: true });
    for (const flow of [queued, kept]) {
      const line = await simulate(flow);
      const caller = line.call();
      await line.advance(60_000);
      expect(alive(line), flow.id).toEqual(['A']);
      caller.hangUp();
      await line.advance(300_000);
      expect((await line.state()).phase, flow.id).toBe('closed');
      await line.close();
    }
  });
});

describe('contract 8: a call without a live leg', () => {
  test('stays open while a timer is pending: the redial in ten minutes', async () => {
    const line = await simulate(loadFlow(reminder));
    line.simulator.onDial('+15550110', ['busy', { does: 'answer', afterMs: 2_000, hangsUpAfterMs: 60_000 }]);
    const started = line.runtime.startCall({ flow: 'reminder', key: 'k', input: { to: '+15550110', text: 'Hi.' } });
    await Promise.all([started, line.advance(300_000)]);
    expect(await line.state()).toMatchObject({ phase: 'active', machine: { value: 'later' } });
    await line.crash();
    await line.advance(400_000);
    expect(line.commands.filter((command) => command === 'dial')).toHaveLength(2);
    expect((await line.state()).legs.map((leg) => leg.first)).toEqual([true, true]);
    await line.advance(600_000);
    expect((await line.state()).phase).toBe('closed');
    await line.close();
  });

  test('takes late webhooks in while its window runs, and closes then', async () => {
    const told: CompletedCall[] = [];
    const flow = answered('taped', {
      entry: startRecording({ format: 'mp3', channels: 'single' }),
      on: { 'leg.silent': {} },
    });
    const line = await simulate(flow, { runtime: { completed: (one) => void told.push(one) } });
    line.simulator.faults.webhook({ name: 'call.recording.saved' }, { delayMs: 60_000 });
    const caller = line.call();
    await line.advance(10_000);
    caller.hangUp();
    await line.advance(30_000);
    expect((await line.state()).phase).not.toBe('closed');
    expect(told).toEqual([]);
    await line.advance(300_000);
    expect((await line.state()).phase).toBe('closed');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      result: 'ended',
      legs: [{ id: 'caller#1', direction: 'incoming', hangupCause: 'normal_clearing' }],
      recordings: [{ leg: 'caller#1' }],
    });
    await line.close();
  });
});

describe('contract 8: the completed hook', () => {
  const hangUp = async (rig: Awaited<ReturnType<typeof startRig>>): Promise<void> => {
    await rig.ring();
    await rig.webhook('call.hangup', 'A', { hangup_cause: 'normal_clearing' });
    await rig.clock.advance(130_000);
  };

  test('is told once, and again until it succeeds', async () => {
    const times: number[] = [];
    const rig = await startRig(keypad, {
      completed: async () => {
        times.push(rig.clock.now());
        if (times.length < 4) throw new Error('the billing system is down');
        return Promise.resolve();
      },
    });
    await hangUp(rig);
    await rig.clock.advance(3_600_000);
    expect(times.slice(1).map((at, index) => at - (times[index] ?? 0))).toEqual([1_000, 2_000, 4_000]);
    expect((await rig.state()).reported).toBe(true);
    await rig.crash();
    await rig.clock.advance(3_600_000);
    expect(times).toHaveLength(4);
  });

  test.each(everyStore)(
    'also by the next process, when this one dies before it has succeeded: %s',
    async (_name, open) => {
      const kept = await open();
      let told = 0;
      const rig = await startRig(
        keypad,
        { completed: () => (++told < 3 ? new Promise(() => {}) : Promise.resolve()) },
        kept.store,
      );
      await hangUp(rig);
      for (const count of [2, 3, 3]) {
        await kept.crash(rig);
        await rig.clock.advance(1_000);
        expect(told).toBe(count);
      }
      await kept.remove();
    },
  );
});
