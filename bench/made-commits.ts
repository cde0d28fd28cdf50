/** Commits as the runtime makes them, for stores alone: a new call, then steps, each with a key, an entry and a timer. */
import type { CallCommit, CallRecord } from 'callchart';

const began = Date.UTC(2026, 0, 1);

/** The commit of one step; 1 begins the call. The record is about 1.5 KB, the entry about 700 bytes. */
export function stepCommit(callId: string, step: number): CallCommit {
  const record = {
    callId,
    phase: 'active',
    step,
    at: began + step,
    createdAt: began,
    filling: 'x'.repeat(1_400),
  } as unknown as CallRecord;
  return {
    callId,
    expectedStep: step - 1,
    record,
    summary: {
      callId,
      flow: 'bench',
      version: '1',
      phase: 'active',
      from: '+15550100010',
      to: '+15550100011',
      createdAt: began,
      updatedAt: began + step,
    },
    wakeAt: began + 3_600_000 + step,
    open: true,
    keys: [`webhook:${callId}:${step}`],
    legs: step === 1 ? [`v3:${callId}`, `leg-${callId}`] : [],
    sessions: step === 1 ? [`session-${callId}`] : [],
    entries: [
      {
        callId,
        seq: step,
        at: began + step,
        input: {
          kind: 'webhook',
          name: 'call.dtmf.received',
          id: `${callId}:${step}`,
          payload: { digit: '5', filling: 'y'.repeat(400) },
        },
        outcome: 'applied',
        from: 'even',
        to: 'odd',
        events: [],
        effects: [],
      },
    ],
  };
}
