import { expect, it } from 'vitest';
import { gist } from '../../src/simulator/ladder.ts';
import { application } from './application.ts';

it('says in a few words what a webhook or a command is about', () => {
  expect(gist({ digits: '12', status: 'valid', client_state: 'x' })).toBe('"12" valid');
  expect(gist({ hangup_cause: 'user_busy', sip_hangup_cause: '486', to: '+1' }, ['to'])).toBe('user_busy 486');
  expect(gist({ payload: 'x'.repeat(100) })).toHaveLength(60);
  expect(gist({ payload: { nested: true }, digits: '' })).toBe('');
  expect(gist(undefined)).toBe('');
});

it('has every rung in order, each with what became of it, and tells those who watch', async () => {
  const app = application();
  const watched: string[] = [];
  const unwatch = app.simulator.watch((entry) => watched.push(entry.name));
  await app.answeredCall();
  unwatch();
  await app.send('speak', 'A', { payload: 'Hello.', voice: 'female' });
  await app.send('gather', 'A', { maximum_digits: 999 });
  expect(
    app.simulator.log.map(({ direction, leg, name, detail, status, attempt, note }) =>
      [direction, leg, name, detail, status, attempt, note].join(' '),
    ),
  ).toEqual([
    'party A calls +15550100011   ',
    'webhook A call.initiated incoming 200 1 ',
    'command A answer  200  ',
    'webhook A call.answered  200 1 ',
    'command A speak "Hello." 200  ',
    'command A gather  422  90023',
  ]);
  expect(watched).toEqual(['calls', 'call.initiated', 'answer', 'call.answered']);
});
