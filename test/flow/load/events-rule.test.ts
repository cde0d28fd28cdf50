import { enqueueActions, fromPromise, raise } from 'xstate';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { dial, transfer } from 'callchart';
import { listening, refusalLines } from './refusals.ts';

const withAgent = { config: { entry: dial({ as: 'agent', to: '+15550100' }) } };
const withSome = { config: { entry: dial(() => ({ as: ['agent', 'sales'][0] ?? '', to: '+15550100' })) } };

describe('a state may listen to', () => {
  test.each([
    'call.answered',
    'call.machine.premium.detection.ended',
    'conference.participant.joined',
    'streaming.started',
    'call.*',
    'call.gather.*',
    '*',
    'added.call.answered',
    'legs.ended.caller',
    'callee.call.answered',
    'target.call.bridged',
    'legs.ended.target',
    'legs.ended.*',
    'legs.*',
    'command.failed.transfer',
    'command.failed.*',
    'command.*',
    'command.succeeded.startRecording',
    'leg.silent',
    'xstate.done.actor.*',
    'xstate.done.state.made-up.menu',
    'xstate.error.*',
    'target.*',
    'target.call.*',
  ])('%s', (descriptor) => {
    expect(listening(descriptor)).toEqual([]);
  });

  test.each(['agent.call.answered', 'agent.*', 'agent.call.gather.*', 'legs.ended.agent'])(
    '%s, when a command names the role',
    (descriptor) => {
      expect(listening(descriptor, withAgent)).toEqual([]);
      expect(listening(descriptor, { config: { entry: transfer(() => ({ as: 'agent', to: '+15550100' })) } })).toEqual(
        [],
      );
      expect(listening(descriptor, { config: { on: { 'call.hangup': { actions: withAgent.config.entry } } } })).toEqual(
        [],
      );
      expect(listening(descriptor)).toHaveLength(1);
    },
  );

  test('any role, when roles are computed', () => {
    expect(listening('other.call.answered', withSome)).toEqual([]);
    expect(listening('other.*', withSome)).toEqual([]);
    expect(listening('legs.ended.other', withSome)).toEqual([]);
    expect(listening('other.call.answred', withSome)).toHaveLength(1);
    const inCallback = enqueueActions(({ enqueue }) => enqueue(dial({ as: 'late', to: '+15550100' })));
    expect(listening('late.call.answered', { config: { entry: inCallback } })).toEqual([]);
  });

  test('its own raised events and the declared events of the application', () => {
    expect(listening('again', { config: { entry: raise({ type: 'again' }) } })).toEqual([]);
    expect(listening('order.ready', { options: { events: { 'order.ready': z.object({}) } } })).toEqual([]);
    expect(listening('order.*', { options: { events: { 'order.ready': z.object({}) } } })).toEqual([]);
  });

  test('what it raises under a computed name, but not what only Telnyx would send', () => {
    const raises = { config: { entry: raise(() => ({ type: ['a', 'b'].join('') })) } };
    expect(listening('ab', raises)).toEqual([]);
    expect(listening('call.answred', raises)).toHaveLength(1);
    expect(listening('agnet.call.answered', raises)).toHaveLength(1);
  });
});

describe('refused with state and remedy', () => {
  test.each([
    ['call.hangupp', 'no event has that name', 'Did you mean "call.hangup"?'],
    ['call_answered', 'no event has that name', 'Did you mean "call.answered"?'],
    ['speak.ended', 'no event has that name', 'options.events'],
    ['call.bridge', 'no event has that name', 'Did you mean "call.bridged"?'],
    ['command.failed.transfre', 'no event has that name', 'Did you mean "command.failed.transfer"?'],
    ['command.failed', 'no event has that name', 'options.events'],
    ['order.ready', 'no event has that name', 'options.events'],
    ['done.invoke.lookup', 'no event has that name', 'options.events'],
    ['caller.call.hangup', "the first leg's events have bare names", 'Write "call.hangup"'],
    ['caller.call.*', "the first leg's events have bare names", 'Write "call.*"'],
    ['xstate.done.actor.lookup', 'no state invokes "lookup"', 'onDone and onError'],
    ['agent.call.answered', 'no leg of this flow has the role "agent"', 'Roles come from `as`'],
    ['agent.*', 'no event begins with "agent."', 'options.events'],
    ['agent.call.*', 'no leg of this flow has the role "agent"', 'Roles come from `as`'],
    ['legs.ended.agent', 'no leg of this flow has the role "agent"', 'Roles come from `as`'],
    ['call.gathers.*', 'no event begins with "call.gathers."', 'Did you mean "call.gather.*"?'],
    ['call.*.ended', 'a wildcard stands alone or at the end of whole words', 'Write "call.*"'],
    ['call*', 'a wildcard stands alone or at the end of whole words', 'Write "call.*"'],
    ['command.succeeded.*', 'a success is delivered only to its exact name', 'command.succeeded.startRecording'],
  ])('%s', (descriptor, reason, remedy) => {
    const lines = listening(descriptor);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^menu event /);
    expect(lines[0]).toContain(reason);
    expect(lines[0]).toContain(remedy);
  });

  test('a role that is nearly one that exists', () => {
    expect(listening('agnt.call.answered', withAgent)[0]).toContain('Did you mean "agent"?');
    expect(listening('legs.ended.agents', withAgent)[0]).toContain('Did you mean "agent"?');
  });

  test('a task that is nearly one that is invoked', () => {
    const lines = refusalLines({
      states: { menu: { on: { 'xstate.done.actor.lookpu': {} }, invoke: { id: 'lookup', src: 'lookup' } } },
      implementations: { actors: { lookup: fromPromise(async () => 1) } },
    });
    expect(lines).toEqual([expect.stringContaining('Did you mean "lookup"?')]);
  });

  test('also beside known ones, and however deep', () => {
    const inner = { on: { 'call.answered': {}, 'call.anwsered': {} } };
    const lines = refusalLines({ states: { menu: { initial: 'asking', states: { asking: inner } } } });
    expect(lines).toEqual([expect.stringMatching(/^menu\.asking event listens to "call\.anwsered"/)]);
  });

  test.each(['call.mine', 'command.mine', 'legs', 'leg.mine', 'xstate.mine', 'streaming.mine', 'order.*'])(
    'an application event named %s',
    (type) => {
      const lines = refusalLines({ options: { events: { [type]: z.object({}) } } });
      expect(lines).toEqual([expect.stringContaining(`options options the application event "${type}"`)]);
    },
  );
});
