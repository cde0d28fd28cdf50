/** What the inspector reads of a runtime, with as many calls and steps as one likes. */
import type { CallSummary, Flow, JournalEntry, Runtime } from 'callchart';

/** Calls that are all over, each with so many steps. */
export function crowdedRuntime(calls: number, steps: number, flows: readonly Flow[]): Partial<Runtime> {
  const start = Date.UTC(2026, 0, 1);
  const rows: readonly CallSummary[] = Array.from({ length: calls }, (_, index) => ({
    callId: `call-${index}`,
    flow: 'crowd',
    version: '1',
    phase: 'closed',
    from: `+1555010${String(index).padStart(4, '0')}`,
    to: '+15550100',
    createdAt: start - index * 1_000,
    updatedAt: start,
  }));
  const entry = (callId: string, seq: number): JournalEntry => ({
    callId,
    seq,
    at: start + seq * 100,
    input: { kind: 'webhook', name: 'call.dtmf.received', leg: 'caller#1', payload: { digit: '1' } },
    outcome: 'applied',
    from: 'listening',
    to: 'listening',
    events: [{ type: 'call.dtmf.received', handled: true }],
    effects: [],
  });
  return {
    calls: ({ limit = 100, phase = 'closed', since = 0, before } = {}) =>
      Promise.resolve(
        rows
          .filter(
            (row) => row.phase === phase && row.createdAt >= since && row.createdAt < (before?.createdAt ?? Infinity),
          )
          .slice(0, limit),
      ),
    call: (callId) =>
      Promise.resolve({
        callId,
        flow: { id: 'crowd', version: '1', hash: flows[0]?.hash ?? '' },
        account: 'default',
        direction: 'incoming',
        phase: 'closed',
        step: steps,
        at: start,
        createdAt: start,
        machine: { value: 'listening', context: {}, status: 'done' },
        legs: [],
        commands: [],
        timers: [],
        tasks: [],
        withheld: [],
        generation: 0,
        engineEvents: 0,
        recordings: [],
      }),
    journal: (callId, after = 0, limit = 1_000) =>
      Promise.resolve(
        Array.from({ length: Math.max(0, Math.min(limit, steps - after)) }, (_, index) =>
          entry(callId, after + index + 1),
        ),
      ),
    subscribe: () => () => {},
    subscribeToRepeats: () => () => {},
    flows: () => flows,
  };
}
