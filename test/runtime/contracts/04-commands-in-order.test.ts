/**
 * Contract 4: commands leave in order per leg, after the commit, under one id for ever.
 */
import { describe, expect, test } from 'vitest';
import { assign, setup } from 'xstate';
import {
  answer,
  bridge,
  type CallEvents,
  callActions,
  dial,
  hangup,
  leg,
  loadFlow,
  speak,
  startSiprec,
  stopPlayback,
  updateClientState,
} from 'callchart';
import type { CommandOutcome } from 'callchart/carrier';
import { type Rig, startRig } from '../rig.ts';
import { failures } from '../scripted-carrier.ts';
import { gate } from '../watched-store.ts';

const call = setup({
  types: { context: {} as { failed: string[] }, events: {} as CallEvents<'agent'> },
  actions: {
    ...callActions,
    note: assign({
      failed: ({ context, event }) => [...context.failed, (event as { reason?: string }).reason ?? event.type],
    }),
  },
});

/** One flow for most of it: what is pressed decides what is asked for. */
const desk = loadFlow(
  call.createMachine({
    id: 'desk',
    version: '1',
    context: { failed: [] },
    initial: 'answering',
    on: { 'command.failed.*': { actions: 'note' }, 'leg.silent': {} },
    states: {
      answering: { entry: answer(), on: { 'call.answered': 'open' } },
      open: {
        on: {
          'call.dtmf.received': [
            { guard: ({ event }) => event.payload.digit === '1', target: 'talking' },
            { guard: ({ event }) => event.payload.digit === '2', target: 'dialling' },
            { guard: ({ event }) => event.payload.digit === '3', actions: startSiprec({ connector_name: 'tape' }) },
            { guard: ({ event }) => event.payload.digit === '4', actions: stopPlayback() },
            { guard: ({ event }) => event.payload.digit === '5', actions: updateClientState({ client_state: 'bWU=' }) },
            { guard: ({ event }) => event.payload.digit === '6', actions: hangup() },
          ],
        },
      },
      talking: {
        entry: [speak({ payload: 'one', voice: 'female' }), speak({ payload: 'two', voice: 'female' })],
        on: {
          'call.dtmf.received': [
            { guard: ({ event }) => event.payload.digit === '9', actions: hangup() },
            { target: 'open' },
          ],
          'command.succeeded.speak': { actions: 'note' },
        },
      },
      dialling: {
        entry: dial({
          as: 'agent',
          to: ['+15550101', '+15550102', '+15550103'],
          from: '+15550100',
          connection_id: '1',
        }),
        on: {
          'agent.call.answered': { actions: bridge({ call_control_id: leg('agent') }) },
          'call.dtmf.received': { actions: hangup({ leg: 'agent' }) },
        },
      },
    },
  }),
);

const payloads = (rig: Rig): readonly unknown[] => rig.carrier.of('speak').map((one) => one.body['payload']);
const press = (rig: Rig, digit: string) => rig.webhook('call.dtmf.received', 'A', { digit });
const failed = async (rig: Rig): Promise<unknown> => (await rig.state()).machine.context['failed'];

/** Dies when the nth command of that name has reached the carrier: nobody hears the answer. */
function dieAt(rig: Rig, command: string, nth = 1): void {
  rig.carrier.answer = (one, count) => {
    if (one.command !== command || count !== nth) return undefined;
    rig.kill();
    return new Promise(() => {});
  };
}

async function standing(): Promise<Rig> {
  const rig = await startRig(desk);
  await rig.ringAndAnswer('A');
  return rig;
}

