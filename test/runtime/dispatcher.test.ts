/** The sender of commands. Order, ids and retries are proved in contracts 4 and 5; here is what stands beside them. */
import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import { answer, type CallEvents, callActions, dial, type Flow, loadFlow, transfer } from 'callchart';
import { decodeToken } from '../../src/engine/token.ts';
import { greeting } from './flows.ts';
import { startRig } from './rig.ts';
import { failures } from './scripted-carrier.ts';
import { failing } from './watched-store.ts';

const call = setup({ types: { events: {} as CallEvents<'agent' | 'target'> }, actions: callActions });

function dialling(params: Parameters<typeof dial>[0], options = {}): Flow {
  const machine = call.createMachine({
    id: 'dialling',
    version: '1',
    initial: 'dialling',
    states: { dialling: { entry: dial(params) } },
  });
  return loadFlow({ default: machine, options });
}

describe('what is sent', () => {
  test('bears its id, our token, and the account of its call', async () => {
    const rig = await startRig(greeting);
    await rig.runtime.webhook(
      { ...hook, payload: { call_control_id: 'A', direction: 'incoming', client_state: null } },
      'second',
    );
    await rig.settle();
    const [sent] = rig.carrier.arrived;
    expect(sent).toMatchObject({ command: 'answer', leg: 'A', account: 'second', id: 'call-1-1-0' });
    expect(decodeToken(sent?.body['client_state'])).toMatchObject({ callId: 'call-1', legId: 'caller#1', step: 1 });
  });

  test('a transfer bears a token for the leg that it adds', async () => {
    const flow = loadFlow(
      call.createMachine({
        id: 'moving',
        version: '1',
        initial: 'answering',
        states: {
          answering: { entry: answer(), on: { 'call.answered': 'moving' } },
          moving: { entry: transfer({ to: '+15550100' }) },
        },
      }),
    );
    const rig = await startRig(flow);
    await rig.ringAndAnswer();
    const body = rig.carrier.of('transfer')[0]?.body;
    expect(decodeToken(body?.['target_leg_client_state'])).toMatchObject({ callId: 'call-1', legId: 'target#1' });
  });
});

describe("a dial's connection and number", () => {
  const environment = () => ({ connectionId: 'of the environment' });

  test.each([
    ["the command's own", { connection_id: 'own', from: '+1' }, {}, 'own', '+1'],
    ["the flow's defaults", {}, { defaults: { connection_id: 'default', from: '+2' } }, 'default', '+2'],
    ["the call's own leg's", {}, {}, 'of the leg', '+15550100'],
  ])('%s', async (_what, params, options, connection, from) => {
    const rig = await startRig(dialling({ to: '+15550101', ...params }, options), { environment });
    await rig.ring('A', { connection_id: 'of the leg' });
    await rig.settle();
    expect(rig.carrier.of('dial')[0]?.body).toMatchObject({ connection_id: connection, from });
  });

  test("the environment's, when nothing else has one", async () => {
    const rig = await startRig(dialling({ to: '+15550101', from: '+1' }), { environment });
    await rig.runtime.startCall({ flow: 'dialling', key: 'k' });
    await rig.settle();
    expect(rig.carrier.of('dial')[0]?.body).toMatchObject({ connection_id: 'of the environment' });
  });
});

describe('beside the way', () => {
  test('a refusal is logged with names and codes, and without what was said', async () => {
    const rig = await startRig(greeting);
    rig.carrier.answer = ({ command }) => (command === 'speak' ? failures.invalid() : undefined);
    await rig.ringAndAnswer();
    const [line] = rig.log;
    expect(line).toMatchObject({
      level: 'warn',
      callId: 'call-1',
      command: 'speak',
      reason: 'invalid',
      telnyxCode: '10033',
    });
    expect(JSON.stringify(rig.log)).not.toContain('Hello');
  });

  test('an outcome that the store cannot take is not asked for again: it is brought until it is taken', async () => {
    const rig = await startRig(greeting);
    let failed = 0;
    rig.store.beforeCommit = (commits) => {
      const isOutcome = commits.some((commit) => commit.entries.some((entry) => entry.input.kind === 'outcome'));
      if (isOutcome && failed++ < 5) throw new Error('disk full');
    };
    await rig.ringAndAnswer();
    await rig.clock.advance(20_000);
    expect(rig.carrier.names).toEqual(['answer', 'speak']);
    expect((await rig.state()).commands).toEqual([]);
  });

  test('a store that cannot be read for a moment delays a command, and loses none', async () => {
    // Nothing is kept in memory, so that every look at a call reads it.
    const rig = await startRig(greeting, { limits: { callsInMemory: 0 } });
    rig.carrier.answer = (_one, count) => {
      if (count > 1) return undefined;
      rig.store.beforeRead = failing(2);
      return failures.unavailable();
    };
    await rig.ring();
    await rig.clock.advance(2_000);
    expect(rig.carrier.names).toEqual(['answer', 'answer']);
    expect((await rig.state()).commands).toEqual([]);
    expect(rig.log.filter((line) => line.message === 'a call could not be read')).toHaveLength(2);
  });

  test('stopping ends the pauses between attempts; the next process goes on', async () => {
    const rig = await startRig(greeting);
    rig.carrier.answer = ({ command }) => (command === 'speak' ? failures.unreachable() : undefined);
    await rig.ringAndAnswer();
    await rig.clock.advance(3_000);
    let stopped = false;
    void rig.runtime.stop().then(() => (stopped = true));
    await rig.settle();
    expect(stopped).toBe(true);
    rig.carrier.answer = () => undefined;
    const before = rig.carrier.of('speak').length;
    await rig.revive();
    expect(rig.carrier.of('speak')).toHaveLength(before + 1);
    expect((await rig.state()).commands).toEqual([]);
  });
});

const hook = {
  id: 'ring',
  event_type: 'call.initiated',
  occurred_at: undefined,
  attempt: 1,
  known: true,
  deviations: [],
} as const;
