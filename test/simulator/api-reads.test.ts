import { describe, expect, it } from 'vitest';
import { application, minimalParams } from './application.ts';

const speak = minimalParams('speak', '');

describe('the API', () => {
  it('tells whether a leg is alive, until ten minutes after its end', async () => {
    const app = application();
    await app.answeredCall();
    const { callControlId } = app.simulator.party('A');
    const status = () => app.request('GET', `/calls/${callControlId}`);
    await app.clock.advance(3_000);
    expect((await status()).body).toMatchObject({ data: { is_alive: true, record_type: 'call', call_duration: 3 } });
    app.simulator.party('A').hangUp();
    await app.clock.advance(599_000);
    expect((await status()).body).toMatchObject({
      data: { is_alive: false, call_duration: 3, end_time: expect.any(String) as string },
    });
    expect((await app.send('speak', 'A', speak)).code).toBe('90018');
    await app.clock.advance(2_000);
    expect(await status()).toMatchObject({ status: 404, code: '90015' });
    expect(await app.send('speak', 'A', speak)).toMatchObject({ status: 422, code: '90015' });
  });

  it('lists active calls', async () => {
    const app = application();
    await app.answeredCall();
    await app.answeredCall();
    app.simulator.party('A').hangUp();
    const { body } = await app.request('GET', `/connections/${app.simulator.connectionId}/active_calls`);
    expect(body).toMatchObject({ data: [{ call_control_id: app.simulator.party('B').callControlId }] });
  });

  it('tells about queues', async () => {
    const app = application();
    expect((await app.request('GET', '/queues/support')).status).toBe(404);
    await app.answeredCall();
    await app.send('enqueue', 'A', { queue_name: 'support' });
    await app.clock.advance(4_000);
    expect((await app.request('GET', '/queues/support')).body).toMatchObject({
      data: { name: 'support', current_size: 1, max_size: 100, average_wait_time_secs: 4 },
    });
  });
});