describe('contract 4: in order, per leg, after the commit', () => {
  test('the second command of a leg leaves when the first one has its outcome', async () => {
    const rig = await standing();
    const { wait, open } = gate();
    rig.carrier.answer = (one) => (one.body['payload'] === 'one' ? wait().then(() => undefined) : undefined);
    await press(rig, '1');
    await rig.clock.advance(2_000);
    expect(payloads(rig)).toEqual(['one']);
    open();
    await rig.settle();
    expect(payloads(rig)).toEqual(['one', 'two']);
  });

  test('a slow leg holds up no other', async () => {
    const rig = await standing();
    await rig.ringAndAnswer('B');
    rig.carrier.answer = (one) => (one.leg === 'A' ? new Promise(() => {}) : undefined);
    await press(rig, '1');
    await rig.webhook('call.dtmf.received', 'B', { digit: '1' });
    await rig.settle();
    expect(rig.carrier.of('speak').map((one) => [one.leg, one.body['payload']])).toEqual([
      ['A', 'one'],
      ['B', 'one'],
      ['B', 'two'],
    ]);
  });

  test('hangup overtakes: what waits for the leg is dropped', async () => {
    const rig = await standing();
    const { wait, open } = gate();
    rig.carrier.answer = (one) => (one.body['payload'] === 'one' ? wait().then(() => undefined) : undefined);
    await press(rig, '1');
    await press(rig, '9');
    await rig.settle();
    expect(rig.carrier.names).toEqual(['answer', 'speak', 'hangup']);
    open();
    await rig.clock.advance(1_000);
    expect(rig.carrier.names).toEqual(['answer', 'speak', 'hangup']);
  });

  test('a command that names a second leg waits until that leg is known', async () => {
    const rig = await standing();
    rig.carrier.answer = (one) => (one.command === 'dial' ? new Promise<undefined>(() => {}) : undefined);
    await press(rig, '2');
    await rig.settle();
    const [first] = rig.carrier.of('dial');
    const client_state = first?.body['client_state'];
    await rig.webhook('call.initiated', 'phone 1', { client_state, direction: 'outgoing' });
    await rig.webhook('call.answered', 'phone 1', { client_state });
    await rig.settle();
    expect(rig.carrier.of('bridge').map((one) => [one.leg, one.body['call_control_id']])).toEqual([['A', 'phone 1']]);
  });
});

describe('contract 4: dials', () => {
  test('a list of numbers is a leg for each, each with its own id', async () => {
    const rig = await standing();
    await press(rig, '2');
    await rig.settle();
    const dials = rig.carrier.of('dial');
    expect(dials.map((one) => one.body['to'])).toEqual(['+15550101', '+15550102', '+15550103']);
    expect(new Set(dials.map((one) => one.id)).size).toBe(3);
    const legs = (await rig.state()).legs.map((one) => [one.id, one.callControlId]);
    expect(legs.slice(1)).toEqual([
      ['agent#1', 'dialled-1'],
      ['agent#2', 'dialled-2'],
      ['agent#3', 'dialled-3'],
    ]);
  });

  test('30 a second and 150 in any five seconds, over all calls, in order, and none is lost', async () => {
    const outbound = loadFlow(
      setup({ actions: callActions }).createMachine({
        id: 'outbound',
        version: '1',
        initial: 'dialling',
        states: { dialling: { entry: dial({ to: '+15550101', from: '+15550100', connection_id: '1' }) } },
      }),
    );
    const rig = await startRig(outbound);
    await Promise.all(
      Array.from({ length: 400 }, (_one, at) => rig.runtime.startCall({ flow: 'outbound', key: `${at}` })),
    );
    await rig.clock.advance(20_000);
    const times = rig.carrier.of('dial').map((one) => one.at);
    expect(times).toHaveLength(400);
    expect(new Set(rig.carrier.of('dial').map((one) => one.id)).size).toBe(400);
    const within = (ms: number): number =>
      Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + ms).length));
    expect(within(1_000)).toBeLessThanOrEqual(30);
    expect(within(5_000)).toBeLessThanOrEqual(150);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThanOrEqual(14_000);
  });

  test('its answer may come before or after call.initiated: one leg either way', async () => {
    for (const early of [true, false]) {
      const rig = await standing();
      const { wait, open } = gate();
      rig.carrier.answer = (one) => (one.command === 'dial' && early ? wait().then(() => undefined) : undefined);
      await press(rig, '2');
      await rig.settle();
      const client_state = rig.carrier.of('dial')[0]?.body['client_state'];
      await rig.webhook('call.initiated', 'dialled-1', { client_state, direction: 'outgoing' });
      open();
      await rig.settle();
      const legs = (await rig.state()).legs;
      expect(legs.map((one) => one.id)).toEqual(['caller#1', 'agent#1', 'agent#2', 'agent#3']);
      expect(legs[1]).toMatchObject({ callControlId: 'dialled-1', signalling: 'alerting' });
    }
  });

  test('one that nobody wants any more is hung up as soon as its id is known', async () => {
    const rig = await standing();
    const { wait, open } = gate();
    rig.carrier.answer = (one) => (one.command === 'dial' ? wait().then(() => undefined) : undefined);
    await press(rig, '2');
    await rig.settle();
    await press(rig, '0');
    await rig.settle();
    expect(rig.carrier.of('hangup')).toEqual([]);
    open();
    await rig.settle();
    expect(rig.carrier.of('hangup').map((one) => one.leg)).toEqual(['dialled-1', 'dialled-2', 'dialled-3']);
  });

  test('one that nobody wants any more when its turn comes is not made', async () => {
    const rig = await startRig(desk, { limits: { dialsPerSecond: 1 } });
    await rig.ringAndAnswer('A');
    await press(rig, '2');
    await rig.settle();
    await press(rig, '0');
    await rig.clock.advance(5_000);
    expect(rig.carrier.of('dial')).toHaveLength(1);
    expect(rig.carrier.of('hangup').map((one) => one.leg)).toEqual(['dialled-1']);
  });

  test('one that was not attempted before a crash is made after it, however long that took', async () => {
    const rig = await startRig(desk, { limits: { dialsPerSecond: 1 } });
    await rig.ringAndAnswer('A');
    await press(rig, '2');
    await rig.settle();
    expect(rig.carrier.of('dial')).toHaveLength(1);
    rig.kill();
    await rig.clock.advance(600_000);
    await rig.revive();
    await rig.clock.advance(5_000);
    expect(rig.carrier.of('dial').map((one) => one.body['to'])).toEqual(['+15550101', '+15550102', '+15550103']);
  });
});

