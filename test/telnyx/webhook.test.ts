/**
 * Webhook bodies: every published one, every envelope, and whatever else a port on the Internet receives.
 */
import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { CallchartError, type CallHangupPayload, isWebhook, parseWebhook } from 'callchart';

const folder = new URL('payloads/', import.meta.url);
const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
const [heading = '', ...rows] = read('index.tsv').trimEnd().split(/\r?\n/);
const columns = heading.split('\t');
const published = rows.map((row) => {
  const cells = row.split('\t');
  const cell = (name: string): string => cells[columns.indexOf(name)] ?? '';
  return { file: cell('file'), type: cell('event_type'), note: cell('note'), envelope: cell('envelope') };
});

/** The files whose row says that they are not what arrives, and what is said about them. */
const refused: Readonly<Record<string, RegExp>> = {
  'call_answered.05.json': /webhook\.invalid: .*delivery record.*metadata\.event/,
  'call_answered.09.json':
    /webhook\.api_version: .*"call_answered" is an event of Telnyx API v1.*webhook_api_version to "2"/,
  'call_recording_saved.03.json': /webhook\.invalid: .*payload of an event alone/,
  'call_recording_saved.05.json': /webhook\.invalid: .*payload of an event alone/,
};

/** Examples of old specs under names of their time, delivered as themselves: an envelope is believed. */
const otherType: Readonly<Record<string, string>> = {
  'call_recording_saved.07.json': 'call.recording.started',
  'call_left_queue.01.json': 'call.left.queue',
};

/** Docs samples with a field that no webhook has so. */
const deviating: Readonly<Record<string, readonly string[]>> = {
  'call_answered.07.json': ['custom_headers.0.name', 'custom_headers.0.value'],
  'call_initiated.09.json': ['custom_headers.0.name', 'custom_headers.0.value'],
  'call_transcription.03.json': ['transcription_data.is_final'],
};

async function refusal(body: string): Promise<string> {
  const error = await parseWebhook(body).then(
    () => 'accepted',
    (cause: unknown) => cause,
  );
  return error instanceof CallchartError ? `${error.code}: ${error.message}` : String(error);
}

const event = (fields: object): string => JSON.stringify({ data: { record_type: 'event', id: 'id-1', ...fields } });
const leg = {
  call_control_id: 'v3:leg',
  call_leg_id: 'leg',
  call_session_id: 'session',
  connection_id: 'app',
  client_state: null,
};

describe('published bodies', () => {
  test('are all in the index', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    expect(files.toSorted()).toEqual(published.map((row) => row.file).toSorted());
    expect(files).toHaveLength(79);
  });

  test.each(published.filter((row) => !(row.file in refused)))('$file is $type', async ({ file, type }) => {
    const body = read(file);
    const webhook = await parseWebhook(body);
    expect(webhook.event_type).toBe(otherType[file] ?? type);
    expect(webhook.known).toBe(!(file in otherType));
    expect(webhook.deviations).toEqual(deviating[file] ?? []);
    expect(webhook.id).not.toMatch(/^sha256:/);
    // As sent: nothing dropped, nothing added.
    const sent = JSON.parse(body) as { data?: { payload: unknown }; payload?: unknown };
    expect(webhook.payload).toEqual((sent.data ?? sent).payload);
  });

  test.each(published.filter((row) => row.file in refused))('$file is refused', async ({ file }) => {
    expect(await refusal(read(file))).toMatch(refused[file] ?? /never/);
  });

  test('every row that calls its file suspect is among the refused', () => {
    const suspect = published.filter((row) => /payload-only|NOT what arrives|API v1/.test(row.envelope + row.note));
    expect(suspect.map((row) => row.file)).toEqual(Object.keys(refused));
  });
});

