/** The registry: what it says of each command, the paths, and that params are sent as they were written. */
import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  CallchartError,
  commandPath,
  commands,
  parseParams,
  type CommandName,
  type CommandParams,
  type CommandSpec,
  type SpeakParams,
} from 'callchart';
import { commandFacts } from './command-facts.ts';

const names = Object.keys(commands) as CommandName[];
const specs: readonly CommandSpec[] = Object.values(commands);
const namesWhere = (holds: (spec: CommandSpec) => boolean): string[] => specs.filter(holds).map(({ name }) => name);

test('there are 42 commands, the published ones', () => {
  expect(names).toHaveLength(42);
  expect(names.toSorted()).toEqual(Object.keys(commandFacts).toSorted());
  expect(names).toEqual(specs.map(({ name }) => name));
});

describe.each(names)('%s', (name) => {
  const facts = commandFacts[name];
  const spec: CommandSpec = commands[name];

  test('has the published wire form', () => {
    expect({ method: spec.method, action: spec.action ?? null }).toEqual({
      method: facts?.method,
      action: facts?.action,
    });
    expect([spec.takesCommandId, spec.takesClientState]).toEqual([facts?.command_id, facts?.client_state]);
  });

  test('takes the published params, and those that the SDK adds', () => {
    const published = [...(facts?.required ?? []), ...(facts?.optional ?? []), ...Object.keys(facts?.addedBySdk ?? {})];
    expect(Object.keys(commands[name].params.shape).toSorted()).toEqual(published.toSorted());
  });

  test('lists the published webhooks', () => {
    const listed: readonly string[] = spec.webhooks.map(({ event }) => event);
    expect(listed).toEqual(expect.arrayContaining([...(facts?.webhooks ?? [])]));
  });
});

test('webhooks go to the leg that is commanded, except where the other end hears or sends', () => {
  const other = specs.flatMap(({ name, webhooks }) =>
    webhooks.filter(({ leg }) => leg === 'B').map(({ event }) => `${name} ${event}`),
  );
  expect(other).toEqual([
    'bridge call.dequeued',
    'bridge call.bridged',
    'dial call.bridged',
    'sendSipInfo call.sip_info.received',
    'transfer call.initiated',
    'transfer call.answered',
    'transfer call.machine.detection.ended',
    'transfer call.machine.greeting.ended',
    'transfer call.machine.premium.detection.ended',
    'transfer call.machine.premium.greeting.ended',
    'transfer call.bridged',
    'transfer call.hangup',
  ]);
});

test('a webhook that needs a condition is optional, and says which', () => {
  for (const { webhooks } of specs)
    for (const { when, optional } of webhooks) expect(optional === true).toBe(when !== undefined);
});

test('which commands leave a caller waiting, expire, and may be repeated', () => {
  expect(namesWhere(({ holdsCaller }) => holdsCaller)).toEqual([
    'answer',
    'bridge',
    'dial',
    'enqueue',
    'gather',
    'gatherUsingAI',
    'gatherUsingAudio',
    'gatherUsingSpeak',
    'pay',
    'speak',
    'startAIAssistant',
    'startConversationRelay',
    'startPlayback',
    'transfer',
  ]);
  expect(namesWhere(({ media }) => media)).toEqual([
    'gather',
    'gatherUsingAI',
    'gatherUsingAudio',
    'gatherUsingSpeak',
    'pay',
    'speak',
    'startAIAssistant',
    'startConversationRelay',
    'startPlayback',
  ]);
  const stops = names.filter((name) => name.startsWith('stop'));
  expect(stops).toHaveLength(10);
  expect(namesWhere(({ repeat }) => repeat === 'harmless')).toEqual(
    ['answer', 'hangup', ...stops, 'updateClientState'].toSorted(),
  );
  expect(namesWhere(({ repeat }) => repeat === 'never')).toEqual(['startSiprec', 'switchSupervisorRole']);
  // Whatever may be repeated by its id takes one.
  expect(specs.filter(({ repeat, takesCommandId }) => repeat === 'command_id' && !takesCommandId)).toEqual([]);
});

test('answers of Telnyx are read leniently', () => {
  for (const { response, name } of specs) {
    if (name === 'dial') continue;
    expect(response.parse({ result: 'ok', novel: 1 })).toEqual({ result: 'ok', novel: 1 });
  }
  const ids = { call_control_id: 'v3:a', call_leg_id: 'b', call_session_id: 'c' };
  expect(commands.dial.response.parse({ ...ids, is_alive: false, client_state: null, novel: 1 })).toMatchObject(ids);
  expect(commands.dial.response.safeParse({ result: 'ok' }).success).toBe(false);
  expect(commands.answer.response.safeParse({ result: 'ok', recording_id: 5 }).success).toBe(false);
});

describe('commandPath', () => {
  test('names the leg and the action', () => {
    expect(commandPath('speak', 'v3:abc-_1')).toBe('/calls/v3:abc-_1/actions/speak');
    expect(commandPath('updateClientState', 'v3:abc')).toBe('/calls/v3:abc/actions/client_state_update');
    expect(commandPath('dial', undefined)).toBe('/calls');
    expect(commandPath('dial', 'v3:abc')).toBe('/calls');
  });

  test.each([undefined, '', '.', '..', '\ud800'])('refuses the id %j', (id) => {
    expect(() => commandPath('hangup', id)).toThrow(
      expect.objectContaining({ code: 'command.leg', details: { command: 'hangup' } }),
    );
    expect(() => commandPath('hangup', id)).toThrow(CallchartError);
  });

  test('an id never leaves its segment, whatever it holds', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('.', '/', '\\', '%', '2', 'e', 'f', '?', '#', ':', '@', ';', ' ', '\n') }),
    );
    fc.assert(
      fc.property(hostile, (id) => {
        fc.pre(!['', '.', '..'].includes(id));
        const url = new URL(`https://api.telnyx.com/v2${commandPath('hangup', id)}`);
        const segments = url.pathname.split('/');
        expect([url.host, url.search, url.hash]).toEqual(['api.telnyx.com', '', '']);
        expect([segments.length, segments[1], segments[2], segments[4], segments[5]]).toEqual([
          6,
          'v2',
          'calls',
          'actions',
          'hangup',
        ]);
        expect(decodeURIComponent(segments[3] ?? '')).toBe(id);
      }),
    );
  });
});

describe('parseParams', () => {
  test('gives back what was written, with nothing filled in', () => {
    const written: SpeakParams = { payload: 'Hello.', voice: 'female', loop: 'infinity' };
    expect(parseParams('speak', written)).toEqual({ ok: true, params: written });
  });

  test('says what is wrong, where, and what to do', () => {
    expect(parseParams('gather', { max_digits: 1 })).toEqual({
      ok: false,
      issues: [
        { path: 'max_digits', message: '`max_digits` is not a param of gather. Did you mean `maximum_digits`?' },
      ],
    });
  });

  test('params are typed by the name of their command', () => {
    expectTypeOf<CommandParams<'speak'>>().toEqualTypeOf<SpeakParams>();
    const parsed = parseParams('speak', {});
    if (parsed.ok) expectTypeOf(parsed.params).toEqualTypeOf<SpeakParams>();
    // @ts-expect-error There is no such command.
    expectTypeOf(parseParams<'shout'>).returns.not.toBeNever();
  });
});