describe('contract 4: a crash sends the same command again, never a second one', () => {
  test('killed before or after any commit and any command: the same ids, all of them, each with one body', async () => {
    const play = async (killAt: number): Promise<{ rig: Rig; points: number }> => {
      const rig = await startRig(desk);
      let points = 0;
      const point = (): Promise<void> | undefined => {
        if (points++ !== killAt) return undefined;
        rig.kill();
        return new Promise(() => {});
      };
      rig.store.beforeCommit = point;
      rig.store.afterCommit = point;
      rig.carrier.answer = () => point()?.then(() => undefined);
      const deliver = async (type: string, payload: object, id: string): Promise<void> => {
        const taken = rig.webhook(type, 'A', { ...payload }, id);
        let isTaken = false;
        void taken.then(() => (isTaken = true));
        await rig.settle();
        if (isTaken) return;
        await rig.crash();
        await rig.webhook(type, 'A', { ...payload }, id);
        await rig.settle();
      };
      await deliver('call.initiated', { direction: 'incoming', from: '+1', to: '+2' }, 'h1');
      await deliver('call.answered', {}, 'h2');
      await deliver('call.dtmf.received', { digit: '1' }, 'h3');
      await deliver('call.dtmf.received', { digit: '0' }, 'h4');
      await deliver('call.dtmf.received', { digit: '2' }, 'h5');
      await rig.clock.advance(1_000);
      if (points > killAt) await rig.crash();
      await rig.clock.advance(5_000);
      return { rig, points };
    };
    const clean = await play(Infinity);
    const idsOf = (rig: Rig): readonly string[] => [
      ...new Set(rig.carrier.arrived.map((one) => `${one.command} ${one.id}`)),
    ];
    expect(idsOf(clean.rig)).toHaveLength(6);
    for (let killAt = 0; killAt < clean.points; killAt++) {
      const { rig } = await play(killAt);
      const about = `killed at point ${killAt} of ${clean.points}`;
      expect(
        idsOf(rig).map((it) => it.split(' ')[0]),
        about,
      ).toEqual(idsOf(clean.rig).map((it) => it.split(' ')[0]));
      for (const id of new Set(rig.carrier.arrived.map((one) => one.id))) {
        const bodies = rig.carrier.arrived.filter((one) => one.id === id).map((one) => JSON.stringify(one.body));
        expect(new Set(bodies).size, about).toBe(1);
      }
      const calls = await rig.runtime.calls();
      expect(calls, about).toHaveLength(1);
      const callId = calls[0]?.callId;
      expect(await rig.state(callId), about).toMatchObject({ machine: { value: 'dialling' }, commands: [] });
      const journal = await rig.journal(callId);
      expect(
        journal.map((entry) => entry.seq),
        about,
      ).toEqual(journal.map((_entry, at) => at + 1));
      const hooks = journal.filter((entry) => entry.input.kind === 'webhook').map((entry) => entry.input.id);
      expect(hooks, about).toEqual(['h1', 'h2', 'h3', 'h4', 'h5']);
    }
  });

  test('a process that comes back within the time sends it again under its id', async () => {
    const rig = await standing();
    dieAt(rig, 'speak');
    await press(rig, '1');
    await rig.clock.advance(50_000);
    rig.carrier.answer = () => undefined;
    await rig.revive();
    const [first, second] = rig.carrier.of('speak');
    expect([second?.id, second?.body]).toEqual([first?.id, first?.body]);
    expect(payloads(rig)).toEqual(['one', 'one', 'two']);
  });

  test('Telnyx forgets an id after 60 s: what may have been sent earlier is reported, not sent again', async () => {
    const rig = await standing();
    dieAt(rig, 'speak');
    await press(rig, '1');
    await rig.clock.advance(61_000);
    rig.carrier.answer = () => undefined;
    await rig.revive();
    await rig.settle();
    expect(payloads(rig)).toEqual(['one', 'two']);
    expect(await failed(rig)).toEqual(['unknown_outcome', 'command.succeeded.speak']);
  });

  test('also when a webhook comes in before the legs have been asked after', async () => {
    const rig = await standing();
    dieAt(rig, 'speak');
    await press(rig, '1');
    await rig.clock.advance(61_000);
    rig.carrier.answer = () => undefined;
    const { wait, open } = gate();
    rig.carrier.status = async () => {
      await wait();
      return { alive: true, callLegId: undefined, callSessionId: undefined, clientState: undefined };
    };
    await rig.revive();
    await rig.webhook('call.machine.detection.ended', 'A', { result: 'human' });
    await rig.settle();
    open();
    await rig.settle();
    expect(payloads(rig)).toEqual(['one', 'two']);
  });

  test('one that has no command_id is reported at once', async () => {
    const rig = await standing();
    dieAt(rig, 'startSiprec');
    await press(rig, '3');
    await rig.settle();
    await rig.revive();
    expect(rig.carrier.of('startSiprec')).toHaveLength(1);
    expect(await failed(rig)).toEqual(['unknown_outcome']);
  });

  test.each([
    ['stopPlayback', '4'],
    ['updateClientState', '5'],
    ['hangup', '6'],
  ])('%s is harmless to repeat, and always is', async (command, digit) => {
    const rig = await standing();
    dieAt(rig, command);
    await press(rig, digit);
    await rig.clock.advance(300_000);
    rig.carrier.answer = () => undefined;
    await rig.revive();
    const ids = rig.carrier.arrived.filter((one) => one.command === command).map((one) => one.id);
    expect(ids.length).toBeGreaterThanOrEqual(2);
    expect(ids[1]).toBe(ids[0]);
  });

  test('the 60 s count from the first attempt whose outcome is unknown, over as many processes as it takes', async () => {
    const rig = await standing();
    rig.carrier.answer = (one) => (one.command === 'speak' ? new Promise(() => {}) : undefined);
    await press(rig, '1');
    for (let at = 0; at < 3; at++) {
      await rig.clock.advance(20_000);
      await rig.crash();
    }
    expect(payloads(rig).filter((it) => it === 'one').length).toBeLessThanOrEqual(3);
    expect(
      rig.carrier
        .of('speak')
        .every((one) => one.at - (rig.carrier.of('speak')[0]?.at ?? 0) < 60_000 || one.body['payload'] === 'two'),
    ).toBe(true);
  });
});