describe('envelopes', () => {
  test('the wire form', async () => {
    expect(await parseWebhook(read('call_answered.01.json'))).toMatchObject({
      id: '6513c729-f759-47ad-b345-606732b23608',
      event_type: 'call.answered',
      occurred_at: '2025-11-23T03:30:00.996306Z',
      attempt: 1,
      known: true,
    });
  });

  test("the debugger's form has the webhook's id, and its time in the payload", async () => {
    expect(await parseWebhook(read('call_initiated.07.json'))).toMatchObject({
      id: '52c959b6-f6a0-4ccc-ad1f-b76fba2efc6d',
      occurred_at: '2025-09-02T09:17:43.976123Z',
      attempt: undefined,
    });
  });

  test.each([
    ['beside the payload', { occurred_at: 'a', payload: { conference_id: 'c', occurred_at: 'b' } }, 'a'],
    ['inside it', { payload: { conference_id: 'c', occurred_at: 'b' } }, 'b'],
    ['inside it, misspelt', { payload: { conference_id: 'c', occured_at: 'b' } }, 'b'],
    ['at its creation', { created_at: 'd', payload: { conference_id: 'c' } }, 'd'],
    ['nowhere', { payload: { conference_id: 'c' } }, undefined],
  ])('conference events may carry their time %s', async (_where, fields, time) => {
    const flat = { event_type: 'conference.ended', id: 'id-1', ...fields };
    expect((await parseWebhook(JSON.stringify(flat))).occurred_at).toBe(time);
    expect((await parseWebhook(JSON.stringify({ data: flat }))).occurred_at).toBe(time);
  });

  test('without an id, the body is the id', async () => {
    const body = JSON.stringify({ data: { event_type: 'call.hold', payload: leg } });
    const { id } = await parseWebhook(body);
    expect(id).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect((await parseWebhook(body)).id).toBe(id);
    expect((await parseWebhook(`${body} `)).id).not.toBe(id);
    expect((await parseWebhook(event({ event_type: 'call.hold', id: 'x'.repeat(256), payload: leg }))).id).toMatch(
      /^sha/,
    );
    expect((await parseWebhook(event({ event_type: 'call.hold', id: 7, payload: leg }))).id).toMatch(/^sha/);
  });
});

describe('leniency', () => {
  test('unknown events pass as themselves', async () => {
    const body = event({ event_type: 'call.teleported', payload: { to: 'Mars' } });
    expect(await parseWebhook(body)).toMatchObject({
      event_type: 'call.teleported',
      payload: { to: 'Mars' },
      known: false,
      deviations: [],
    });
    expect((await parseWebhook(event({ event_type: 'call.teleported' }))).payload).toEqual({});
  });

  test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('%s is no known event', async (type) => {
    expect(await parseWebhook(event({ event_type: type, payload: {} }))).toMatchObject({
      event_type: type,
      known: false,
    });
  });

  test('unknown fields and members pass, and what differs is named', async () => {
    const payload = { ...leg, status: 'interrupted', digits: 1, from: 'a', to: 'b', gather_id: 'g' };
    const webhook = await parseWebhook(event({ event_type: 'call.gather.ended', payload }));
    expect(webhook.payload).toEqual(payload);
    expect(webhook.known).toBe(true);
    expect(webhook.deviations.toSorted()).toEqual(['digits', 'status']);
  });

  test('open enums take any value, so that a new hangup cause is no deviation', async () => {
    const payload = {
      ...leg,
      from: 'a',
      to: 'b',
      hangup_cause: 'solar_flare',
      hangup_source: 'sun',
      sip_hangup_cause: '480',
    };
    expect((await parseWebhook(event({ event_type: 'call.hangup', payload }))).deviations).toEqual([]);
  });

  test('recordings may name their leg by its other id', async () => {
    const payload = { call_leg_id: 'leg', call_session_id: 'session' };
    await expect(parseWebhook(event({ event_type: 'call.recording.saved', payload }))).resolves.toMatchObject({
      payload,
    });
  });
});

