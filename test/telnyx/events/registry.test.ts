/**
 * The registry of events: that it is whole, and that every schema lets through what Telnyx may yet add.
 */
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  type CallAnsweredPayload,
  type CallGatherEndedPayload,
  type CallHangupPayload,
  eventSchemas,
  isTelnyxEventType,
  type TelnyxEventMap,
  type TelnyxEventType,
} from 'callchart';

const types = Object.keys(eventSchemas).filter((type) => isTelnyxEventType(type));
const leg = {
  call_control_id: 'v3:leg',
  call_leg_id: 'leg',
  call_session_id: 'session',
  connection_id: 'app',
  from: '+15550100',
  to: '+15550101',
};

test('it has 59 events, and no other name is one', () => {
  expect(types).toHaveLength(59);
  for (const name of ['call.ringing', 'call_initiated', 'toString', '__proto__', '']) {
    expect(isTelnyxEventType(name)).toBe(false);
  }
});

test.each(types)('%s lets unknown fields through, and needs a payload', (type) => {
  const schema = eventSchemas[type];
  expect(schema.safeParse('nothing').success).toBe(false);
  const issues = (payload: object): unknown[] => schema.safeParse(payload).error?.issues ?? [];
  expect(issues({ ...leg, novelty: 1 })).toEqual(issues(leg));
});

test.each(types)('%s tells whose it is', (type) => {
  const named = type.startsWith('conference.') ? 'conference_id' : 'call_control_id';
  const result = eventSchemas[type].safeParse({ [named]: 7 });
  expect(result.error?.issues.map((issue) => issue.path.join('.'))).toContain(named);
});

test('what is unknown is kept, nested too', () => {
  const payload = {
    ...leg,
    hangup_cause: 'solar_flare',
    hangup_source: 'sun',
    sip_hangup_cause: '480',
    call_quality_stats: { inbound: { mos: '4.50', colour: 'blue' } },
    novelty: { deep: true },
  };
  expect(eventSchemas['call.hangup'].parse(payload)).toEqual(payload);
});

describe('types', () => {
  test('events are told apart by their keys, and misspelt fields are errors', () => {
    expectTypeOf<TelnyxEventMap['call.answered']>().toEqualTypeOf<CallAnsweredPayload>();
    expectTypeOf<'call.gather.ended'>().toExtend<TelnyxEventType>();
    expectTypeOf<CallGatherEndedPayload['digits']>().toEqualTypeOf<string>();
    expectTypeOf<CallGatherEndedPayload['client_state']>().toEqualTypeOf<string | null | undefined>();
    // @ts-expect-error: no answer has digits
    expectTypeOf<CallAnsweredPayload['digits']>();
    // @ts-expect-error: there is no such event
    expectTypeOf<TelnyxEventMap['call.ringing']>();
  });

  test('statuses are closed where flows branch on them, causes are open', () => {
    expectTypeOf<'timeout'>().toExtend<CallGatherEndedPayload['status']>();
    expectTypeOf<'timedout'>().not.toExtend<CallGatherEndedPayload['status']>();
    expectTypeOf<'destination_unavailable'>().toExtend<CallHangupPayload['hangup_cause']>();
    expectTypeOf<number>().not.toExtend<CallHangupPayload['hangup_cause']>();
  });
});
