import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commands, leg, readCommand, resolveFlowOptions, type ReadCommand } from 'callchart';

const none = resolveFlowOptions();
const read = (type: string, params?: unknown, options = none): ReadCommand => readCommand({ type, params }, options);
const issuesOf = (result: ReadCommand) => ('issues' in result ? result.issues : []);

describe('a command that keeps the rules', () => {
  test('comes apart into wire params and what only the flow knows', () => {
    expect(read('gather', { maximum_digits: 4, leg: 'agent#2', sensitive: true })).toEqual({
      ok: true,
      request: { command: 'gather', leg: 'agent#2', as: undefined, sensitive: true, params: { maximum_digits: 4 } },
    });
  });

  test('dial and transfer name the new leg, by default callee and target', () => {
    expect(read('dial', { to: '+15550100' })).toMatchObject({ request: { leg: undefined, as: 'callee' } });
    expect(read('dial', { to: ['+15550100', '+15550101'], as: 'agent' })).toMatchObject({
      request: { as: 'agent', params: { to: ['+15550100', '+15550101'] } },
    });
    expect(read('transfer', { to: '+15550100', leg: leg() })).toMatchObject({ request: { leg: 'leg:', as: 'target' } });
    expect(read('transfer', { to: '+15550100', as: 'sales' })).toMatchObject({ request: { as: 'sales' } });
  });

  test('dial lacks what the runtime adds, without standing in for it', () => {
    expect(read('dial', { to: '+15550100' })).toMatchObject({ ok: true, request: { params: { to: '+15550100' } } });
    const result = read('dial', { to: '+15550100' });
    expect(result.ok && Object.keys(result.request.params)).toEqual(['to']);
  });

  test('defaults fill what is left out, and an explicit undefined is left out', () => {
    const options = resolveFlowOptions({
      defaults: { voice: 'female', language: 'en-GB', from: '+15550111', connection_id: '42' },
    });
    expect(read('speak', { payload: 'Hi.' }, options)).toMatchObject({
      request: { params: { payload: 'Hi.', voice: 'female', language: 'en-GB' } },
    });
    expect(read('speak', { payload: 'Hi.', voice: 'male', language: undefined }, options)).toMatchObject({
      request: { params: { voice: 'male', language: 'en-GB' } },
    });
    expect(read('dial', { to: '+15550100' }, options)).toMatchObject({
      request: { params: { to: '+15550100', from: '+15550111', connection_id: '42' } },
    });
    expect(read('answer', {}, options)).toMatchObject({ request: { params: {} } });
  });

  test('references in wire params stay as they are written', () => {
    expect(read('bridge', { call_control_id: leg('agent') })).toMatchObject({
      request: { params: { call_control_id: 'leg:agent' } },
    });
  });

  test('without params, where none is required', () => {
    expect(read('hangup')).toMatchObject({ ok: true, request: { params: {} } });
  });
});

describe('a command that breaks them', () => {
  test.each([
    ['speak', { payload: 'Hi.', voice: 'female', pitch: 2 }, 'pitch'],
    ['speak', { payload: 7, voice: 'female' }, 'payload'],
    ['speak', { payload: 'Hi.' }, 'voice'],
    ['gather', { leg: 'no role' }, 'leg'],
    ['gather', { sensitive: 1 }, 'sensitive'],
    ['transfer', { to: '+15550100', as: 'legs' }, 'as'],
    ['dial', { to: '+15550100', leg: 'agent' }, 'leg'],
    ['answer', { command_id: '1' }, 'command_id'],
    ['gatherUsingAI', { parameters: { since: new Date(0) } }, 'parameters.since'],
    ['answer', 'now', ''],
    ['answer', [], ''],
  ])('%s %j has its fault at %j', (type, params, path) => {
    const result = read(type, params);
    expect(result).toMatchObject({ ok: false, command: type });
    expect(issuesOf(result).map((issue) => issue.path)).toEqual([path]);
  });

  test('still says which leg it was about', () => {
    const broken = { voice: 'female', leg: 'agent' };
    expect(read('speak', broken)).toMatchObject({ ok: false, command: 'speak', leg: 'agent', as: undefined });
    expect(read('dial', { as: 'boss' })).toMatchObject({ ok: false, command: 'dial', as: 'boss' });
    expect(read('dial', {})).toMatchObject({ as: 'callee' });
  });

  test('a missing voice is told once, with both remedies', () => {
    expect(issuesOf(read('speak', { payload: 'Hi.' }))).toEqual([
      { path: 'voice', message: 'speak has no voice: give it one, or set defaults.voice in options.' },
    ]);
  });
});

test.each(['toString', 'assign', 'xstate.raise', '__proto__', ''])('%j is no command', (type) => {
  expect(read(type, {})).toEqual({ ok: false, command: undefined });
});

test('a param named like part of an object stays a param', () => {
  const result = read('hangup', JSON.parse('{"__proto__": {"leg": "agent"}}'));
  expect(result).toMatchObject({ ok: false, command: 'hangup', leg: undefined });
});

test('whatever the params are, it answers and does not throw', () => {
  const names = fc.constantFrom(...Object.keys(commands));
  const known = fc.constantFrom('leg', 'as', 'sensitive', 'voice', 'payload', 'to', 'participants', 'call_control_id');
  const params = fc.oneof(fc.anything(), fc.dictionary(fc.oneof(known, fc.string()), fc.anything()));
  fc.assert(
    fc.property(names, params, (type, value) => {
      const result = read(type, value);
      expect(result.ok ? result.request.command : result.command).toBe(type);
    }),
  );
});
