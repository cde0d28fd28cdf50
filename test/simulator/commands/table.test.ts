// Every command in every state of a leg: it is accepted, or refused with the exact code.
import { commands, type CommandName } from 'callchart';
import { describe, expect, it } from 'vitest';
import { application, type Application, minimalParams } from '../application.ts';

const names = Object.keys(commands).filter((name) => name !== 'dial') as Exclude<CommandName, 'dial'>[];

const onAlerting = new Set(['answer', 'reject', 'hangup', 'transfer', 'refer', 'bridge', 'updateClientState']);
const onDialled = new Set(['hangup', 'updateClientState']);

/** What an answered leg with nothing running refuses. */
const onAnsweredRefused: Partial<Record<CommandName, string>> = {
  answer: '10027',
  reject: '10027',
  leaveQueue: '90035',
  switchSupervisorRole: '10027',
  addAIAssistantMessages: '10027',
};

/** Legs `A`, in the state of interest, and `B`, answered, to be bridged with. */
async function inState(
  state: 'alerting' | 'dialled' | 'answered' | 'dialled and answered' | 'ended',
): Promise<Application> {
  const app = application();
  const dial = async (): Promise<void> => {
    await app.send('dial', undefined, minimalParams('dial', ''));
    await app.clock.advance(50);
  };
  app.simulator.onDial(/.*/, state === 'dialled' ? ['no answer', 'answer'] : 'answer');
  if (state === 'dialled' || state === 'dialled and answered') await dial();
  else if (state === 'alerting') app.simulator.incomingCall();
  else await app.answeredCall();
  if (state === 'ended') app.simulator.party('A').hangUp();
  await dial();
  await app.clock.advance(500);
  expect(app.simulator.party('B').leg.signalling).toBe('answered');
  return app;
}

const send = async (app: Application, name: CommandName): Promise<string> => {
  const answer = await app.send(name, 'A', minimalParams(name, app.simulator.party('B').callControlId));
  return answer.code ?? String(answer.status);
};

describe.each(names)('%s', (name) => {
  it('on an incoming leg that rings', async () => {
    expect(await send(await inState('alerting'), name)).toBe(onAlerting.has(name) ? '200' : '90034');
  });

  it('on an outgoing leg that rings', async () => {
    const refusal = name === 'answer' ? '90102' : '90034';
    expect(await send(await inState('dialled'), name)).toBe(onDialled.has(name) ? '200' : refusal);
  });

  it('on an answered leg', async () => {
    expect(await send(await inState('answered'), name)).toBe(onAnsweredRefused[name] ?? '200');
  });

  it('on an answered outgoing leg', async () => {
    const refusal = name === 'answer' ? '90102' : onAnsweredRefused[name];
    expect(await send(await inState('dialled and answered'), name)).toBe(refusal ?? '200');
  });

  it('on a leg that has ended, and on one that never was', async () => {
    const app = await inState('ended');
    expect(await send(app, name)).toBe('90018');
    const params = minimalParams(name, app.simulator.party('B').callControlId);
    expect(await app.send(name, 'v3:nobody', params)).toMatchObject({ status: 422, code: '90015' });
  });

  it('puts its client state on the webhooks from then on, if it takes one', async () => {
    const app = await inState(name === 'answer' || name === 'reject' ? 'alerting' : 'answered');
    if (!commands[name].takesClientState && name !== 'updateClientState') return;
    if (onAnsweredRefused[name] && !['answer', 'reject'].includes(name)) return;
    const params = { ...minimalParams(name, app.simulator.party('B').callControlId), client_state: 'c3RhdGU=' };
    expect((await app.send(name, 'A', params)).status).toBe(200);
    app.simulator.party('A').hangUp();
    await app.clock.advance(1_000);
    expect(app.last('call.hangup', 'A').payload['client_state']).toBe('c3RhdGU=');
  });
});

describe('V6: an incoming leg that rings and is bridged', () => {
  it.each([true, false])('is answered, and told so: %s', async (bridgeOfAlertingLegEmitsAnswered) => {
    for (const command of ['bridge', 'transfer'] as const) {
      const app = application({ variants: { bridgeOfAlertingLegEmitsAnswered } });
      app.simulator.incomingCall();
      await app.send('dial', undefined, minimalParams('dial', ''));
      await app.clock.advance(500);
      await app.send(command, 'A', minimalParams(command, app.simulator.party('B').callControlId));
      await app.clock.advance(500);
      expect(app.types('A').includes('call.answered')).toBe(bridgeOfAlertingLegEmitsAnswered);
      expect(app.simulator.party('A').leg).toMatchObject({ signalling: 'answered', attachment: { kind: 'bridged' } });
    }
  });
});

describe('V10: enqueue on an incoming leg that rings', () => {
  it('is refused, or accepted', async () => {
    const strict = application();
    strict.simulator.incomingCall();
    expect(await strict.send('enqueue', 'A', { queue_name: 'q' })).toMatchObject({ code: '90034' });
    const lenient = application({ variants: { enqueueOfAlertingLeg: 'accepted' } });
    lenient.simulator.incomingCall();
    expect((await lenient.send('enqueue', 'A', { queue_name: 'q' })).status).toBe(200);
  });
});

describe('V5: a transfer is bridged', () => {
  it.each([
    ['both legs', ['A', 'B']],
    ['new leg', ['B']],
  ] as const)('on %s', async (transferBridgedOn, legs) => {
    const app = application({ variants: { transferBridgedOn } });
    await app.answeredCall();
    await app.send('transfer', 'A', { to: '+15550100020' });
    await app.clock.advance(1_000);
    expect(['A', 'B'].filter((leg) => app.types(leg).includes('call.bridged'))).toEqual(legs);
  });
});

describe('queues', () => {
  it('are full at their size, which is fixed, and take a leg once', async () => {
    const app = application();
    await app.answeredCall();
    await app.answeredCall();
    const enqueue = (leg: string, more: object = {}) => app.send('enqueue', leg, { queue_name: 'q', ...more });
    expect((await enqueue('A', { max_size: 1 })).status).toBe(200);
    expect((await enqueue('A')).code).toBe('90038');
    expect((await enqueue('B')).code).toBe('90036');
    expect((await enqueue('B', { max_size: 5 })).code).toBe('90037');
  });
});

describe('bridge', () => {
  it('refuses a leg that is unknown, over, itself, unanswered, or bridged already', async () => {
    const app = application();
    app.simulator.onDial('+15550100021', 'no answer');
    await app.answeredCall();
    await app.answeredCall();
    await app.answeredCall();
    await app.send('dial', undefined, { ...minimalParams('dial', ''), to: '+15550100021' });
    await app.clock.advance(500);
    const id = (leg: string): string => app.simulator.party(leg).callControlId;
    const bridge = async (target: string, more: object = {}): Promise<string | undefined> =>
      (await app.send('bridge', 'A', { call_control_id: target, ...more })).code;
    expect(await bridge('v3:nobody')).toBe('90015');
    expect(await bridge(id('A'))).toBe('10015');
    expect(await bridge(id('D'))).toBe('90034');
    app.simulator.party('C').hangUp();
    expect(await bridge(id('C'))).toBe('90018');
    expect(await bridge(id('B'))).toBeUndefined();
    await app.clock.advance(100);
    expect(await bridge(id('B'), { prevent_double_bridge: true })).toBe('10027');
  });
});
