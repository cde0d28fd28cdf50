import { expect, test } from 'vitest';
import { z } from 'zod';
import { FlowOptions, resolveFlowOptions, taskLimits } from 'callchart';

test('without options everything has its documented default', () => {
  expect(resolveFlowOptions()).toEqual({
    defaults: { voice: undefined, language: undefined, from: undefined, connection_id: undefined },
    events: {},
    tasks: {},
    fallback: {
      say: 'We are sorry, something went wrong. Please call again later.',
      voice: 'female',
      language: 'en-US',
      reject: 'CALL_REJECTED',
    },
    limits: {
      silenceMs: 30_000,
      supersededMs: 5_000,
      lateWindowMs: 120_000,
      callMs: 14_400_000,
      engineEvents: 50,
      alwaysIterations: 100,
      reconcileMs: 600_000,
    },
    keepLegs: false,
  });
});

test('what is given stays, what is not is filled in, also beside it', () => {
  const order = z.strictObject({ order: z.string() });
  const resolved = resolveFlowOptions({
    defaults: { voice: 'Telnyx.KokoroTTS.af', language: 'en-GB' },
    events: { 'order.ready': order },
    tasks: { lookup: { timeoutMs: 2_000 }, charge: { retries: 0, timeoutMs: undefined } },
    limits: { silenceMs: 10_000 },
    keepLegs: true,
  });
  expect(resolved.events['order.ready']).toBe(order);
  expect(resolved.tasks).toEqual({
    lookup: { timeoutMs: 2_000, retries: 2 },
    charge: { timeoutMs: 10_000, retries: 0 },
  });
  expect(resolved.fallback).toMatchObject({ voice: 'Telnyx.KokoroTTS.af', language: 'en-GB' });
  expect(resolved.limits).toMatchObject({ silenceMs: 10_000, supersededMs: 5_000 });
  expect(resolved.keepLegs).toBe(true);
});

test('a task that the options do not name has the default limits', () => {
  const resolved = resolveFlowOptions({ tasks: { lookup: { retries: 5 } } });
  expect(taskLimits(resolved, 'lookup')).toEqual({ timeoutMs: 10_000, retries: 5 });
  expect(taskLimits(resolved, 'other')).toEqual({ timeoutMs: 10_000, retries: 2 });
  expect(taskLimits(resolved, 'toString')).toEqual({ timeoutMs: 10_000, retries: 2 });
});

test.each([
  [{ limits: { silenceMs: -1 } }, 'limits.silenceMs'],
  [{ limits: { callMs: 14_400_001 } }, 'limits.callMs'],
  [{ limits: { silence_ms: 1 } }, 'limits'],
  [{ fallback: { reject: 'BUSY' } }, 'fallback.reject'],
  [{ events: { 'order.ready': {} } }, 'events.order.ready'],
  [{ default: { voice: 'female' } }, ''],
  [{ tasks: { lookup: { timeoutMs: '2s' } } }, 'tasks.lookup.timeoutMs'],
])('%j is refused at %j', (options, path) => {
  const paths = FlowOptions.safeParse(options).error?.issues.map((issue) => issue.path.join('.'));
  expect(paths).toEqual([path]);
});

test('a misspelt option is answered with the near miss', () => {
  const [issue] = FlowOptions.safeParse({ limits: { silenceMillis: 1 } }).error?.issues ?? [];
  expect(issue?.message).toContain('Did you mean `silenceMs`?');
});
