import { describe, expect, test } from 'vitest';
import { speak } from 'callchart';
import { refusalLines } from './refusals.ts';

const entering = (type: string, params?: object, options?: unknown) =>
  refusalLines({ states: { menu: { entry: { type, ...(params === undefined ? {} : { params }) } } }, options });

describe('static params that break the rules of their command', () => {
  test.each([
    ['speak', { payload: 'Hi.', vioce: 'female', voice: 'female' }, 'Did you mean `voice`?'],
    ['speak', { voice: 'female' }, 'payload'],
    ['speak', { payload: 'Hi.', voice: 'female', stop: 'now' }, 'stop'],
    ['speak', { payload: 'Hi.' }, 'speak has no voice'],
    ['speak', { payload: 'Hi.', voice: 'female', command_id: 'mine' }, 'leave it out'],
    ['gatherUsingSpeak', { payload: 'Hi.', voice: 'female', max_digits: 1 }, 'Did you mean `maximum_digits`?'],
    ['gather', { maximum_digits: 4, sensitive: 'yes' }, 'sensitive of gather must be true or false'],
    ['speak', { payload: 'Hi.', voice: 'female', sensitive: true }, '`sensitive` is not a param of speak'],
    ['transfer', {}, 'to'],
    ['transfer', { to: '+15550100', as: 'call' }, 'as of transfer must be a role'],
    ['dial', { to: '+15550100', leg: 'caller' }, 'dial makes a leg and addresses none'],
    ['dial', { to: [] }, 'to'],
    ['hangup', { leg: 'an agent' }, 'leg of hangup must be a role'],
    ['hangup', { leg: 7 }, 'leg of hangup must be a role'],
    ['reject', { cause: 'NO_TIME' }, 'cause'],
    ['bridge', {}, 'call_control_id'],
    ['updateClientState', { client_state: 'not base64!' }, 'base64'],
  ])('%s %j', (type, params, message) => {
    const lines = entering(type, params);
    expect(lines).toEqual([expect.stringContaining(`menu command entry: ${type}: `)]);
    expect(lines[0]).toContain(message);
  });

  test('a command that wants params and has none', () => {
    expect(entering('reject')).toEqual([expect.stringContaining('menu command entry: reject: cause')]);
    expect(entering('answer')).toEqual([]);
  });

  test('all faults of a command are told at once', () => {
    expect(entering('gatherUsingSpeak', { maximum_digits: 0, leg: '?' }).length).toBeGreaterThanOrEqual(3);
  });
});

test('the defaults of the options count', () => {
  expect(entering('speak', { payload: 'Hi.' }, { defaults: { voice: 'female' } })).toEqual([]);
  expect(entering('dial', { to: '+15550100' })).toEqual([]);
});

test('params that a function makes are checked when it has made them', () => {
  const greeting = speak(() => ({ payload: 'Hi.' }));
  expect(refusalLines({ states: { menu: { entry: greeting } } })).toEqual([]);
});