describe('refusals', () => {
  test.each([
    ['', /not JSON \(it is empty\)/],
    ['call.answered', /not JSON \(13 characters\)/],
    ['null', /not a JSON object/],
    ['[]', /not a JSON object/],
    ['"call.answered"', /not a JSON object/],
    ['{}', /no event_type/],
    ['{"data":{"event_type":""}}', /no event_type/],
    ['{"data":{"event_type":7}}', /no event_type/],
    ['{"call_control_id":"v3:leg"}', /payload of an event alone/],
    [event({ event_type: 'call.answered' }), /call\.answered has no payload object/],
    [event({ event_type: 'call.answered', payload: 'x' }), /has no payload object/],
    [event({ event_type: 'call.teleported', payload: [] }), /has no payload object/],
    [event({ event_type: 'call.answered', payload: { to: '+1' } }), /call\.answered has no call_control_id/],
    [event({ event_type: 'streaming.started', payload: { call_control_id: 7 } }), /has no call_control_id/],
    [event({ event_type: 'conference.ended', payload: leg }), /has no conference_id/],
    [event({ event_type: 'call.recording.saved', payload: {} }), /call_control_id or call_leg_id or call_session_id/],
  ])('%s', async (body, why) => {
    expect(await refusal(body)).toMatch(/^webhook\.invalid: This is not a Telnyx webhook event\. /);
    expect(await refusal(body)).toMatch(why);
  });

  test.each(['call_initiated', 'call_gather_ended', 'conference_participant_joined'])(
    '%s is of API v1',
    async (type) => {
      expect(await refusal(JSON.stringify({ event_type: type, payload: leg }))).toMatch(/^webhook\.api_version: /);
      expect(await refusal(event({ event_type: type, payload: leg }))).toMatch(/^webhook\.api_version: /);
    },
  );

  test('a message never repeats the body', async () => {
    expect(await refusal('{"digits":"4111 1111"')).not.toContain('4111');
  });

  test('whatever arrives, it is an event or a CallchartError', async () => {
    const type = fc.constantFrom('call.answered', 'call_answered', 'conference.ended', 'x');
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({ data: fc.record({ event_type: type, id: fc.jsonValue(), payload: fc.jsonValue() }) })
        .map((it) => JSON.stringify(it)),
    );
    await fc.assert(
      fc.asyncProperty(text, async (body) => {
        expect(await refusal(body)).toMatch(/^(accepted$|webhook\.)/);
      }),
    );
  });
});

test.each([
  '{"data":{"event_type":"call.hold","__proto__":{"polluted":1},"payload":{"call_control_id":"v3:leg","__proto__":{"polluted":1}}}}',
  '{"data":{"event_type":"call.hold","payload":{"call_control_id":"v3:leg","\\u005f_proto__":{"polluted":1}}}}',
])('a prototype in the body goes nowhere', async (body) => {
  const { payload } = await parseWebhook(body);
  expect(Object.keys(payload)).toEqual(['call_control_id']);
  expect(Object.assign({}, payload)).not.toHaveProperty('polluted');
  expect({}).not.toHaveProperty('polluted');
});

test('nesting beyond the stack is refused, or passes, but does not end the process', async () => {
  const nested = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
  const body = `{"data":{"event_type":"call.hold","payload":{"call_control_id":"v3:leg","__proto__":${nested}}}}`;
  expect(await refusal(body)).toMatch(/^(accepted$|webhook\.invalid)/);
});

test('a narrowed webhook has the payload of its type', async () => {
  const webhook = await parseWebhook(read('call_hangup.03.json'));
  expect(isWebhook(webhook, 'call.answered')).toBe(false);
  if (!isWebhook(webhook, 'call.hangup')) throw new Error('not narrowed');
  expectTypeOf(webhook.payload).toExtend<CallHangupPayload>();
  expect(webhook.payload.hangup_cause).toBe('originator_cancel');
  // @ts-expect-error: a hangup has no digits
  expect(webhook.payload.digits).toBeUndefined();
});
