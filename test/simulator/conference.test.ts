import { describe, expect, it } from 'vitest';
import { application } from './application.ts';

describe('a conference', () => {
  it('tells its end after the last hangup', async () => {
    const app = application();
    await app.answeredCall();
    const created = await app.request('POST', '/conferences', {
      call_control_id: app.simulator.party('A').callControlId,
      name: 'daily',
    });
    expect(created.body).toMatchObject({ data: { record_type: 'conference', name: 'daily' } });
    await app.clock.advance(500);
    app.simulator.party('A').hangUp();
    await app.clock.advance(500);
    expect(app.types('A').slice(2)).toEqual([
      'conference.floor.changed',
      'conference.created',
      'conference.participant.joined',
      'call.hangup',
      'conference.participant.left',
      'conference.ended',
    ]);
  });
});
