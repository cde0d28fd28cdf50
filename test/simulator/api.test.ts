import { describe, expect, it } from 'vitest';
import { application, minimalParams } from './application.ts';

const dial = minimalParams('dial', '');
const speak = minimalParams('speak', '');

describe('the API', () => {
  it('wants a bearer key, and the right one if it has one', async () => {
    const { simulator } = application({ apiKey: 'KEY-1' });
    const get = (authorization?: string) =>
      simulator.fetch(
        new Request('https://api.telnyx.com/v2/connections/1000000000000000001/active_calls', {
          headers: authorization === undefined ? {} : { authorization },
        }),
      );
    expect((await get()).status).toBe(401);
    expect((await get('Bearer KEY-2')).status).toBe(401);
    expect((await get('Bearer KEY-1')).status).toBe(200);
    expect((await application().simulator.fetch(new Request('https://api.telnyx.com/v2/calls/x'))).status).toBe(401);
  });

  it('answers in the form of Telnyx', async () => {
    const app = application();
    await app.answeredCall();
    expect((await app.send('speak', 'A', speak)).body).toEqual({ data: { result: 'ok' } });
    expect((await app.send('speak', 'v3:nobody', speak)).body).toEqual({
      errors: [
        {
          code: '90015',
          title: 'Invalid Call Control ID',
          detail: 'The provided call_control_id was not valid.',
        },
      ],
    });
  });

  it('does not know other routes, nor bodies that are no object', async () => {
    const app = application();
    await app.answeredCall();
    const { callControlId } = app.simulator.party('A');
    expect(await app.request('POST', `/calls/${callControlId}/actions/speak_stop`, {})).toMatchObject({ status: 404 });
    expect(await app.request('GET', '/messages')).toMatchObject({ status: 404, code: '10005' });
    const url = `https://api.telnyx.com/v2/calls/${callControlId}/actions/speak`;
    const headers = { authorization: 'Bearer KEY' };
    const answer = await app.simulator.fetch(new Request(url, { method: 'POST', body: '{', headers }));
    expect(answer.status).toBe(400);
  });
});

describe('a command_id', () => {
  it('is carried out once per leg within a minute, and again after it', async () => {
    const app = application();
    await app.answeredCall();
    await app.answeredCall();
    const repeat = { ...speak, command_id: 'c-1' };
    for (let time = 0; time < 3; time++) expect((await app.send('speak', 'A', repeat)).status).toBe(200);
    await app.send('speak', 'B', repeat);
    await app.clock.advance(1_000);
    const spoken = (leg: string): number => app.types(leg).filter((type) => type === 'call.speak.started').length;
    expect([spoken('A'), spoken('B')]).toEqual([1, 1]);
    await app.clock.advance(60_000);
    await app.send('speak', 'A', repeat);
    await app.clock.advance(1_000);
    expect(spoken('A')).toBe(2);
  });

  it('gives the first answer again', async () => {
    const app = application();
    await app.answeredCall();
    const repeat = { ...minimalParams('startAIAssistant', ''), command_id: 'c-1' };
    const [first, second] = [
      await app.send('startAIAssistant', 'A', repeat),
      await app.send('startAIAssistant', 'A', repeat),
    ];
    expect(second).toEqual(first);
  });

  it('that was refused may be used again', async () => {
    const app = application();
    app.simulator.incomingCall();
    const repeat = { ...speak, command_id: 'c-1' };
    expect((await app.send('speak', 'A', repeat)).code).toBe('90034');
    await app.send('answer', 'A');
    await app.clock.advance(100);
    expect((await app.send('speak', 'A', repeat)).status).toBe(200);
    await app.clock.advance(100);
    expect(app.types()).toContain('call.speak.started');
  });

  it('V7: may be refused', async () => {
    const app = application({ variants: { repeatedCommandId: 'refused' } });
    await app.answeredCall();
    await app.send('speak', 'A', { ...speak, command_id: 'c-1' });
    expect(await app.send('speak', 'A', { ...speak, command_id: 'c-1' })).toMatchObject({ status: 422 });
  });

  it('of dial is remembered among dials', async () => {
    const app = application();
    const [first, second] = [
      await app.send('dial', undefined, { ...dial, command_id: 'd-1' }),
      await app.send('dial', undefined, { ...dial, command_id: 'd-1' }),
    ];
    expect(second).toEqual(first);
    expect(app.simulator.legs()).toHaveLength(1);
  });
});

describe('time limits', () => {
  it('end an outgoing leg at its own, and every leg after four hours', async () => {
    const app = application();
    await app.send('dial', undefined, { ...dial, time_limit_secs: 30 });
    await app.clock.advance(31_000);
    expect(app.last('call.hangup').payload['hangup_cause']).toBe('time_limit');
    await app.answeredCall();
    await app.clock.advance(4 * 3_600_000);
    expect(app.last('call.hangup', 'B').payload['hangup_cause']).toBe('time_limit');
    expect(app.simulator.idle).toBe(true);
  });
});

it('call.cost is sent when the application wants it', async () => {
  const app = application({ callCost: true });
  await app.answeredCall();
  await app.clock.advance(61_000);
  app.simulator.party('A').hangUp();
  await app.clock.advance(1_000);
  expect(app.last('call.cost').payload).toMatchObject({
    billed_duration_secs: 120,
    status: 'success',
    total_cost: '0.0100',
  });
});

it('send_dtmf and send_sip_info are heard at the far end', async () => {
  const app = application();
  await app.answeredCall();
  await app.send('transfer', 'A', { to: '+15550100020' });
  await app.clock.advance(1_000);
  await app.send('sendDtmf', 'B', { digits: '12#' });
  await app.send('sendSipInfo', 'A', { content_type: 'text/plain', body: 'hi' });
  app.simulator.party('A').sipInfo('text/plain', 'ho');
  await app.clock.advance(100);
  expect(
    app.simulator.log
      .filter((entry) => entry.direction === 'party')
      .map((entry) => `${entry.leg} ${entry.name} ${entry.detail}`),
  ).toEqual(expect.arrayContaining(['B hears keys 12#', 'A gets SIP INFO text/plain', 'A sends SIP INFO text/plain']));
  expect(app.types('B')).toContain('call.sip_info.received');
  expect(app.types('A')).toContain('call.sip_info.received');
});

it('pay reports its progress and its end', async () => {
  const app = application();
  await app.answeredCall();
  await app.send('pay', 'A', {});
  await app.clock.advance(20_000);
  expect(app.types().slice(2)).toEqual(['call.payment.progress', 'call.payment.completed']);
});
