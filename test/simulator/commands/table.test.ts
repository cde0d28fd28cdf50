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