describe('contract 4: repeats', () => {
  const answers = (...list: readonly (() => CommandOutcome)[]) => {
    let at = 0;
    return (one: { command: string; body: Readonly<Record<string, unknown>> }) =>
      one.command === 'speak' && one.body['payload'] === 'one' ? list[Math.min(at++, list.length - 1)]?.() : undefined;
  };

  test('a refusal of a repeat whose first outcome is unknown is no failure', async () => {
    const rig = await standing();
    rig.carrier.answer = answers(failures.silence, failures.invalid);
    await press(rig, '1');
    await rig.clock.advance(2_000);
    expect(payloads(rig)).toEqual(['one', 'one', 'two']);
    expect(await failed(rig)).toEqual(['command.succeeded.speak', 'command.succeeded.speak']);
  });

  test('nor when it says that the leg is over and the leg lives', async () => {
    const rig = await standing();
    rig.carrier.answer = answers(failures.silence, failures.legEnded);
    await press(rig, '1');
    await rig.clock.advance(2_000);
    expect(await failed(rig)).toEqual(['command.succeeded.speak', 'command.succeeded.speak']);
  });

  test('a first refusal is a failure', async () => {
    const rig = await standing();
    rig.carrier.answer = answers(failures.invalid);
    await press(rig, '1');
    await rig.clock.advance(2_000);
    expect(await failed(rig)).toEqual(['invalid', 'command.succeeded.speak']);
  });

  test('media that nobody wants to hear any more is not sent again', async () => {
    const rig = await standing();
    rig.carrier.answer = answers(failures.unavailable);
    await press(rig, '1');
    await rig.clock.advance(1_000);
    const before = payloads(rig).length;
    await press(rig, '0');
    await rig.clock.advance(60_000);
    expect(payloads(rig)).toHaveLength(before);
    expect(await failed(rig)).toEqual([]);
    expect((await rig.state()).commands).toEqual([]);
  });
});
